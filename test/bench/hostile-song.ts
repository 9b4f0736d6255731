import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createProber } from '../../src/audio/probe.ts';
import { createLogger } from '../../src/logger.ts';
import { createPaddedId3 } from '../fixtures/audio/hostile.ts';

const MEGABYTES = 45;

/** How long the event loop of the bot stands still while a 45 MB tag of nothing is probed; beside it, the same time idle. */
export async function benchHostileSong(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-bench-'));
  const path = join(folder, 'hostile.mp3');
  writeFileSync(path, createPaddedId3({ megabytes: MEGABYTES }));
  const prober = createProber({ log: createLogger({ level: 'silent' }) });

  const startedAt = performance.now();
  const probing = await longestDelayMs(() => prober.probe(path, new AbortController().signal).catch(() => {}));
  const tookMs = performance.now() - startedAt;
  const idle = await longestDelayMs(() => delay(tookMs));

  await prober.close();
  rmSync(folder, { recursive: true });
  return [
    `event loop while a hostile ${MEGABYTES} MB file is probed (${tookMs.toFixed(0)} ms): longest delay ${probing.toFixed(1)} ms; idle for as long ${idle.toFixed(1)} ms`,
  ];
}

async function longestDelayMs(work: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.max / 1e6;
}
