import type { Clock } from '../clock.ts';
import type { Discord, DurationEstimate, PostedTake } from '../discord/port.ts';
import { isFinal, type Job } from '../domain/job.ts';
import type { Place } from '../domain/turns-places.ts';
import { isWorthAnEdit, nextChangeAt, outlookOf, type Wait } from '../domain/waiting.ts';
import { DiscordError } from '../errors.ts';
import type { JobFeed } from '../jobs/feed.ts';
import type { JobRunner } from '../jobs/runner.ts';
import type { JobStore } from '../jobs/store.ts';
import { retryPauseMs } from '../lib/retry-pause.ts';
import type { Logger } from '../logger.ts';
import type { Files } from '../store/port.ts';
import { postedTakes } from './deliver/posted-takes.ts';
import type { DurationStats } from './duration-stats.ts';
import { frameOf, type ProgressFrame, placeKey, reasonToEdit } from './progress-frame.ts';

/** A private message is edited at most this often, but for the first time that its job gets on. */
const SHORTEST_INTERVAL_MS = 15_000;

const STAGES: Partial<Record<Job['state'], Wait['stage']>> = {
  queued: 'inLine',
  submitting: 'making',
  generating: 'making',
};

/** What may be sent in every server, whatever else has changed over the years. */
const LEAST_UPLOAD_BYTES = 8 * 1024 * 1024;

export interface ProgressDeps {
  jobs: Pick<JobStore, 'get' | 'change' | 'unfinished'> & JobFeed;
  runner: Pick<JobRunner, 'placeOf' | 'places'>;
  files: Pick<Files, 'has'>;
  discord: Pick<Discord, 'showProgress' | 'handOver' | 'tell' | 'uploadLimit'>;
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
  frame: ProgressFrame;
  /** How often the message was edited since this process began. */
  edits: number;
  state: Job['state'];
  /** Whether one state has followed another in it. */
  hasChanged: boolean;
}

/** Keeps one message true until the job has ended, or nothing will change by the passing of time alone. */
interface Keeper {
  /** What is true may be other than what is shown. */
  isBehind: boolean;
  /** Ends the wait for time alone to change what is true. */
  stirred: AbortController;
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

  /** Resolves to when what is shown changes by the passing of time alone, in milliseconds since the epoch. */
  const show = async (id: string): Promise<number | undefined> => {
    const job = await jobs.get(id);
    if (!job?.progress || isFinal(job.state) || clock.now() >= job.progress.expiresAt) return undefined;
    const place = await runner.placeOf(id);
    const running = inMaking.size - (await runner.places()).size;
    const candidate = job.task ?? job.candidates[0];
    const usual = candidate && times.usual(candidate);
    const wait = waitOf(job, place, running, { usual, visibleUntil: job.progress.expiresAt });
    const outlook = outlookOf(wait);
    const frame = frameOf(job, place, outlook);
    const last = shown.get(id);
    const reason = reasonToEdit(last?.frame, frame);
    if (reason && isWorthAnEdit(reason, last?.edits ?? 0)) {
      const isThere = await discord.showProgress(job, { place, outlook, usual }, stopped.signal);
      const hasChanged = last !== undefined && (last.hasChanged || last.state !== job.state);
      shown.set(id, { frame, edits: (last?.edits ?? 0) + 1, state: job.state, hasChanged });
      if (!isThere) return undefined;
    }
    return nextChangeAt(wait);
  };

  /** Where nothing has happened by now, time itself may bring the next change. */
  const untilChange = async (
    keeper: Keeper,
    changesAt: number | undefined,
    pause: (ms: number, end: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    if (changesAt === undefined || keeper.isBehind) return;
    await pause(Math.max(0, changesAt - clock.now()), keeper.stirred.signal);
    keeper.isBehind = true;
  };

  /** What failed is tried again with growing pauses; each attempt shows what is true by then. */
  const keep = async (id: string): Promise<void> => {
    const keeper: Keeper = {
      isBehind: true,
      stirred: new AbortController(),
      hurry: new AbortController(),
      ended: new AbortController(),
    };
    keepers.set(id, keeper);
    const over = AbortSignal.any([keeper.ended.signal, stopped.signal]);
    const pause = (ms: number, ...ends: AbortSignal[]) =>
      clock.sleep(ms, AbortSignal.any([over, ...ends])).catch(() => undefined);
    for (let failures = 0; keeper.isBehind && !over.aborted; ) {
      keeper.isBehind = false;
      keeper.stirred = new AbortController();
      keeper.hurry = new AbortController();
      try {
        const changesAt = await inOrder(id, () => show(id));
        failures = 0;
        await pause(SHORTEST_INTERVAL_MS, keeper.hurry.signal);
        await untilChange(keeper, changesAt, pause);
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
    if (!keeper) return void keep(id);
    keeper.isBehind = true;
    keeper.stirred.abort();
  };

  /** One pass over the whole line for any number of changes since the last. */
  const sweep = async (): Promise<void> => {
    while (isStale && !stopped.signal.aborted) {
      isStale = false;
      for (const [id, place] of await runner.places()) {
        const last = shown.get(id);
        const isFollowed = last !== undefined || keepers.has(id);
        const hasRoom = isWorthAnEdit('place', last?.edits ?? 0);
        if (isFollowed && hasRoom && last?.frame.place !== placeKey(place)) showSoon(id);
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

  function waitOf(
    job: Job,
    place: Place | undefined,
    running: number,
    { usual, visibleUntil }: { usual: DurationEstimate | undefined; visibleUntil: number },
  ): Wait {
    const waitMs = place && usual ? (Math.ceil((running + place.place) / slots) - 1) * usual.medianMs : 0;
    const now = clock.now();
    // A server that has all it may have running waits for one of its own, and nobody knows which.
    const startsAt = place?.guildIsFull ? undefined : (job.task?.submittedAt ?? Math.max(job.notBefore, now + waitMs));
    return { now, acceptedAt: job.acceptedAt, stage: STAGES[job.state] ?? 'other', startsAt, usual, visibleUntil };
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
        const takes = await takesFor(job);
        const isShown = await bringEnd(job, job.progress, takes);
        const told = await jobs.change(job.id, job.version, { to: job.state, set: { progress: null } });
        // After that is on disk, so that it is sent once; where it is lost, the button of what was shown hands it out.
        if (isShown && told && takes.length > 0) await handOver(job, takes);
      });
    },

    async stop() {
      stopped.abort(new Error('the bot stops'));
      await Promise.allSettled([...chains.values(), sweeping]);
    },
  };

  /** Whether the end stands in the private message. */
  async function bringEnd(
    job: Job,
    progress: NonNullable<Job['progress']>,
    takes: readonly PostedTake[],
  ): Promise<boolean> {
    const isShown = await shownAtEnd(job, progress.expiresAt);
    // A posted cover has pinged its requester already.
    if (isShown || job.delivery?.messageId) return isShown;
    const isTold = await discord.tell(job, takes, stopped.signal);
    if (!isTold) log.warn({ jobId: job.id }, 'the requester could not be told');
    return false;
  }

  /**
   * Whether the private message shows the end. Past its time by our clock, which may be off, it is edited where Discord still lets
   * us, and nobody relies on its being read.
   */
  async function shownAtEnd(job: Job, expiresAt: number): Promise<boolean> {
    const view = { place: undefined, outlook: { phase: 'unknown' }, usual: undefined } as const;
    if (clock.now() < expiresAt) return discord.showProgress(job, view, stopped.signal);
    await discord.showProgress(job, view, stopped.signal).catch((error: unknown) => {
      if (!(error instanceof DiscordError)) throw error;
    });
    return false;
  }

  async function handOver(job: Job, takes: readonly PostedTake[]): Promise<void> {
    await discord.handOver(job, takes, stopped.signal).catch((error: unknown) => {
      log.warn({ err: error, jobId: job.id }, 'the takes could not be handed over; a button is there for them');
    });
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
