import { createLogger } from '../../src/logger.ts';
import type { TaskStatus } from '../../src/providers/port.ts';
import { createWatcher } from '../../src/providers/watcher.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { percentile } from './percentile.ts';

/** What the bot believes that a cover takes; how long each really takes is spread around it. */
const TYPICAL_MS = 75_000;
const SPREAD = 0.3;

/** From a check to its answer. */
const ANSWER_MS = 150;

const COVERS = 400;

/** By simulation, in no real time: how soon a finished cover is noticed, and how many requests that takes. */
export async function benchPolling(): Promise<string[]> {
  const lines = ['polling, by simulation: from finished to noticed, and requests per cover'];
  for (const running of [1, 4, 20, 100, 1_000]) {
    const { medianMs, ninetiethMs, requestsPerCover } = await simulate(running);
    const times = `median ${seconds(medianMs)}, nine in ten ${seconds(ninetiethMs)}`;
    lines.push(`  ${running} running: ${times}, ${requestsPerCover.toFixed(2)} requests per cover`);
  }
  return lines;
}

export interface PollingFigures {
  medianMs: number;
  ninetiethMs: number;
  requestsPerCover: number;
}

/** Keeps so many covers running, each followed by another, until enough have been noticed. */
export async function simulate(running: number, tasksPerRequest = 50): Promise<PollingFigures> {
  const clock = createManualClock();
  const random = createRandom(running);
  const endsAt = new Map<string, number>();
  const delays: number[] = [];
  let requests = 0;
  let begun = 0;
  const watcher = createWatcher({
    provider: {
      name: 'simulated',
      tasksPerRequest,
      async check(refs, signal) {
        requests += Math.ceil(refs.length / tasksPerRequest);
        await clock.sleep(ANSWER_MS / 2, signal);
        const statuses = new Map(refs.map((ref) => [ref, statusAt(clock.now(), endsAt.get(ref))] as const));
        await clock.sleep(ANSWER_MS / 2, signal);
        return statuses;
      },
    },
    clock,
    random,
    log: createLogger({ level: 'silent' }),
  });
  const { signal } = new AbortController();
  const wanted = Math.max(COVERS, 3 * running);
  const keepOneRunning = async (startsInMs: number): Promise<void> => {
    await clock.sleep(startsInMs);
    while (begun < wanted) {
      begun += 1;
      const ref = `cover-${begun}`;
      const startedAt = clock.now();
      const endAt = startedAt + TYPICAL_MS * Math.exp(SPREAD * normal(random));
      endsAt.set(ref, endAt);
      await watcher.watch(ref, { startedAt, typicalMs: TYPICAL_MS, signal });
      delays.push(clock.now() - endAt);
    }
  };
  const lanes = Array.from({ length: running }, () => keepOneRunning(random() * TYPICAL_MS));
  const isOver = Promise.all(lanes).then(() => true);
  while (!(await Promise.race([isOver, clock.advance(10_000)]))) {
    // The simulated time goes on.
  }
  watcher.close();
  return {
    medianMs: percentile(delays, 0.5),
    ninetiethMs: percentile(delays, 0.9),
    requestsPerCover: requests / begun,
  };
}

function statusAt(now: number, endsAt = Number.POSITIVE_INFINITY): TaskStatus {
  return now >= endsAt ? { state: 'finished', takes: [] } : { state: 'running' };
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The same figures in each run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
