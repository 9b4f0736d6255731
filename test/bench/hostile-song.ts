import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createProber } from '../../src/audio/probe.ts';
import { createLogger } from '../../src/logger.ts';
import {
  createManyAtoms,
  createManyId3Frames,
  createManyWaveChunks,
  createNestedAtoms,
  createOggTagBomb,
  createPaddedId3,
} from '../fixtures/audio/hostile.ts';
import { longestDelayMs } from './longest-delay.ts';

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
  const prober = createProber({ log: createLogger({ level: 'silent' }) });
  const lines: string[] = [];
  for (const [what, song] of SONGS) {
    const path = join(folder, 'hostile');
    writeFileSync(path, song());
    const startedAt = performance.now();
    const probing = await longestDelayMs(() => prober.probe(path, new AbortController().signal).catch(() => {}));
    const tookMs = performance.now() - startedAt;
    const idle = await longestDelayMs(() => delay(tookMs));
    lines.push(
      `event loop while ${what} are probed (${tookMs.toFixed(0)} ms): longest delay ${probing.toFixed(1)} ms; idle for as long ${idle.toFixed(1)} ms`,
    );
  }
  await prober.close();
  rmSync(folder, { recursive: true });
  return lines;
}
