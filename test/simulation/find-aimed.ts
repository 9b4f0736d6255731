import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { AimedAnswer, AimedTask } from './aimed-worker.ts';
import type { Place } from './passages.ts';

export interface Aim {
  place: Place;
  seeds: readonly number[];
  workers: number;
  /** Of the repository that is broken. */
  broken: string;
  /** Of the one that is not. */
  whole: string;
}

/** For all lives of a process; one alone takes about a second. */
const LONGEST_MS = 600_000;

/**
 * Whether something is wrong in lives of broken sources in which things happen around the broken place, and nothing in the same lives of
 * those that are whole. Says what; undefined where nothing is.
 */
export async function findAimed({ place, seeds, workers, broken, whole }: Aim): Promise<string | undefined> {
  const shares = Array.from({ length: workers }, (_, worker) => seeds.filter((_, index) => index % workers === worker));
  const answers = await Promise.all(shares.map((share) => ask(broken, { place, seeds: share })));
  for (const found of answers) {
    if (typeof found === 'string') return found;
    if (!found || (await ask(whole, { plan: found.plan })) !== null) continue;
    const { plan, violation } = found;
    return `seed ${plan.seed}, aimed: ${violation.rule}: ${violation.what.slice(0, 120)}`;
  }
  return undefined;
}

/** Its answer, or how it ended without one. */
function ask(repository: string, task: AimedTask): Promise<AimedAnswer | string> {
  return new Promise((resolve, reject) => {
    const worker = fork(join(repository, 'test/simulation/aimed-worker.ts'), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      timeout: LONGEST_MS,
      killSignal: 'SIGKILL',
    });
    worker.once('message', (message) => {
      resolve(message as AimedAnswer);
      worker.disconnect();
    });
    worker.once('error', reject);
    worker.once('exit', (code, signal) => resolve(`a worker ended with ${signal ?? code}`));
    worker.send(task);
  });
}
