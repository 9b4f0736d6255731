import type { Clock } from '../../clock.ts';
import type { Cards } from '../../cluster/port.ts';
import type { Discord } from '../../discord/port.ts';
import { isFinal, type Job } from '../../domain/job.ts';
import type { JobFeed } from '../../jobs/feed.ts';
import type { JobRunner } from '../../jobs/runner.ts';
import type { JobStore } from '../../jobs/store.ts';
import { createKeyedMutex } from '../../lib/mutex.ts';
import type { Logger } from '../../logger.ts';
import type { Files, OperatorChoicesStore } from '../../store/port.ts';
import type { DurationStats } from '../duration-stats.ts';
import { type Keeper, keepTrue } from './keep-true.ts';
import { createShownWaits } from './show-wait.ts';
import { tellEnd } from './tell-end.ts';

/** An edit takes a fraction of this. */
const LOOK_EVERY_MS = 500;

/** What is being shown when the bot stops has this long: with the next run it may be too late for it. */
const LAST_WORDS_MS = 2_000;

export interface ProgressDeps {
  jobs: Pick<JobStore, 'get' | 'change' | 'unfinished'> & JobFeed;
  runner: Pick<JobRunner, 'placeOf' | 'places'>;
  files: Pick<Files, 'has'>;
  discord: Pick<Discord, 'showProgress' | 'handOver' | 'tell' | 'uploadLimit'>;
  operatorChoices: Pick<OperatorChoicesStore, 'now' | 'onChange'>;
  times: DurationStats;
  /** How many covers run at once at most. */
  slots: number;
  /** Whether other processes show and end the same covers. */
  isShared?: boolean;
  /** Where other processes show the same covers. */
  cards?: Cards | undefined;
  clock: Clock;
  log: Logger;
}

export interface Progress {
  /** Shows each change from then on; with `showsAll`, also at once where every unfinished job stands. */
  start(options?: { showsAll: boolean }): Promise<void>;
  /** Brings a job's end to its requester; rejects when it should be tried again. */
  tell(id: string): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps each requester's private message true. */
export function createProgress(deps: ProgressDeps): Progress {
  const { jobs, runner } = deps;
  const stopping = new AbortController();
  const stopped = stopping.signal;
  const waits = createShownWaits({ ...deps, stopped });
  const keepers = new Map<string, Keeper>();
  const inTurn = createKeyedMutex();
  const calls = new Set<Promise<unknown>>();

  /** Edits of one message run one after the other, so that an old one cannot overtake the last. */
  const edit = <Value>(id: string, work: () => Promise<Value>): Promise<Value> => {
    const call = inTurn(id, work);
    calls.add(call);
    const forget = () => void calls.delete(call);
    call.then(forget, forget);
    return call;
  };

  /** What another process shows at this moment would cover how it ended. */
  const untilOurs = async (id: string): Promise<void> => {
    for (;;) {
      const card = await deps.cards?.takeCard(id);
      if (!card || card.isOurs) return;
      await deps.clock.sleep(Math.min(card.againInMs, LOOK_EVERY_MS), stopped);
    }
  };

  const showSoon = (id: string): void => {
    const known = keepers.get(id);
    if (known) {
      known.stir();
      return;
    }
    const keeper = keepTrue(id, { ...deps, stopped, show: (id) => edit(id, () => waits.show(id)) });
    keepers.set(id, keeper);
    keeper.kept.then(() => keepers.get(id) === keeper && keepers.delete(id));
  };

  const movePlaces = createSweep(async () => {
    if (stopped.aborted) return;
    for (const [id, place] of await runner.places()) {
      const isFollowed = waits.isShown(id) || keepers.has(id);
      if (isFollowed && waits.isAtOtherPlace(id, place)) showSoon(id);
    }
  });

  const changed = (job: Job): void => {
    if (stopped.aborted) return;
    waits.note(job);
    if (!isFinal(job.state)) {
      showSoon(job.id);
      if (waits.isFirstChange(job)) keepers.get(job.id)?.hurry();
    }
    movePlaces.soon();
  };

  /** All that wait are told of a pause, and of its end. */
  const showHolds = async (): Promise<void> => {
    for (const id of (await runner.places()).keys()) if (!stopped.aborted) showSoon(id);
  };
  const noteFailure = (error: unknown) => deps.log.warn({ err: error }, 'a pause could not be shown to all that wait');

  return {
    async start({ showsAll } = { showsAll: true }) {
      jobs.onChange(changed);
      deps.operatorChoices.onChange(() => void showHolds().catch(noteFailure));
      const unfinished = await jobs.unfinished();
      for (const job of unfinished) waits.note(job);
      if (showsAll) for (const { id } of unfinished) showSoon(id);
    },

    tell(id) {
      keepers.get(id)?.end();
      keepers.delete(id);
      return edit(id, async () => {
        waits.forget(id);
        await untilOurs(id);
        await tellEnd({ ...deps, stopped }, id);
        await deps.cards?.leaveCard(id, null);
      });
    },

    async stop() {
      const stop = () => stopping.abort(new Error('the bot stops'));
      deps.clock.deadline(LAST_WORDS_MS).addEventListener('abort', stop);
      await Promise.allSettled([...calls]);
      stop();
      await Promise.allSettled([...calls, movePlaces.running()]);
    },
  };
}

/** One pass for any number of times that it was asked for since the last. */
function createSweep(pass: () => Promise<void>) {
  let isDue = false;
  let running: Promise<void> | undefined;
  const sweep = async () => {
    while (isDue) {
      isDue = false;
      await pass();
    }
    running = undefined;
  };
  return {
    soon(): void {
      isDue = true;
      running ??= Promise.resolve().then(sweep);
    },
    running: () => running,
  };
}
