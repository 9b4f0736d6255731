import type { Clock } from '../../../clock.ts';
import type { TakenFaults } from '../shared/faults.ts';
import { type LoadReferenceOptions, loadReference } from './load-reference.ts';
import type { AimlapiOrder } from './order.ts';
import { problemOf, Refusal } from './problem.ts';
import type { AimlapiSettings } from './settings.ts';
import { type AimlapiTask, isShown, type PlannedFailure } from './task.ts';
import type { Tasks } from './tasks.ts';
import { withFittingTexts } from './upstream-texts.ts';

/** A failure that the next paid generation meets. */
export interface NextFailure extends PlannedFailure {
  /** Refused at once instead of failing after acceptance. */
  isRefusedAtOnce?: boolean;
  /** How many generations; one when not said. */
  times?: number;
}

export interface SubmissionOptions extends LoadReferenceOptions {
  clock: Clock;
  settings: AimlapiSettings;
  tasks: Tasks;
  failures: TakenFaults<NextFailure>;
}

/**
 * Takes an order whose fields are checked: lets MiniMax look at it, charges it and starts it. There is no idempotency: the
 * same order again is another generation.
 */
export function createSubmission(options: SubmissionOptions): (order: AimlapiOrder) => Promise<AimlapiTask> {
  const { clock, settings, tasks, failures } = options;
  /** Orders whose reference is loading; they run as far as the limit on running ones goes. */
  let loading = 0;

  const accept = async (order: AimlapiOrder): Promise<AimlapiTask> => {
    const fitting = withFittingTexts(order, settings);
    const reference = loadReference(fitting, options);
    // Awaited later, or never when the balance is too small; either way it is not a rejection that nobody handles.
    reference.catch(() => undefined);
    if (settings.upstreamCheck === 'beforeAck') await reference;
    const takeFailure = () => failures.take((failure) => !failure.isRefusedAtOnce);
    return tasks.accept({ order: fitting, reference, takeFailure });
  };

  const refuseWhenFull = () => {
    if (settings.maximumRunning === null) return;
    const running = tasks.list().filter((task) => !isShown(task, clock.now())).length;
    if (running + loading >= settings.maximumRunning) throw new Refusal(problemOf(429));
  };

  const refuseWhenPlanned = () => {
    const refusal = failures.take((failure) => failure.isRefusedAtOnce === true);
    if (!refusal) return;
    const { message, name, status = 400 } = refusal;
    throw new Refusal({ status, message, ...(name === undefined ? {} : { name }), isUpstream: true });
  };

  return async (order) => {
    refuseWhenFull();
    refuseWhenPlanned();
    loading += 1;
    try {
      return await accept(order);
    } finally {
      loading -= 1;
    }
  };
}
