import { createGuardedFetch } from '../../src/http-guard.ts';
import { createLogger } from '../../src/logger.ts';
import type { Order } from '../../src/providers/port.ts';
import { createRunware } from '../../src/providers/runware/runware.ts';
import { createWatcher } from '../../src/providers/watcher.ts';
import { startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { aReference } from '../support/a-job.ts';
import { anOrder } from '../support/an-order.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { measureSong, renderQuickly, songOf } from '../support/sounds.ts';
import { serveFile } from './serve-file.ts';

const GENERATION_MS = 75_000;

/** How many requests one cover needs, alone and with a thousand tasks running. */
export async function benchPolling(): Promise<string[]> {
  const alone = await requestsPerCover(1);
  const together = await requestsPerCover(1_000);
  return [
    `requests per cover, polling only: ${together.toFixed(2)} with 1000 tasks running, ${alone.toFixed(2)} with one`,
  ];
}

async function requestsPerCover(tasks: number): Promise<number> {
  const clock = createManualClock();
  const log = createLogger({ level: 'silent' });
  const song = await serveFile((await songOf(7)).data);
  const runware = await startRunwareSandbox({
    clock,
    render: renderQuickly,
    measure: measureSong,
    balanceMicros: 1e12,
    settings: { generationMs: GENERATION_MS },
  });
  const http = createGuardedFetch({ trustedOrigins: [], log });
  const files = { path: async () => undefined, keepBytes: unused };
  const provider = createRunware({ apiKey: runware.apiKey, baseUrl: runware.baseUrl, http, files, clock });
  let polls = 0;
  const watcher = createWatcher({
    provider: {
      name: provider.name,
      check(refs, signal) {
        polls += 1;
        return provider.check(refs, signal);
      },
    },
    clock,
    random: Math.random,
    log,
  });
  const { signal } = new AbortController();
  const ends: Promise<unknown>[] = [];
  for (let index = 0; index < tasks; index += 1) {
    const submission = await provider.submit(await provider.prepare(orderOf(song.url, clock.now()), signal), signal);
    if (submission.kind !== 'accepted') throw new Error('Runware only accepts');
    ends.push(watcher.watch(submission.ref, { startedAt: clock.now(), typicalMs: GENERATION_MS, signal }));
    // Spread over a minute, as covers are.
    await clock.advance(Math.round(60_000 / tasks));
  }
  await clock.runUntil(() => watcher.watching() === 0);
  await Promise.all(ends);
  watcher.close();
  await Promise.all([http.close(), runware.close(), song.close()]);
  return polls / tasks;
}

function orderOf(url: string, now: number): Order {
  return anOrder({
    model: 'minimax:music@cover',
    reference: aReference({ link: { url, expiresAt: now + 86_400_000 } }),
  });
}

async function unused(): Promise<never> {
  throw new Error('results are not fetched here');
}
