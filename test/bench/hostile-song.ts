import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMediaProbe } from '../../src/audio/probe.ts';
import { createLogger } from '../../src/logger.ts';
import {
  createManyAtoms,
  createManyId3Frames,
  createManyWaveChunks,
  createNestedAtoms,
  createOggTagBomb,
  createPaddedId3,
} from '../fixtures/audio/hostile.ts';
import { delayLine } from './longest-delay.ts';

const MEGABYTES = 45;

const SONGS: readonly [what: string, song: () => Buffer][] = [
  [`${MEGABYTES} MB of an empty tag`, () => createPaddedId3({ megabytes: MEGABYTES })],
  [`${MEGABYTES} MB of tag frames`, () => createManyId3Frames({ megabytes: MEGABYTES })],
  [`${MEGABYTES} MB of atoms`, () => createManyAtoms({ megabytes: MEGABYTES })],
  [`${MEGABYTES} MB of empty chunks`, () => createManyWaveChunks({ megabytes: MEGABYTES })],
  ['a million nested atoms', () => createNestedAtoms({ depth: 1_000_000 })],
  ['98 bytes that claim 33 million tags', createOggTagBomb],
];

/** How long the event loop of the bot stands still while hostile files are probed; beside each, the same time idle. */
export async function benchHostileSong(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-bench-'));
  const mediaProbe = createMediaProbe({ log: createLogger({ level: 'silent' }), folder: join(folder, 'sounds') });
  const lines: string[] = [];
  for (const [what, song] of SONGS) {
    const path = join(folder, 'hostile');
    writeFileSync(path, song());
    const probe = () => mediaProbe.probe(path, new AbortController().signal).catch(() => {});
    lines.push(await delayLine(`${what} are probed`, probe));
  }
  await mediaProbe.close();
  rmSync(folder, { recursive: true });
  return lines;
}
