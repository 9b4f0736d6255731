import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMediaEncoder } from '../../src/audio/media-encoder.ts';
import { createLogger } from '../../src/logger.ts';
import { makeTones, makeWav } from '../codec/sounds.ts';
import { createManyWaveChunks, createOggTagBomb } from '../fixtures/audio/hostile.ts';
import { delayLine } from './longest-delay.ts';

const FILES: readonly [what: string, file: () => Uint8Array][] = [
  // Starting a worker takes the longer the more this process holds: a minute is enough.
  ['a WAV of a minute', () => makeWav(makeTones({ seconds: 60, hertz: [440, 660] }), { bits: 16 })],
  ['45 MB of empty chunks', () => createManyWaveChunks({ megabytes: 45 })],
  ['98 bytes that claim 33 million tags', createOggTagBomb],
];

const FIT = { maximumBytes: 8_000_000, maximumKbps: 256, lufs: -14, tags: null };

/** How long the event loop of the bot stands still while files are encoded and drawn; beside each, the same time idle. */
export async function benchMediaEncoder(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-bench-'));
  const labelsIn = () => ({
    reference: 'Reference',
    noReference: 'Original (no picture)',
    made: () => 'Cover',
    take: (number: number) => `Take ${number}`,
  });
  const mediaEncoder = createMediaEncoder({
    log: createLogger({ level: 'silent' }),
    folder: join(folder, 'results'),
    labelsIn,
  });
  const signal = new AbortController().signal;
  const path = join(folder, 'file');
  const lines: string[] = [];
  for (const [what, file] of FILES) {
    writeFileSync(path, file());
    lines.push(await delayLine(`${what} is fitted into 8 MB`, () => mediaEncoder.fit(path, FIT, signal)));
    lines.push(
      await delayLine(`${what} is measured and drawn`, async () => {
        const sound = await mediaEncoder.measure(path, signal);
        await mediaEncoder.drawWaveform({ kind: 'cover', reference: sound, takes: [sound], locale: 'en' }, signal);
      }),
    );
  }
  await mediaEncoder.close();
  rmSync(folder, { recursive: true });
  return lines;
}
