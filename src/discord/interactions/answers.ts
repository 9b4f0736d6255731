import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import { UserError } from '../../errors.ts';
import type { Attachments, ReadFiles } from '../rest/attachments.ts';
import { toDiscordError } from '../rest/rest-error.ts';
import { messageBody, privateMessageBody } from '../views/message-body.ts';
import type { View, ViewFile } from '../views/view.ts';
import type { FirstAnswer } from './command.ts';
import { type FirstAnswerOptions, findFirstAnswer, sendFirstAnswer } from './first-answer.ts';
import type { InteractionRef } from './interaction-context.ts';
import { untilShown } from './until-shown.ts';

/** For room in memory, of the three seconds that Discord gives a first answer. */
const ROOM_MS = 1_400;
const EDIT_MS = 20_000;
/** With files: two attempts of a minute each, and a wait for room in memory. */
const UPLOAD_MS = 150_000;

/**
 * Answers to interactions, all private. What follows the first one is repeated until it is shown. Throws `DiscordError`, and
 * `UserError` where a file of a view is gone.
 */
export interface Answers {
  /** `receivedAt` is when the interaction came, by the monotonic real time. `dead`: too late, or answered by someone else. */
  first(interaction: InteractionRef, answer: FirstAnswer, receivedAt: number): Promise<'sent' | 'dead'>;
  /** Replaces the first answer, its files included. */
  edit(interaction: InteractionRef, view: View): Promise<void>;
  /** One more private message. */
  followUp(interaction: InteractionRef, view: View): Promise<void>;
}

export interface AnswersOptions extends FirstAnswerOptions {
  /** Bounds the files in memory, together with those of posts. */
  attachments: Attachments;
}

/** None of these calls carries the bot's token: a 401 on them would make the library drop it for all others. */
export function createAnswers(options: AnswersOptions): Answers {
  const { rest, attachments, realTime } = options;
  const limitFor = (files: readonly ViewFile[]) => realTime.deadline(files.length > 0 ? UPLOAD_MS : EDIT_MS);

  return {
    async first(interaction, answer, receivedAt) {
      const files = filesOf(answer);
      const hasMessage = answer.kind !== 'modal' && answer.kind !== 'choices';
      const send = (read: ReadFiles) => {
        const wanted = { body: callbackOf(answer), files: complete(read), hasMessage };
        return sendFirstAnswer(options, interaction, wanted, receivedAt);
      };
      try {
        const sent =
          files.length === 0 ? await send([]) : await attachments.withFiles(files, realTime.deadline(ROOM_MS), send);
        return sent === 'unknown' ? await findFirstAnswer(options, interaction) : sent;
      } catch (error) {
        throw decided(error, 'once');
      }
    },

    edit({ applicationId, token }, view) {
      const { files = [] } = view;
      const route = Routes.webhookMessage(applicationId, token);
      return untilShown(options, async () => {
        const signal = limitFor(files);
        try {
          await attachments.withFiles(files, signal, (read) =>
            rest.repeatable.patch(route, { body: messageBody(view), files: complete(read), auth: false, signal }),
          );
        } catch (error) {
          throw decided(error, 'repeatable');
        }
      });
    },

    followUp({ applicationId, token }, view) {
      const { files = [] } = view;
      const body = privateMessageBody(view);
      return untilShown(options, async () => {
        const signal = limitFor(files);
        try {
          await attachments.withFiles(files, signal, (read) =>
            rest.once.post(Routes.webhook(applicationId, token), { body, files: complete(read), auth: false, signal }),
          );
        } catch (error) {
          throw decided(error, 'once');
        }
      });
    },
  };
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
        data: privateMessageBody(answer.view),
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
