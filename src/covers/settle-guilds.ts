import type { Clock } from '../clock.ts';
import { DiscordError } from '../errors.ts';
import { createKeyedMutex } from '../lib/mutex.ts';
import { retryPauseMs } from '../lib/retry-pause.ts';
import type { Logger } from '../logger.ts';

/** Where something is not settled yet. */
const PAUSES = { firstMs: 2_000, longestMs: 15 * 60_000 };
const ASKING_MS = 60_000;

export interface GuildSettlerOptions {
  /** One look at a server; false where something is not settled yet. */
  settle(guildId: string, signal: AbortSignal): Promise<boolean>;
  /** What the log says of a look that has failed. */
  failure: string;
  clock: Clock;
  log: Logger;
}

/** Looks at servers, one look at a time at each, with growing pauses until everything is settled there. */
export interface GuildSettler {
  /** One look, now. Rejects as `settle` does. */
  settle(guildId: string): Promise<boolean>;
  /** One look that does not fail. Resolves to whether everything is settled. */
  look(guildId: string): Promise<boolean>;
  /** Whether it is being settled at this moment. */
  isUnsettled(guildId: string): boolean;
  /** Resolves once everything is settled, or the settler has stopped. */
  untilSettled(guildId: string): Promise<void>;
  /** Lets work go on by itself, which `stop` waits for. What fails is logged under these words. */
  run(work: Promise<unknown>, failure: string): void;
  /** Aborted by `stop`. */
  stopped: AbortSignal;
  stop(): Promise<void>;
}

export function createGuildSettler({ settle, failure, clock, log }: GuildSettlerOptions): GuildSettler {
  const inTurn = createKeyedMutex();
  const stopping = new AbortController();
  const { signal: stopped } = stopping;
  const background = new Set<Promise<unknown>>();
  const unsettled = new Set<string>();

  const settleNow = (guildId: string) => inTurn(guildId, () => settle(guildId, clock.deadline(ASKING_MS, stopped)));

  /** How long to wait before the next look, in milliseconds; null where everything is settled. */
  const pauseAfterLook = async (guildId: string, failures: number): Promise<number | null> => {
    const pauseMs = retryPauseMs(failures + 1, PAUSES);
    try {
      return (await settleNow(guildId)) ? null : pauseMs;
    } catch (error) {
      if (stopped.aborted) return null;
      const askedMs = error instanceof DiscordError ? (error.retryAfterMs ?? 0) : 0;
      log.warn({ err: error, guildId }, failure);
      return Math.max(pauseMs, askedMs);
    }
  };

  return {
    settle: settleNow,
    look: async (guildId) => (await pauseAfterLook(guildId, 0)) === null,
    isUnsettled: (guildId) => unsettled.has(guildId),

    async untilSettled(guildId) {
      unsettled.add(guildId);
      try {
        for (let failures = 0; !stopped.aborted; failures += 1) {
          const pauseMs = await pauseAfterLook(guildId, failures);
          if (pauseMs === null) return;
          await clock.sleep(pauseMs, stopped);
        }
      } finally {
        unsettled.delete(guildId);
      }
    },

    run(work, words) {
      const running = work
        .catch((error: unknown) => {
          if (!stopped.aborted) log.error({ err: error }, words);
        })
        .finally(() => background.delete(running));
      background.add(running);
    },

    stopped,
    async stop() {
      stopping.abort(new Error('the bot stops'));
      await Promise.all(background);
    },
  };
}
