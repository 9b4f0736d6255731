import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import { UserError } from '../errors.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { InteractionRef } from './call.ts';
import type { FirstAnswer } from './command.ts';
import type { DiscordRest } from './rest.ts';
import { discordCode, toDiscordError } from './rest-error.ts';
import { messageBody } from './views/message-body.ts';
import type { View, ViewFile } from './views/view.ts';
import { type ReadFiles, withFiles } from './with-files.ts';

const UNKNOWN_INTERACTION = 10_062;
const ALREADY_ANSWERED = 40_060;

/** Two attempts fit into the three seconds that Discord gives. */
const FIRST_ATTEMPT_MS = 1_400;
const EDIT_MS = 20_000;
/** With files: two attempts of a minute each, and a wait for room in memory. */
const UPLOAD_MS = 150_000;

/** How a first answer fared. `dead`: too late, or answered by someone else. */
export type Sent = 'sent' | 'dead';

/** Answers to interactions, all private. Throws `DiscordError`, and `UserError` where a file of a view is gone. */
export interface Answers {
  first(interaction: InteractionRef, answer: FirstAnswer): Promise<Sent>;
  /** Replaces the first answer, its files included. */
  edit(interaction: InteractionRef, view: View): Promise<void>;
  /** One more private message. */
  followUp(interaction: InteractionRef, view: View): Promise<void>;
}

/**
 * None of these calls carries the bot's token: a 401 on them would make the library drop it for all others.
 * `budget` bounds the files in memory, together with those of posts. `onTaken` is told of each interaction whose first answer
 * somebody else gave.
 */
export function createAnswers(rest: DiscordRest, budget: ByteBudget, onTaken?: () => void): Answers {
  const sendFirst = async ({ id, token }: InteractionRef, body: unknown, read: ReadFiles): Promise<Sent> => {
    const files = complete(read);
    const attempt = () =>
      rest.once.post(Routes.interactionCallback(id, token), {
        body,
        files,
        auth: false,
        signal: AbortSignal.timeout(FIRST_ATTEMPT_MS),
      });
    let isRepeated = false;
    try {
      try {
        await attempt();
      } catch (error) {
        if (toDiscordError(error, 'once').code !== 'unknown') throw error;
        isRepeated = true;
        await attempt();
      }
      return 'sent';
    } catch (error) {
      const code = discordCode(error);
      // The first attempt had arrived after all.
      if (isRepeated && code === ALREADY_ANSWERED) return 'sent';
      if (code === ALREADY_ANSWERED) onTaken?.();
      if (code === UNKNOWN_INTERACTION || code === ALREADY_ANSWERED) return 'dead';
      throw toDiscordError(error, 'once');
    }
  };

  return {
    async first(interaction, answer) {
      const signal = AbortSignal.timeout(FIRST_ATTEMPT_MS);
      const body = callbackOf(answer);
      try {
        return await withFiles(budget, filesOf(answer), signal, (read) => sendFirst(interaction, body, read));
      } catch (error) {
        throw decided(error, 'once');
      }
    },

    async edit({ applicationId, token }, view) {
      const { files = [] } = view;
      const signal = signalFor(files);
      const route = Routes.webhookMessage(applicationId, token);
      const patcher = files.length > 0 ? rest.uploading : rest.repeatable;
      try {
        await withFiles(budget, files, signal, (read) =>
          patcher.patch(route, { body: messageBody(view), files: complete(read), auth: false, signal }),
        );
      } catch (error) {
        throw decided(error, 'repeatable');
      }
    },

    async followUp({ applicationId, token }, view) {
      const { files = [] } = view;
      const signal = signalFor(files);
      const body = { ...messageBody(view), flags: MessageFlags.Ephemeral };
      try {
        await withFiles(budget, files, signal, (read) =>
          rest.once.post(Routes.webhook(applicationId, token), { body, files: complete(read), auth: false, signal }),
        );
      } catch (error) {
        throw decided(error, 'once');
      }
    },
  };
}

function signalFor(files: readonly ViewFile[]): AbortSignal {
  return AbortSignal.timeout(files.length > 0 ? UPLOAD_MS : EDIT_MS);
}

function decided(error: unknown, repeatable: 'repeatable' | 'once'): Error {
  return error instanceof UserError ? error : toDiscordError(error, repeatable);
}

/** A message that speaks of a file comes with it or not at all. */
function complete(read: ReadFiles) {
  const files = read.filter((file) => file !== undefined);
  if (files.length < read.length) throw new UserError({ key: 'files.notKept', params: {} });
  return files;
}

function filesOf(answer: FirstAnswer): readonly ViewFile[] {
  return answer.kind === 'reply' || answer.kind === 'update' ? (answer.view.files ?? []) : [];
}

function callbackOf(answer: FirstAnswer) {
  switch (answer.kind) {
    case 'modal':
      return { type: InteractionResponseType.Modal, data: answer.modal };
    case 'defer':
      return {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data: { flags: MessageFlags.Ephemeral },
      };
    case 'deferUpdate':
      return { type: InteractionResponseType.DeferredMessageUpdate };
    case 'reply':
      return {
        type: InteractionResponseType.ChannelMessageWithSource,
        data: { ...messageBody(answer.view), flags: MessageFlags.Ephemeral },
      };
    case 'update':
      return { type: InteractionResponseType.UpdateMessage, data: messageBody(answer.view) };
    case 'updateControls':
      // What is not named stays as it is.
      return { type: InteractionResponseType.UpdateMessage, data: { components: answer.components } };
    case 'choices':
      return {
        type: InteractionResponseType.ApplicationCommandAutocompleteResult,
        data: { choices: answer.choices },
      };
  }
}
