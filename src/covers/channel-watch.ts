import type { Clock } from '../clock.ts';
import type { ChannelFault, Discord } from '../discord/port.ts';
import { DiscordError } from '../errors.ts';
import type { Logger } from '../logger.ts';

const EVERY_MS = 3_600_000;

const PROBLEMS: Readonly<Record<ChannelFault, string>> = {
  gone: 'there is no such channel',
  hidden: 'the bot does not see it: it needs View Channel there (and Connect, where people talk in it)',
  wrongKind: 'covers cannot be posted in this kind of channel; give a text, announcement or voice channel, or a thread',
};

export interface ChannelWatchDeps {
  discord: Pick<Discord, 'faultOfChannel'>;
  /** By the names of the settings that name them. */
  channels: Readonly<Record<string, readonly string[]>>;
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
 * Tells the operator of each channel in the settings that cannot be used, in one line, at the start and when that changes: what is
 * asked for there would be posted elsewhere without a word.
 */
export function createChannelWatch({ discord, channels, clock, log }: ChannelWatchDeps): ChannelWatch {
  const stopped = new AbortController();
  const told = new Map<string, ChannelFault | undefined>();
  let running: Promise<void> = Promise.resolve();

  const lookAt = async (setting: string, channelId: string): Promise<void> => {
    const fault = await discord.faultOfChannel(channelId, stopped.signal);
    const key = `${setting} ${channelId}`;
    if (told.get(key) === fault) return;
    told.set(key, fault);
    if (fault === undefined) log.info({ setting, channelId }, 'a channel in the settings can be used again');
    else log.warn({ setting, channelId }, `a channel in the settings cannot be used: ${PROBLEMS[fault]}`);
  };

  const look = async (): Promise<void> => {
    for (const [setting, ids] of Object.entries(channels)) {
      for (const channelId of ids) {
        await lookAt(setting, channelId).catch((error: unknown) => {
          if (!(error instanceof DiscordError)) throw error;
          log.debug({ err: error, setting, channelId }, 'Discord did not say what a channel is');
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
