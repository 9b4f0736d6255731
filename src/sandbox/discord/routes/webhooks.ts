import { refuse } from '../api-error.ts';
import { answeredInteraction } from '../interactions.ts';
import { messageFlags, messageJson } from '../message-json.ts';
import { createMessage, deleteMessage, editMessage, readMessage } from '../messages.ts';
import type { InteractionRecord, MessageRecord, World } from '../records.ts';
import { answerTarget } from './callbacks.ts';
import { type Call, noContent, ok, type Reply, type Route } from './route.ts';

const HOOK = '/webhooks/:applicationId/:token';

/** What comes after the first answer: @original and follow-ups, by the interaction's token. */
export function webhookRoutes(world: World): Route[] {
  const interactionOf = ({ params }: Call) => answeredInteraction(world, params.applicationId, params.token);

  const read = ({ body, files }: Call, interaction: InteractionRecord) =>
    readMessage(body, { files, uploadLimit: interaction.uploadLimit });

  const followUp = (call: Call): Reply => {
    const interaction = interactionOf(call);
    const request = read(call, interaction);
    const { original } = interaction;
    const isThinking = original && !original.deleted && (original.flags & messageFlags.loading) !== 0;
    if (isThinking) {
      // Deprecated and still so: the first follow-up of a deferred answer becomes that answer.
      editMessage(world, original, request);
      return ok(messageJson(world, original));
    }
    if (!world.channels.has(interaction.channel.id)) refuse('unknownChannel');
    const isPrivate = ((request.form.flags ?? 0) & messageFlags.ephemeral) !== 0;
    const message = createMessage(world, answerTarget(world, interaction, isPrivate), request);
    interaction.followUps.push(message);
    return ok(messageJson(world, message));
  };

  const onMessage = (
    method: Route['method'],
    act: (call: Call, interaction: InteractionRecord, message: MessageRecord) => Reply,
  ): Route[] => {
    const original = (call: Call) => {
      const interaction = interactionOf(call);
      return act(call, interaction, alive(interaction.original));
    };
    const byId = (call: Call) => {
      const interaction = interactionOf(call);
      const own = [interaction.original, ...interaction.followUps];
      return act(call, interaction, alive(own.find((message) => message?.id === call.params.messageId)));
    };
    return [
      { method, path: `${HOOK}/messages/@original`, auth: 'token', handle: original },
      { method, path: `${HOOK}/messages/:messageId`, auth: 'token', handle: byId },
    ];
  };

  return [
    { method: 'POST', path: HOOK, auth: 'token', handle: followUp },
    ...onMessage('GET', (_call, _interaction, message) => ok(messageJson(world, message))),
    ...onMessage('PATCH', (call, interaction, message) => {
      editMessage(world, message, read(call, interaction));
      return ok(messageJson(world, message));
    }),
    ...onMessage('DELETE', (_call, _interaction, message) => {
      deleteMessage(world, message);
      return noContent;
    }),
  ];
}

function alive(message: MessageRecord | undefined): MessageRecord {
  return message && !message.deleted ? message : refuse('unknownMessage');
}
