import type { Clock } from '../clock.ts';
import { alone, type Duties } from '../cluster/port.ts';
import type { ChannelUse, Discord } from '../discord/port.ts';
import { DiscordError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { describeFault } from './describe-fault.ts';

const EVERY_MS = 3_600_000;

export interface WatchedChannels {
  /** The name of the setting that names them. */
  setting: string;
  ids: readonly string[];
  use: ChannelUse;
}

export interface ChannelWatchDeps {
  discord: Pick<Discord, 'validateChannel'>;
  channels: readonly WatchedChannels[];
  /** Who does it, of several processes. Default: this one. */
  duties?: Duties;
  clock: Clock;
  log: Logger;
}

export interface ChannelWatch {
  start(): void;
  stop(): Promise<void>;
  /** One look at all of them, now. */
  look(): Promise<void>;
}

/**
 * Tells the operator of each channel in the settings that cannot be used, in one line with the reason, at the start and when that
 * changes.
 */
export function createChannelWatch({ discord, channels, duties = alone, clock, log }: ChannelWatchDeps): ChannelWatch {
  const stopped = new AbortController();
  const told = new Map<string, string | undefined>();
  let running: Promise<void> = Promise.resolve();

  const lookAt = async ({ setting, use }: WatchedChannels, channelId: string): Promise<void> => {
    const fault = await discord.validateChannel(channelId, use, stopped.signal);
    const problem = fault && describeFault(fault, use.kind);
    const key = `${setting} ${channelId}`;
    if (told.get(key) === problem) return;
    told.set(key, problem);
    if (problem === undefined) log.info({ setting, channelId }, 'a channel in the settings can be used again');
    else log.warn({ setting, channelId }, `a channel in the settings cannot be used: ${problem}`);
  };

  const look = async (): Promise<void> => {
    if (!(await duties.isOurs('channels'))) return;
    for (const watched of channels) {
      for (const channelId of watched.ids) {
        await lookAt(watched, channelId).catch((error: unknown) => {
          if (!(error instanceof DiscordError)) throw error;
          log.debug({ err: error, setting: watched.setting, channelId }, 'Discord did not say what a channel is');
        });
      }
    }
  };

  const repeat = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await look();
      await clock.sleep(EVERY_MS, stopped.signal);
    }
  };

  return {
    start() {
      running = repeat().catch((error: unknown) => {
        if (!stopped.signal.aborted)
          log.error({ err: error }, 'the channels in the settings are not looked at any more');
      });
    },
    async stop() {
      stopped.abort(new Error('the bot stops'));
      await running;
    },
    look,
  };
}
