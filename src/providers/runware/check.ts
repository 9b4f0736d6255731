import type { Clock } from '../../clock.ts';
import { FetchError, ProviderError, UserError } from '../../errors.ts';
import type { Provider, TaskStatus } from '../port.ts';
import { createMissingTasks } from '../shared/missing-tasks.ts';
import { UnusableAnswer } from '../shared/unusable-answer.ts';
import { createOverdueTasks } from './overdue-tasks.ts';
import type { Polls } from './polls.ts';
import type { TaskDetails } from './task-details.ts';
import { parseRef } from './task-ref.ts';
import { isNotFound, knownOfUnfound, type PollResult, taskStatus } from './task-status.ts';

export interface CheckOptions {
  polls: Polls;
  details: Pick<TaskDetails, 'orderedTakes' | 'statusOf'>;
  clock: Clock;
  /** Where results come with the answers: those of several tasks would be lost together. */
  asksSingly: boolean;
  /** How long links live, counted from acceptance at the earliest. */
  linkLifeMs: number;
}

const TASKS_PER_REQUEST = 50;

/** How many requests for one task each are under way at once. */
const SINGLE_POLLS_AT_ONCE = 5;

/** After a request for several tasks was refused as such, each goes alone for so long. */
const SINGLY_FOR_MS = 10 * 60_000;

/** How often the audio in an answer may be spoilt before its task counts as failed; each time it is fetched whole. */
const MOST_SPOILT = 3;

interface PollOutcome {
  said: Map<string, PollResult>;
  failures: ProviderError[];
}

export interface Checks {
  check: Provider['check'];
  tasksPerRequest(): number;
}

export function createChecks({ polls, details, clock, asksSingly, linkLifeMs }: CheckOptions): Checks {
  const missing = createMissingTasks(clock);
  const overdue = createOverdueTasks(clock);
  let askSinglyUntil = 0;
  const spoilt = new Map<string, number>();

  const mayAskTogetherNow = () => !asksSingly && clock.monotonic() >= askSinglyUntil;

  return { check, tasksPerRequest: () => (mayAskTogetherNow() ? TASKS_PER_REQUEST : 1) };

  async function check(refs: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, TaskStatus>> {
    const learnt: PollOutcome = { said: new Map(), failures: [] };
    const taskUUIDs = [...new Set(refs.map((ref) => parseRef(ref).taskUUID))];
    const mayAskTogether = mayAskTogetherNow();
    const single = mayAskTogether ? await askTogether(taskUUIDs, learnt, signal) : taskUUIDs;
    await askSingly(single, learnt, signal);

    const [failure] = learnt.failures;
    if (learnt.said.size === 0 && failure) throw failure;
    // On its own, each was answered: it was the form of the request that Runware does not take.
    const wereRefusedTogether = mayAskTogether && single.length > 1 && single.length === taskUUIDs.length;
    if (wereRefusedTogether && !single.some((taskUUID) => hasFailed(learnt, taskUUID)))
      askSinglyUntil = clock.monotonic() + SINGLY_FOR_MS;

    return new Map(await Promise.all(refs.map(async (ref) => [ref, await statusOf(ref, learnt, signal)] as const)));
  }

  /** Returns those of which nothing could be told that way. Stops at the first request that fails. */
  async function askTogether(
    taskUUIDs: readonly string[],
    learnt: PollOutcome,
    signal: AbortSignal,
  ): Promise<string[]> {
    const unresolved: string[] = [];
    for (const group of groupsOf(taskUUIDs, TASKS_PER_REQUEST)) {
      if (group.length === 1) {
        unresolved.push(...group);
        continue;
      }
      const said = await polls.several(group, signal).catch((error: unknown) => void collectError(error, learnt));
      if (!said) break;
      for (const [taskUUID, entry] of said) learnt.said.set(taskUUID, entry);
      unresolved.push(...group.filter((taskUUID) => !said.has(taskUUID)));
    }
    return unresolved;
  }

  async function askSingly(taskUUIDs: readonly string[], learnt: PollOutcome, signal: AbortSignal): Promise<void> {
    for (const group of groupsOf(taskUUIDs, SINGLE_POLLS_AT_ONCE)) {
      if (learnt.failures.some((failure) => !isAboutOneAnswer(failure))) return;
      const asked = group.map(async (taskUUID) => {
        const said = await polls.one(taskUUID, signal).catch((error: unknown) => {
          const failure = collectError(error, learnt);
          return isSpoiltForGood(taskUUID, failure) ? spoiltTask(failure) : undefined;
        });
        if (said) learnt.said.set(taskUUID, said);
        if (said) spoilt.delete(taskUUID);
      });
      await Promise.all(asked);
    }
  }

  function isSpoiltForGood(taskUUID: string, { cause }: ProviderError): boolean {
    if (!(cause instanceof UnusableAnswer && cause.reason === 'badAudio')) return false;
    const times = (spoilt.get(taskUUID) ?? 0) + 1;
    spoilt.set(taskUUID, times);
    return times >= MOST_SPOILT;
  }

  /** A task of which nothing was learnt this time is as it was: running. */
  async function statusOf(ref: string, learnt: PollOutcome, signal: AbortSignal): Promise<TaskStatus> {
    const { taskUUID, takes, acceptedAt } = parseRef(ref);
    const said = learnt.said.get(taskUUID);
    if (!said) return { state: 'running' };
    const expiresAt = acceptedAt === undefined ? null : acceptedAt + linkLifeMs;
    const status = taskStatus(said, { takes, expiresAt });
    if (isNotFound(status)) return statusOfUnfound(taskUUID, status, signal);
    missing.found(taskUUID);
    if (status.state === 'running') {
      return overdue.isToBeAsked(taskUUID, acceptedAt) ? statusOfOverdue(taskUUID, takes, status, signal) : status;
    }
    overdue.ended(taskUUID);
    // A ref that does not say how many takes were ordered.
    if (status.state !== 'finished' || takes !== undefined) return status;
    return taskStatus(said, { takes: await details.orderedTakes(taskUUID, signal), expiresAt });
  }

  /** One that has ended and is forgotten may look as if it ran for ever. */
  async function statusOfOverdue(
    taskUUID: string,
    takes: number | undefined,
    polled: TaskStatus,
    signal: AbortSignal,
  ): Promise<TaskStatus> {
    try {
      const archived = await details.statusOf(taskUUID, signal, takes);
      if (!archived || isNotFound(archived)) return polled;
      if (archived.state !== 'running') overdue.ended(taskUUID);
      return archived;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return polled;
    }
  }

  /** How long finished tasks can be polled, Runware does not say, and acceptance may take a moment to be seen. */
  async function statusOfUnfound(taskUUID: string, polled: TaskStatus, signal: AbortSignal): Promise<TaskStatus> {
    let known: TaskStatus;
    try {
      known = knownOfUnfound(polled, await details.statusOf(taskUUID, signal));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { state: 'running' };
    }
    if (isNotFound(known)) return missing.isConfirmedMissing(taskUUID) ? known : { state: 'running' };
    missing.found(taskUUID);
    return known;
  }
}

function hasFailed({ said }: PollOutcome, taskUUID: string): boolean {
  const { items, errors } = said.get(taskUUID) ?? { items: [], errors: [] };
  return errors.length > 0 || items.some(({ status }) => status === 'error');
}

/** Whether only the audio of one answer was to blame, so that the next one may well be good. */
function isAboutOneAnswer({ cause }: ProviderError): boolean {
  const isBadAudio = cause instanceof UnusableAnswer && cause.reason === 'badAudio';
  return isBadAudio || cause instanceof FetchError || cause instanceof UserError;
}

/** Lets only what the provider did count as a failed request; an abort ends the whole check. */
function collectError(error: unknown, { failures }: PollOutcome): ProviderError {
  if (!(error instanceof ProviderError)) throw error;
  failures.push(error);
  return error;
}

/** What is said of a task whose result came again and again, and never as audio. */
function spoiltTask({ message }: ProviderError): PollResult {
  return { items: [], errors: [{ code: 'resultIsNoAudio', message }] };
}

function groupsOf<Entry>(entries: readonly Entry[], size: number): Entry[][] {
  const groups: Entry[][] = [];
  for (let start = 0; start < entries.length; start += size) groups.push(entries.slice(start, start + size));
  return groups;
}
