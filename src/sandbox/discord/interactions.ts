import { createHmac } from 'node:crypto';
import { refuse } from './api-error.ts';
import { lifetimes } from './limits.ts';
import type { ChannelRecord, InteractionRecord, MessageRecord, UserRecord, World } from './records.ts';

export const interactionTypes = { command: 2, component: 3, autocomplete: 4, modalSubmit: 5 } as const;

export interface NewInteraction {
  type: number;
  user: UserRecord;
  channel: ChannelRecord;
  uploadLimit: number;
  source: MessageRecord | undefined;
  onAnswer: () => void;
}

/** Registers an interaction; from now on its token is good for an answer. */
export function openInteraction(world: World, options: NewInteraction): InteractionRecord {
  const now = world.clock.now();
  for (const [token, old] of world.interactions) {
    if (now - old.createdAt <= 2 * lifetimes.token) break;
    world.interactions.delete(token);
  }
  const id = world.nextId();
  const interaction: InteractionRecord = {
    ...options,
    id,
    token: tokenOf(id),
    createdAt: now,
    answer: undefined,
    original: undefined,
    modal: undefined,
    choices: [],
    followUps: [],
  };
  world.interactions.set(interaction.token, interaction);
  return interaction;
}

/** As long and as opaque as Discord's, and the same for the same id. */
function tokenOf(id: string): string {
  const seal = createHmac('sha512', 'sandbox').update(id).digest('base64url');
  return Buffer.from(`interaction:${id}:${seal}`).toString('base64url');
}

/** The interaction whose first answer may still come: within the deadline, and once. */
export function unansweredInteraction(world: World, id: string | undefined, token: string | undefined) {
  const interaction = world.interactions.get(token ?? '');
  if (!interaction || interaction.id !== id) refuse('unknownInteraction');
  if (interaction.answer !== undefined) refuse('alreadyAnswered');
  if (world.clock.now() - interaction.createdAt > world.settings.answerDeadlineMs) refuse('unknownInteraction');
  return interaction;
}

/** The interaction behind a webhook's token, while that lives and after it was answered. */
export function answeredInteraction(world: World, applicationId: string | undefined, token: string | undefined) {
  if (applicationId !== world.applicationId) refuse('unknownWebhook');
  const interaction = world.interactions.get(token ?? '');
  if (!interaction || world.clock.now() - interaction.createdAt > lifetimes.token) refuse('invalidWebhookToken');
  if (interaction.answer === undefined || interaction.answer === 'autocomplete') refuse('unknownWebhook');
  return interaction;
}
