import type { Clock } from '../../clock.ts';
import { FetchError, ProviderError, UserError } from '../../errors.ts';
import type { Provider, TaskStatus } from '../port.ts';
import { UnusableAnswer } from '../shared/unusable-answer.ts';
import type { Polls } from './polls.ts';
import { parseRef } from './task-ref.ts';
import { isNotFound, type Said, taskStatus } from './task-status.ts';

export interface CheckOptions {
  polls: Polls;
  /** How many takes a task was ordered with, for a ref that does not say it; undefined when Runware does not either. */
  orderedTakes(taskUUID: string, signal: AbortSignal): Promise<number | undefined>;
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

/** Acceptance may take a moment to be seen by polls. */
const NOT_FOUND_BELIEVED_AFTER_MS = 60_000;

interface Learnt {
  said: Map<string, Said>;
  failures: ProviderError[];
}

export function createCheck({ polls, orderedTakes, clock, asksSingly, linkLifeMs }: CheckOptions): Provider['check'] {
  let askSinglyUntil = 0;

  return async function check(refs, signal) {
    const learnt: Learnt = { said: new Map(), failures: [] };
    const taskUUIDs = [...new Set(refs.map((ref) => parseRef(ref).taskUUID))];
    const mayAskTogether = !asksSingly && clock.now() >= askSinglyUntil;
    const single = mayAskTogether ? await askTogether(taskUUIDs, learnt, signal) : taskUUIDs;
    await askSingly(single, learnt, signal);

    const [failure] = learnt.failures;
    if (learnt.said.size === 0 && failure) throw failure;
    // On its own, each was answered: it was the form of the request that Runware does not take.
    const wereRefusedTogether = mayAskTogether && single.length > 1 && single.length === taskUUIDs.length;
    if (wereRefusedTogether && !single.some((taskUUID) => hasFailed(learnt, taskUUID)))
      askSinglyUntil = clock.now() + SINGLY_FOR_MS;

    return new Map(await Promise.all(refs.map(async (ref) => [ref, await statusOf(ref, learnt, signal)] as const)));
  };

  /** Returns those of which nothing could be told that way. Stops at the first request that fails. */
  async function askTogether(taskUUIDs: readonly string[], learnt: Learnt, signal: AbortSignal): Promise<string[]> {
    const untold: string[] = [];
    for (const group of groupsOf(taskUUIDs, TASKS_PER_REQUEST)) {
      if (group.length === 1) {
        untold.push(...group);
        continue;
      }
      const said = await polls.several(group, signal).catch((error: unknown) => noted(error, learnt));
      if (!said) break;
      for (const [taskUUID, entry] of said) learnt.said.set(taskUUID, entry);
      untold.push(...group.filter((taskUUID) => !said.has(taskUUID)));
    }
    return untold;
  }

  async function askSingly(taskUUIDs: readonly string[], learnt: Learnt, signal: AbortSignal): Promise<void> {
    for (const group of groupsOf(taskUUIDs, SINGLE_POLLS_AT_ONCE)) {
      if (learnt.failures.some((failure) => !isAboutOneAnswer(failure))) return;
      const asked = group.map(async (taskUUID) => {
        const said = await polls.one(taskUUID, signal).catch((error: unknown) => noted(error, learnt));
        if (said) learnt.said.set(taskUUID, said);
      });
      await Promise.all(asked);
    }
  }

  /** A task of which nothing was learnt this time is as it was: running. */
  async function statusOf(ref: string, learnt: Learnt, signal: AbortSignal): Promise<TaskStatus> {
    const { taskUUID, takes, acceptedAt } = parseRef(ref);
    const said = learnt.said.get(taskUUID);
    if (!said) return { state: 'running' };
    const expiresAt = acceptedAt === undefined ? null : acceptedAt + linkLifeMs;
    const status = taskStatus(said, { takes, expiresAt });
    if (isNotFound(status) && acceptedAt !== undefined && clock.now() < acceptedAt + NOT_FOUND_BELIEVED_AFTER_MS)
      return { state: 'running' };
    if (status.state !== 'finished' || takes !== undefined) return status;
    return taskStatus(said, { takes: await orderedTakes(taskUUID, signal), expiresAt });
  }
}

function hasFailed({ said }: Learnt, taskUUID: string): boolean {
  const { items, errors } = said.get(taskUUID) ?? { items: [], errors: [] };
  return errors.length > 0 || items.some(({ status }) => status === 'error');
}

/** Whether only the audio of one answer was to blame, so that the next one may well be good. */
function isAboutOneAnswer({ cause }: ProviderError): boolean {
  const isBadAudio = cause instanceof UnusableAnswer && cause.reason === 'badAudio';
  return isBadAudio || cause instanceof FetchError || cause instanceof UserError;
}

/** Lets only what the provider did count as a failed request; an abort ends the whole check. */
function noted(error: unknown, { failures }: Learnt): undefined {
  if (!(error instanceof ProviderError)) throw error;
  failures.push(error);
}

function groupsOf<Entry>(entries: readonly Entry[], size: number): Entry[][] {
  const groups: Entry[][] = [];
  for (let start = 0; start < entries.length; start += size) groups.push(entries.slice(start, start + size));
  return groups;
}
