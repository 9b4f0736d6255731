import { Routes } from 'discord.js';
import type { Clock } from '../../clock.ts';
import { DiscordError } from '../../errors.ts';
import { createTtlCache } from '../permissions/ttl-cache.ts';
import type { Discord } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';

const LIFE_MS = 60_000;
const MAXIMUM = 1_000;

/** Looks for messages of ours that somebody may have deleted by hand, or with their channel: no event tells the bot. */
export function createIsThere({ rest, clock }: { rest: DiscordRest; clock: Clock }): Discord['isThere'] {
  const seen = createTtlCache<boolean>({ clock, lifeMs: LIFE_MS, maximum: MAXIMUM });
  return ({ channelId, messageId }, signal) =>
    seen.get(messageId, 'cached', async () => {
      try {
        await callDiscord('repeatable', signal, (callSignal) =>
          rest.repeatable.get(Routes.channelMessage(channelId, messageId), { signal: callSignal }),
        );
        return true;
      } catch (error) {
        if (!(error instanceof DiscordError) || (error.code !== 'gone' && error.code !== 'refused')) throw error;
        return error.refusal !== 'noMessage' && error.refusal !== 'noChannel';
      }
    });
}
