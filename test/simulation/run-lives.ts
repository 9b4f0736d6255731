import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Violation } from './checker.ts';
import { addCounts, type Counts } from './coverage.ts';
import type { Anchor } from './reach.ts';

/** What is to be known of a life once it was lived. */
export interface Outcome {
  seed: number;
  hash: string;
  days: number;
  wishes: number;
  incarnationsEnded: number;
  violations: readonly Violation[];
  coverage: Counts;
  /** How often the code at each of the anchors ran. */
  reached?: readonly number[];
}

/** What a worker is told. */
export interface Task {
  seeds: readonly number[];
  anchors: readonly Anchor[];
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
  /** In the order in which they are begun. */
  seeds: readonly number[];
  workers: number;
  keepsGoing: boolean;
  /** Of what it is told how often it ran. Default: of nothing. */
  anchors?: readonly Anchor[];
  /** What is lived. Default: this repository. */
  worker?: string;
  onOutcome(outcome: Outcome): void;
}

/** So many seeds to a worker: what Node keeps of each life is let go of with the process. */
const SEEDS_OF_WORKER = 200;

/** A life takes less than a second or two; one that takes so long will never end. */
const LONGEST_LIFE_MS = 120_000;

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** Lives all seeds, spread over processes of their own; without `keepsGoing`, until the first that fails. */
export async function runLives(options: RunOptions): Promise<Summary> {
  const { seeds, workers, keepsGoing, anchors = [], worker: file = WORKER, onOutcome } = options;
  const outcomes: Outcome[] = [];
  let next = 0;
  let isStopped = false;
  const running = new Set<ChildProcess>();
  const stop = () => {
    isStopped = true;
    for (const worker of running) worker.kill();
  };

  /** One process, until it has lived enough. */
  const work = () =>
    new Promise<void>((done, fail) => {
      const worker = fork(file, { execArgv: ['--disable-warning=ExperimentalWarning'] });
      running.add(worker);
      let given = 0;
      let isWaiting = false;
      let patience: NodeJS.Timeout | undefined;
      const give = () => {
        const seed = isStopped || given >= SEEDS_OF_WORKER ? undefined : seeds[next];
        isWaiting = seed !== undefined;
        if (seed === undefined) return worker.disconnect();
        next += 1;
        given += 1;
        patience = setTimeout(() => worker.kill('SIGKILL'), LONGEST_LIFE_MS);
        worker.send({ seeds: [seed], anchors } satisfies Task);
      };
      worker.on('message', (message) => {
        const outcome = message as Outcome;
        clearTimeout(patience);
        outcomes.push(outcome);
        onOutcome(outcome);
        if (outcome.violations.length > 0 && !keepsGoing) stop();
        else if (!isStopped) give();
      });
      worker.on('error', fail);
      worker.on('exit', (code) => {
        running.delete(worker);
        clearTimeout(patience);
        if (isWaiting && !isStopped) fail(new Error(`a worker ended with ${code}`));
        else done();
      });
      give();
    });
  const workOn = async () => {
    while (!isStopped && next < seeds.length) await work();
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
