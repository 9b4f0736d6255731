import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startBenchBot } from './bots.ts';

const SETTLE_MS = 10_000;

/** Resident memory ten seconds after login. */
export async function benchIdleMemory(): Promise<string[]> {
  const bots = await Promise.all([startBenchBot('coverband'), startBenchBot('bare')]);
  await delay(SETTLE_MS);
  const [ours = 0, bare = 0] = bots.map(({ process }) => residentMegabytes(process.pid));
  await Promise.all(bots.map((bot) => bot.close()));
  return [
    `idle memory: ${ours.toFixed(0)} MB, bare discord.js client ${bare.toFixed(0)} MB, ratio ${(ours / bare).toFixed(2)}`,
  ];
}

function residentMegabytes(processId: number | undefined): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}
