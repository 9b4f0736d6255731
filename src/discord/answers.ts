import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import type { InteractionRef } from './call.ts';
import type { FirstAnswer } from './command.ts';
import type { DiscordRest } from './rest.ts';
import { discordCode, toDiscordError } from './rest-error.ts';
import { messageBody } from './views/message-body.ts';
import type { View } from './views/view.ts';

const UNKNOWN_INTERACTION = 10_062;
const ALREADY_ANSWERED = 40_060;

/** Two attempts fit into the three seconds that Discord gives. */
const FIRST_ATTEMPT_MS = 1_400;
const EDIT_MS = 20_000;

/** How a first answer fared. `dead`: too late, or answered by someone else. */
export type Sent = 'sent' | 'dead';

/** Answers to interactions, all private. Throws `DiscordError`. */
export interface Answers {
  first(interaction: InteractionRef, answer: FirstAnswer): Promise<Sent>;
  /** Replaces the first answer. */
  edit(interaction: InteractionRef, view: View): Promise<void>;
  /** One more private message. */
  followUp(interaction: InteractionRef, view: View): Promise<void>;
}

/** None of these calls carries the bot's token: a 401 on them would make the library drop it for all others. */
export function createAnswers(rest: DiscordRest): Answers {
  const send = ({ id, token }: InteractionRef, { body, files }: ReturnType<typeof callbackOf>) =>
    rest.once.post(Routes.interactionCallback(id, token), {
      body,
      files,
      auth: false,
      signal: AbortSignal.timeout(FIRST_ATTEMPT_MS),
    });

  return {
    async first(interaction, answer) {
      const callback = callbackOf(answer);
      let isRepeated = false;
      try {
        try {
          await send(interaction, callback);
        } catch (error) {
          if (toDiscordError(error, 'once').code !== 'unknown') throw error;
          isRepeated = true;
          await send(interaction, callback);
        }
        return 'sent';
      } catch (error) {
        const code = discordCode(error);
        // The first attempt had arrived after all.
        if (isRepeated && code === ALREADY_ANSWERED) return 'sent';
        if (code === UNKNOWN_INTERACTION || code === ALREADY_ANSWERED) return 'dead';
        throw toDiscordError(error, 'once');
      }
    },

    async edit({ applicationId, token }, view) {
      try {
        const signal = AbortSignal.timeout(EDIT_MS);
        await rest.repeatable.patch(Routes.webhookMessage(applicationId, token), {
          ...messageBody(view),
          auth: false,
          signal,
        });
      } catch (error) {
        throw toDiscordError(error, 'repeatable');
      }
    },

    async followUp({ applicationId, token }, view) {
      const { body, files } = messageBody(view);
      try {
        await rest.once.post(Routes.webhook(applicationId, token), {
          body: { ...body, flags: MessageFlags.Ephemeral },
          files,
          auth: false,
          signal: AbortSignal.timeout(EDIT_MS),
        });
      } catch (error) {
        throw toDiscordError(error, 'once');
      }
    },
  };
}

function callbackOf(answer: FirstAnswer) {
  switch (answer.kind) {
    case 'modal':
      return { body: { type: InteractionResponseType.Modal, data: answer.modal }, files: [] };
    case 'defer':
      return {
        body: {
          type: InteractionResponseType.DeferredChannelMessageWithSource,
          data: { flags: MessageFlags.Ephemeral },
        },
        files: [],
      };
    case 'deferUpdate':
      return { body: { type: InteractionResponseType.DeferredMessageUpdate }, files: [] };
    case 'reply': {
      const { body, files } = messageBody(answer.view);
      const data = { ...body, flags: MessageFlags.Ephemeral };
      return { body: { type: InteractionResponseType.ChannelMessageWithSource, data }, files };
    }
    case 'update': {
      const { body, files } = messageBody(answer.view);
      return { body: { type: InteractionResponseType.UpdateMessage, data: body }, files };
    }
    case 'choices':
      return {
        body: {
          type: InteractionResponseType.ApplicationCommandAutocompleteResult,
          data: { choices: answer.choices },
        },
        files: [],
      };
  }
}
