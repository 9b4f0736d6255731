import type { Clock } from '../clock.ts';
import type { Discord, PostedTake, ProgressView } from '../discord/port.ts';
import { isFinal, type Job } from '../domain/job.ts';
import type { Place } from '../domain/turns-places.ts';
import { DiscordError } from '../errors.ts';
import type { JobFeed } from '../jobs/feed.ts';
import type { JobRunner } from '../jobs/runner.ts';
import type { JobStore } from '../jobs/store.ts';
import { retryPauseMs } from '../lib/retry-pause.ts';
import type { Logger } from '../logger.ts';
import type { Files } from '../store/port.ts';
import { postedTakes } from './deliver/posted-takes.ts';
import type { DurationStats } from './duration-stats.ts';

/** A private message is edited at most this often, but for the first time that its job gets on. */
const SHORTEST_INTERVAL_MS = 15_000;

/** What may be sent in every server, whatever else has changed over the years. */
const LEAST_UPLOAD_BYTES = 8 * 1024 * 1024;

export interface ProgressDeps {
  jobs: Pick<JobStore, 'get' | 'change' | 'unfinished'> & JobFeed;
  runner: Pick<JobRunner, 'placeOf' | 'places'>;
  files: Pick<Files, 'path'>;
  discord: Pick<Discord, 'showProgress' | 'tell' | 'uploadLimit'>;
  times: DurationStats;
  /** How many covers run at once at most. */
  slots: number;
  clock: Clock;
  log: Logger;
}

export interface Progress {
  /** Shows where every unfinished job stands, and from then on each change. */
  start(): Promise<void>;
  /** Brings a job's end to its requester; rejects when it should be tried again. */
  tell(id: string): Promise<void>;
  stop(): Promise<void>;
}

/** What Discord has taken. */
interface Shown {
  /** State and place: nothing else is worth an edit. */
  key: string;
  state: Job['state'];
  /** Whether one state has followed another in it. */
  hasChanged: boolean;
}

/** Keeps one message true, until nothing has changed for an interval or the job has ended. */
interface Keeper {
  /** What is true may be other than what is shown. */
  isBehind: boolean;
  /** Ends the interval that it waits in. */
  hurry: AbortController;
  ended: AbortController;
}

/** Keeps each requester's private message true. */
export function createProgress({ jobs, runner, files, discord, times, slots, clock, log }: ProgressDeps): Progress {
  const shown = new Map<string, Shown>();
  const keepers = new Map<string, Keeper>();
  /** Edits of one message run one after the other, so that an old one cannot overtake the last. */
  const chains = new Map<string, Promise<unknown>>();
  /** What waits for a provider, or has a slot of one. */
  const inMaking = new Set<string>();
  const stopped = new AbortController();
  let isStale = false;
  let sweeping: Promise<void> | undefined;

  const inOrder = <Value>(id: string, step: () => Promise<Value>): Promise<Value> => {
    const result = (chains.get(id) ?? Promise.resolve()).then(step);
    const settled = result.then(
      () => {},
      () => {},
    );
    chains.set(id, settled);
    settled.then(() => chains.get(id) === settled && chains.delete(id));
    return result;
  };

  const show = async (id: string): Promise<void> => {
    const job = await jobs.get(id);
    if (!job?.progress || isFinal(job.state) || clock.now() >= job.progress.expiresAt) return;
    const place = await runner.placeOf(id);
    const key = keyOf(job, place);
    const last = shown.get(id);
    if (last?.key === key) return;
    const running = inMaking.size - (await runner.places()).size;
    await discord.showProgress(job, { place, ...expectations(job, place, running), takes: [] }, stopped.signal);
    const hasChanged = last !== undefined && (last.hasChanged || last.state !== job.state);
    shown.set(id, { key, state: job.state, hasChanged });
  };

  /** What failed is tried again with growing pauses; each attempt shows what is true by then. */
  const keep = async (id: string): Promise<void> => {
    const keeper: Keeper = { isBehind: true, hurry: new AbortController(), ended: new AbortController() };
    keepers.set(id, keeper);
    const over = AbortSignal.any([keeper.ended.signal, stopped.signal]);
    const pause = (ms: number, ...ends: AbortSignal[]) =>
      clock.sleep(ms, AbortSignal.any([over, ...ends])).catch(() => undefined);
    for (let failures = 0; keeper.isBehind && !over.aborted; ) {
      keeper.isBehind = false;
      keeper.hurry = new AbortController();
      try {
        await inOrder(id, () => show(id));
        failures = 0;
        await pause(SHORTEST_INTERVAL_MS, keeper.hurry.signal);
      } catch (error) {
        if (over.aborted) break;
        log.warn({ err: error, jobId: id }, 'progress could not be shown');
        failures += 1;
        keeper.isBehind ||= mayPass(error);
        const askedMs = error instanceof DiscordError ? (error.retryAfterMs ?? 0) : 0;
        await pause(Math.max(retryPauseMs(failures), askedMs));
      }
    }
    if (keepers.get(id) === keeper) keepers.delete(id);
  };

  const showSoon = (id: string): void => {
    const keeper = keepers.get(id);
    if (keeper) keeper.isBehind = true;
    else void keep(id);
  };

  /** One pass over the whole line for any number of changes since the last. */
  const sweep = async (): Promise<void> => {
    while (isStale && !stopped.signal.aborted) {
      isStale = false;
      for (const [id, place] of await runner.places()) {
        const last = shown.get(id);
        const isFollowed = last !== undefined || keepers.has(id);
        if (isFollowed && last?.key !== waitingKey(place)) showSoon(id);
      }
    }
    sweeping = undefined;
  };

  const changed = (job: Job): void => {
    if (stopped.signal.aborted) return;
    note(job);
    if (!isFinal(job.state)) {
      showSoon(job.id);
      const last = shown.get(job.id);
      if (!last?.hasChanged && last?.state !== job.state) keepers.get(job.id)?.hurry.abort();
    }
    isStale = true;
    sweeping ??= Promise.resolve().then(sweep);
  };

  function note({ id, state }: Job): void {
    if (state === 'queued' || state === 'submitting' || state === 'generating') inMaking.add(id);
    else inMaking.delete(id);
  }

  function expectations(job: Job, place: Place | undefined, running: number) {
    const candidate = job.task ?? job.candidates[0];
    const usual = candidate && times.usual(candidate);
    const waitMs = place && usual ? (Math.ceil((running + place.place) / slots) - 1) * usual.medianMs : 0;
    const expectedStartAt = job.task?.submittedAt ?? Math.max(job.notBefore, clock.now() + waitMs);
    return { expectedStartAt, usual };
  }

  return {
    async start() {
      jobs.onChange(changed);
      const unfinished = await jobs.unfinished();
      for (const job of unfinished) note(job);
      for (const { id } of unfinished) showSoon(id);
    },

    tell(id) {
      keepers.get(id)?.ended.abort();
      keepers.delete(id);
      return inOrder(id, async () => {
        shown.delete(id);
        const job = await jobs.get(id);
        // The token is erased once its requester knows: an alarm that rings twice tells once.
        if (!job?.progress || !isFinal(job.state)) return;
        await bringEnd(job, job.progress);
        await jobs.change(job.id, job.version, { to: job.state, set: { progress: null } });
      });
    },

    async stop() {
      stopped.abort(new Error('the bot stops'));
      await Promise.allSettled([...chains.values(), sweeping]);
    },
  };

  async function bringEnd(job: Job, progress: NonNullable<Job['progress']>): Promise<void> {
    const takes = await takesFor(job);
    const view = { place: undefined, expectedStartAt: undefined, usual: undefined, takes };
    const isShown = await shownAtEnd(job, view, progress.expiresAt);
    if (isShown) return;
    // A posted cover has pinged its requester already.
    if (job.delivery?.messageId) return;
    if (await discord.tell(job, takes, stopped.signal)) return;
    log.warn({ jobId: job.id }, 'the requester could not be told');
  }

  /**
   * Whether the private message shows the end. Past its time by our clock, which may be off, it is edited where Discord still lets
   * us, and nobody relies on its being read.
   */
  async function shownAtEnd(job: Job, view: ProgressView, expiresAt: number): Promise<boolean> {
    if (clock.now() < expiresAt) return discord.showProgress(job, view, stopped.signal);
    await discord.showProgress(job, view, stopped.signal).catch((error: unknown) => {
      if (!(error instanceof DiscordError)) throw error;
    });
    return false;
  }

  /** Of a cover that was not posted: its requester gets it here. */
  async function takesFor(job: Job): Promise<PostedTake[]> {
    if (job.takes.length === 0 || job.delivery?.messageId) return [];
    const limit = await discord.uploadLimit(job.guildId, stopped.signal).catch((error: unknown) => {
      // The server may be closed to the bot by now, but the private message is not.
      if (error instanceof DiscordError) return LEAST_UPLOAD_BYTES;
      throw error;
    });
    return postedTakes(files, job, limit);
  }
}

/** What Discord refuses for good it would refuse again: the next change is for that. */
function mayPass(error: unknown): boolean {
  return !(error instanceof DiscordError) || error.code === 'retry' || error.code === 'unknown';
}

function keyOf(job: Job, place: Place | undefined): string {
  if (place) return waitingKey(place);
  const state = job.delivery?.isDelayed ? `${job.state} delayed` : job.state;
  return job.cancelRequestedAt === null ? state : `${state} cancelled`;
}

function waitingKey({ place, guildIsFull }: Place): string {
  return `queued ${place} ${guildIsFull}`;
}
