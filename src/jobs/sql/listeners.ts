import type { Job } from '../../domain/job.ts';
import type { Logger } from '../../logger.ts';

/** Those who want to know of each change. One that throws is logged, and harms nobody else. */
export interface Listeners {
  add(listener: Listener): void;
  tell(job: Job, before?: Job): void;
}

type Listener = (job: Job, before?: Job) => void;

export function createListeners(log: Logger): Listeners {
  const listeners: Listener[] = [];
  const untold: { job: Job; before: Job | undefined }[] = [];
  let isTelling = false;

  const tellOne = (listener: Listener, { job, before }: (typeof untold)[number]) => {
    try {
      listener(job, before);
    } catch (error) {
      log.error({ err: error, jobId: job.id }, 'a listener for changes of jobs failed');
    }
  };

  return {
    add(listener) {
      listeners.push(listener);
    },
    tell(job, before) {
      untold.push({ job, before });
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
