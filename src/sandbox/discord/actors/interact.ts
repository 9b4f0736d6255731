import type { Gateway } from '../gateway.ts';
import { openInteraction } from '../interactions.ts';
import type { ChannelRecord, InteractionRecord, MessageRecord, UserRecord, World } from '../records.ts';
import type { Json } from '../types.ts';
import { interactionPayload } from './payload.ts';

/** What actors act upon. */
export interface Stage {
  world: World;
  gateway: Gateway;
}

export interface Act {
  type: number;
  user: UserRecord;
  channel: ChannelRecord;
  data: Json;
  source?: MessageRecord | undefined;
}

/** Sends an interaction to the bot; resolves with its record once the bot has answered, and rejects at the deadline. */
export function interact({ world, gateway }: Stage, act: Act): Promise<InteractionRecord> {
  if (act.channel.forum) throw new Error('no command is used in a forum itself: only in its posts');
  return new Promise((resolve, reject) => {
    const waiting = new AbortController();
    const interaction = openInteraction(world, {
      type: act.type,
      user: act.user,
      channel: act.channel,
      uploadLimit: uploadLimitOf(world, act),
      source: act.source,
      onAnswer() {
        waiting.abort();
        resolve(interaction);
      },
    });
    const expire = () => {
      world.events.emit({ type: 'notAnswered', interactionId: interaction.id, userId: act.user.id });
      reject(new Error('The application did not respond'));
    };
    // After an answer the rejection comes too late to matter; else it means that the sandbox closes.
    world.clock
      .sleep(world.settings.answerDeadlineMs, AbortSignal.any([waiting.signal, world.closed]))
      .then(expire, () => reject(new Error('the sandbox was closed')));
    gateway.dispatch('INTERACTION_CREATE', interactionPayload(world, interaction, act.data), act.channel.guildId);
  });
}

/** The larger of what the member's own subscription and the guild's boosts allow, in bytes. */
export function uploadLimitOf(world: World, { user, channel }: { user: UserRecord; channel: ChannelRecord }): number {
  const guild = world.guilds.get(channel.guildId ?? '');
  const own = guild?.members.get(user.id)?.uploadLimit ?? 0;
  return Math.max(own, world.settings.uploadLimits[guild?.tier ?? 0]);
}
