import type { Job } from '../../domain/job.ts';
import type { Logger } from '../../logger.ts';

/** Those who want to know of each change. One that throws is logged, and harms nobody else. */
export interface Listeners {
  add(listener: (job: Job) => void): void;
  tell(job: Job): void;
}

export function createListeners(log: Logger): Listeners {
  const listeners: ((job: Job) => void)[] = [];
  const untold: Job[] = [];
  let isTelling = false;

  const tellOne = (listener: (job: Job) => void, job: Job) => {
    try {
      listener(job);
    } catch (error) {
      log.error({ err: error, jobId: job.id }, 'a listener for changes of jobs failed');
    }
  };

  return {
    add(listener) {
      listeners.push(listener);
    },
    tell(job) {
      untold.push(job);
      // A listener that changes a job itself comes back here: its change is told after this one, to all in the same order.
      if (isTelling) return;
      isTelling = true;
      for (let next = untold.shift(); next; next = untold.shift()) {
        for (const listener of listeners) tellOne(listener, next);
      }
      isTelling = false;
    },
  };
}
