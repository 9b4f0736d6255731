import { z } from 'zod';
import { refuse, refuseForm } from '../api-error.ts';
import { numbered } from '../component-tree.ts';
import { interactionTypes, unansweredInteraction } from '../interactions.ts';
import type { UploadedPart } from '../message-files.ts';
import { messageFlags, messageJson } from '../message-json.ts';
import { createMessage, editMessage, insertMessage, readMessage } from '../messages.ts';
import type { InteractionRecord, MessageRecord, World } from '../records.ts';
import { choicesSchema } from '../validation/choices.ts';
import { parseForm } from '../validation/form.ts';
import { modalSchema } from '../validation/modal.ts';
import { type Call, noContent, ok, type Reply, type Route } from './route.ts';

const callback = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const;

const callbackSchema = z.object({ type: z.int(), data: z.unknown().optional() });
const deferSchema = z.object({ flags: z.int().optional() }).optional();

interface Request {
  interaction: InteractionRecord;
  data: unknown;
  files: readonly UploadedPart[];
}

/** The first answer to an interaction. */
export function callbackRoutes(world: World): Route[] {
  const answers: Readonly<Record<number, (request: Request) => void>> = {
    [callback.message]: (request) => answerWithMessage(world, request),
    [callback.deferred]: (request) => answerLater(world, request),
    [callback.deferredUpdate]: ({ interaction }) => {
      interaction.original = interaction.source;
      finish(world, interaction, 'deferredUpdate');
    },
    [callback.update]: (request) => answerWithUpdate(world, request),
    [callback.choices]: ({ interaction, data }) => {
      interaction.choices = parseForm(choicesSchema, data, ['data']).choices;
      finish(world, interaction, 'autocomplete');
    },
    [callback.modal]: ({ interaction, data }) => {
      const form = parseForm(modalSchema, data, ['data']);
      const modal = { ...form, components: numbered(form.components) };
      interaction.modal = modal;
      finish(world, interaction, 'modal');
      world.events.emit({ type: 'modalShown', interactionId: interaction.id, userId: interaction.user.id, modal });
    },
  };

  const handle = ({ params, query, body, files }: Call): Reply => {
    const interaction = unansweredInteraction(world, params.interactionId, params.token);
    const { type, data } = parseForm(callbackSchema, body);
    const allowed = allowedAnswers(interaction);
    if (!allowed.includes(type)) {
      refuseForm(['type'], 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
    }
    if (!world.channels.has(interaction.channel.id)) refuse('unknownChannel');
    answers[type]?.({ interaction, data, files });
    return query.with_response === 'true' ? ok(callbackResponse(world, interaction, type)) : noContent;
  };

  return [{ method: 'POST', path: '/interactions/:interactionId/:token/callback', auth: 'token', handle }];
}

/** What may be answered to what: a form only to commands and components, an update only where there is a message. */
function allowedAnswers({ type, source }: InteractionRecord): number[] {
  if (type === interactionTypes.autocomplete) return [callback.choices];
  const updates = source ? [callback.deferredUpdate, callback.update] : [];
  const modals = type === interactionTypes.modalSubmit ? [] : [callback.modal];
  return [callback.message, callback.deferred, ...updates, ...modals];
}

function answerWithMessage(world: World, { interaction, data, files }: Request): void {
  const request = readMessage(data, { files, prefix: ['data'], uploadLimit: interaction.uploadLimit });
  const isPrivate = ((request.form.flags ?? 0) & messageFlags.ephemeral) !== 0;
  interaction.original = createMessage(world, answerTarget(world, interaction, isPrivate), request);
  finish(world, interaction, 'message');
}

function answerLater(world: World, { interaction, data }: Request): void {
  const flags = parseForm(deferSchema, data, ['data'])?.flags ?? 0;
  if (flags & ~messageFlags.ephemeral) {
    refuseForm(['data', 'flags'], 'BITFIELD_TYPE_INVALID', 'Only EPHEMERAL can be set on a deferred answer.');
  }
  const target = answerTarget(world, interaction, (flags & messageFlags.ephemeral) !== 0);
  const empty = { content: '', embeds: [], components: [], flags: 0, pings: [], nonce: undefined, attachments: [] };
  interaction.original = insertMessage(world, { ...target, flags: messageFlags.loading }, empty);
  finish(world, interaction, 'deferred');
}

function answerWithUpdate(world: World, { interaction, data, files }: Request): void {
  const { source } = interaction;
  if (!source || source.deleted) refuse('unknownMessage');
  editMessage(world, source, readMessage(data, { files, prefix: ['data'], uploadLimit: interaction.uploadLimit }));
  interaction.original = source;
  finish(world, interaction, 'update');
}

/** Where an answer goes: into the interaction's channel, for all or for its user only. */
export function answerTarget(world: World, interaction: InteractionRecord, isPrivate: boolean) {
  return {
    channel: interaction.channel,
    author: world.bot,
    ephemeralFor: isPrivate ? interaction.user.id : undefined,
    interaction: { id: interaction.id, type: interaction.type, userId: interaction.user.id },
  };
}

function finish(world: World, interaction: InteractionRecord, kind: NonNullable<InteractionRecord['answer']>): void {
  interaction.answer = kind;
  interaction.onAnswer();
  world.events.emit({ type: 'answered', interactionId: interaction.id, userId: interaction.user.id, kind });
}

function callbackResponse(world: World, interaction: InteractionRecord, type: number) {
  const message = interaction.original;
  const showsMessage = type === callback.message || type === callback.update;
  return {
    interaction: { id: interaction.id, type: interaction.type, ...(message && originalFacts(message)) },
    resource: { type, ...(showsMessage && message && { message: messageJson(world, message) }) },
  };
}

function originalFacts(message: MessageRecord) {
  return {
    response_message_id: message.id,
    response_message_loading: (message.flags & messageFlags.loading) !== 0,
    response_message_ephemeral: message.ephemeralFor !== undefined,
  };
}
