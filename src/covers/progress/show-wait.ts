import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Cards } from '../../cluster/port.ts';
import type { Discord, DurationEstimate } from '../../discord/port.ts';
import { isFinal, type Job } from '../../domain/job.ts';
import { holdOfCandidates } from '../../domain/policy/operator-choices.ts';
import type { Place } from '../../domain/turns/places.ts';
import { isWorthAnEdit, nextChangeAt, outlookOf, type Wait } from '../../domain/turns/waiting.ts';
import type { JobRunner } from '../../jobs/runner.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { OperatorChoicesStore } from '../../store/port.ts';
import type { DurationStats } from '../duration-stats.ts';
import { frameOf, placeKey, reasonToEdit } from './frame.ts';
import { showEnd } from './show-end.ts';

const STAGES: Partial<Record<Job['state'], Wait['stage']>> = {
  queued: 'inLine',
  submitting: 'making',
  generating: 'making',
};

export interface ShownWaitsOptions {
  jobs: Pick<JobStore, 'get'>;
  runner: Pick<JobRunner, 'placeOf' | 'places'>;
  discord: Pick<Discord, 'showProgress'>;
  operatorChoices: Pick<OperatorChoicesStore, 'now'>;
  times: DurationStats;
  /** How many covers run at once at most. */
  slots: number;
  clock: Clock;
  /** Whether other processes show and end the same covers. */
  isShared?: boolean;
  /** Where other processes show the same covers. */
  cards?: Cards | undefined;
  /** Aborted when the bot stops. */
  stopped: AbortSignal;
}

/** What each waiting message shows, as far as Discord has taken it. */
export interface ShownWaits {
  /** Takes a job's state into account for what the others wait for. */
  note(job: Job): void;
  /** Shows where a job stands, if that is worth an edit; resolves to when time alone changes it, in milliseconds since the epoch. */
  show(id: string): Promise<number | undefined>;
  /** Whether the message shows another place than this, and has an edit left to say so. */
  isAtOtherPlace(id: string, place: Place): boolean;
  isShown(id: string): boolean;
  /** Whether this would be the first time that the message tells its reader of another state. */
  isFirstChange(job: Job): boolean;
  forget(id: string): void;
}

const shownSchema = z.object({
  frame: z.object({ state: z.string(), place: z.string(), outlook: z.string() }),
  /** How often the message was edited, by anybody who notes it. */
  edits: z.int(),
  state: z.string(),
  /** Whether one state has followed another in it. */
  hasChanged: z.boolean(),
});

/** A message is ours for twenty seconds once it is taken, of which an edit may need fifteen. */
const SHOWN_WITHIN_MS = 5_000;

/** What Discord has taken. */
type Shown = z.infer<typeof shownSchema>;

export function createShownWaits(options: ShownWaitsOptions): ShownWaits {
  const { jobs, runner, discord, operatorChoices, times, slots, clock, isShared = false, cards, stopped } = options;
  const shown = new Map<string, Shown>();
  /** What waits for a provider, or has a slot of one. */
  const inMaking = new Set<string>();

  /** Another process may have shown how it ended, and forgotten the token, just before what was shown here arrived and took its place. */
  const shownOnTop = async (job: Job, view: Parameters<typeof discord.showProgress>[1]): Promise<boolean> => {
    const isThere = await discord.showProgress(job, view, stopped);
    if (!isShared || !isThere) return isThere;
    const since = await jobs.get(job.id);
    if (!since || !isFinal(since.state)) return true;
    await showEnd(discord, { ...since, progress: job.progress }, stopped);
    return false;
  };

  /** Where a job stands, and what its message says of it. */
  const standingOf = async (job: Job, visibleUntil: number) => {
    const place = await runner.placeOf(job.id);
    const running = inMaking.size - (await runner.places()).size;
    const candidate = job.task ?? job.candidates[0];
    const usual = candidate && times.usual(candidate);
    const startsInMs = place && usual ? untilStartMs(place, { running, slots, usual }) : 0;
    const isHeld =
      job.state === 'queued' && holdOfCandidates(operatorChoices.now(), job.guildId, job.candidates) !== undefined;
    const known = { now: clock.now(), startsInMs, usual, visibleUntil };
    const wait: Wait = { ...waitOf(job, place, known), ...(isHeld && { startsAt: undefined }) };
    const outlook = outlookOf(wait);
    return { wait, view: { place, outlook, usual, isHeld }, frame: frameOf(job, place, outlook, isHeld) };
  };

  const showNow = async (id: string, isStillOurs = () => true): Promise<number | undefined> => {
    const job = await jobs.get(id);
    if (!job?.progress || isFinal(job.state) || clock.now() >= job.progress.expiresAt) {
      shown.delete(id);
      return undefined;
    }
    const { wait, view, frame } = await standingOf(job, job.progress.expiresAt);
    const last = shown.get(id);
    const reason = reasonToEdit(last?.frame, frame);
    if (!reason || !isWorthAnEdit(reason, last?.edits ?? 0)) return nextChangeAt(wait);
    // What was read so long ago may not be so any more, and another one may have shown what is.
    if (!isStillOurs()) return clock.now();
    const isThere = await shownOnTop(job, view);
    const hasChanged = last !== undefined && (last.hasChanged || last.state !== job.state);
    shown.set(id, { frame, edits: (last?.edits ?? 0) + 1, state: job.state, hasChanged });
    return isThere ? nextChangeAt(wait) : undefined;
  };

  return {
    note({ id, state }) {
      if (state in STAGES) inMaking.add(id);
      else inMaking.delete(id);
    },

    async show(id) {
      if (!cards) return showNow(id);
      const askedAt = clock.now();
      const card = await cards.takeCard(id);
      // Another process is at it. What is true by then is looked at again, and is mostly what it has shown.
      if (!card.isOurs) return clock.now() + card.againInMs;
      try {
        const last = card.shown === undefined ? undefined : readShown(card.shown);
        if (last) shown.set(id, last);
        return await showNow(id, () => clock.now() - askedAt < SHOWN_WITHIN_MS);
      } finally {
        const after = shown.get(id);
        await cards.leaveCard(id, after ? JSON.stringify(after) : null);
      }
    },

    isAtOtherPlace(id, place) {
      const last = shown.get(id);
      return isWorthAnEdit('place', last?.edits ?? 0) && last?.frame.place !== placeKey(place);
    },

    isShown: (id) => shown.has(id),

    isFirstChange({ id, state }) {
      const last = shown.get(id);
      return !last?.hasChanged && last?.state !== state;
    },

    forget: (id) => void shown.delete(id),
  };
}

/** Until as many rounds as are before it have run, each as long as is usual. */
function untilStartMs(
  { place }: Place,
  { running, slots, usual }: { running: number; slots: number; usual: DurationEstimate },
): number {
  return (Math.ceil((running + place) / slots) - 1) * usual.medianMs;
}

function waitOf(
  job: Job,
  place: Place | undefined,
  known: { now: number; startsInMs: number; usual: DurationEstimate | undefined; visibleUntil: number },
): Wait {
  const { now, startsInMs, usual, visibleUntil } = known;
  // A server that has all it may have running waits for one of its own, and nobody knows which.
  const startsAt = place?.guildIsFull
    ? undefined
    : (job.task?.submittedAt ?? Math.max(job.notBefore, now + startsInMs));
  return { now, acceptedAt: job.acceptedAt, stage: STAGES[job.state] ?? 'other', startsAt, usual, visibleUntil };
}

/** Undefined where another release has noted it otherwise: it is shown once more. */
function readShown(text: string): Shown | undefined {
  return shownSchema.safeParse(JSON.parse(text)).data;
}
