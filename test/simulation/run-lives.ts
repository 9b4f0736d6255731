import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Violation } from './checker.ts';
import { addCounts, type Counts } from './coverage.ts';

/** What is to be known of a life once it was lived. */
export interface Outcome {
  seed: number;
  hash: string;
  days: number;
  wishes: number;
  incarnationsEnded: number;
  violations: readonly Violation[];
  coverage: Counts;
}

export interface Summary {
  lives: number;
  days: number;
  failed: number;
  /** Of all histories, in the order of their seeds. */
  hash: string;
  wishes: number;
  incarnationsEnded: number;
  coverage: Counts;
}

export interface RunOptions {
  from: number;
  to: number;
  workers: number;
  keepsGoing: boolean;
  onOutcome(outcome: Outcome): void;
}

/** So many seeds to a worker at once, and so many times: what Node keeps of each life is let go of with the process. */
const BATCH = 10;
const BATCHES = 20;

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** Lives all seeds, spread over processes of their own; without `keepsGoing`, until the first that fails. */
export async function runLives({ from, to, workers, keepsGoing, onOutcome }: RunOptions): Promise<Summary> {
  const outcomes: Outcome[] = [];
  let next = from;
  let isStopped = false;
  const take = (): number[] => {
    if (isStopped) return [];
    const seeds = Array.from({ length: Math.min(BATCH, to - next + 1) }, (_, index) => next + index);
    next += seeds.length;
    return seeds;
  };

  /** One process, until it has lived enough. */
  const work = () =>
    new Promise<void>((done, fail) => {
      const worker = fork(WORKER, { execArgv: ['--disable-warning=ExperimentalWarning'] });
      let batches = 0;
      let waitingFor = 0;
      const give = () => {
        const seeds = batches < BATCHES ? take() : [];
        batches += 1;
        waitingFor = seeds.length;
        if (seeds.length > 0) worker.send(seeds);
        else worker.disconnect();
      };
      worker.on('message', (message) => {
        const outcome = message as Outcome;
        outcomes.push(outcome);
        onOutcome(outcome);
        if (outcome.violations.length > 0 && !keepsGoing) isStopped = true;
        waitingFor -= 1;
        if (waitingFor === 0) give();
      });
      worker.on('error', fail);
      worker.on('exit', (code) => (waitingFor > 0 ? fail(new Error(`a worker ended with ${code}`)) : done()));
      give();
    });
  const workOn = async () => {
    while (!isStopped && next <= to) await work();
  };
  await Promise.all(Array.from({ length: workers }, workOn));
  return summaryOf(outcomes);
}

export function summaryOf(outcomes: readonly Outcome[]): Summary {
  const hash = createHash('sha256');
  const coverage: Counts = {};
  for (const outcome of outcomes.toSorted((one, other) => one.seed - other.seed)) {
    hash.update(`${outcome.seed} ${outcome.hash}\n`);
    addCounts(coverage, outcome.coverage);
  }
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    lives: outcomes.length,
    days: sum(({ days }) => days),
    failed: outcomes.filter(({ violations }) => violations.length > 0).length,
    hash: hash.digest('hex'),
    wishes: sum(({ wishes }) => wishes),
    incarnationsEnded: sum(({ incarnationsEnded }) => incarnationsEnded),
    coverage,
  };
}
