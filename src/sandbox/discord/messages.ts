import { refuse } from './api-error.ts';
import { numbered } from './component-tree.ts';
import { safeName } from './files.ts';
import { pingsOf } from './mentions.ts';
import { checkedFiles, keptBy, type MessageRequest, storeFiles } from './message-files.ts';
import { messageFlags } from './message-json.ts';
import type { ChannelRecord, MessageRecord, UserRecord, World } from './records.ts';
import { parseForm } from './validation/form.ts';
import { checkDraft, checkVoice, type MessageDraft, messageSchema, parseComponents } from './validation/message.ts';

export interface NewMessage {
  /** Of a post in a forum: that of its thread. */
  id?: string;
  channel: ChannelRecord;
  author: UserRecord;
  ephemeralFor?: string | undefined;
  interaction?: MessageRecord['interaction'];
  reference?: MessageRecord['reference'];
  /** Flags that the stand-in adds by itself. */
  flags?: number;
}

/** What senders may set themselves. */
const SETTABLE_FLAGS = (1 << 2) | (1 << 12) | messageFlags.voice | messageFlags.componentsV2;

export function readMessage(
  body: unknown,
  rest: Omit<MessageRequest, 'form' | 'prefix'> & { prefix?: readonly PropertyKey[] },
): MessageRequest {
  const prefix = rest.prefix ?? [];
  return { ...rest, prefix, form: parseForm(messageSchema, body ?? {}, prefix) };
}

/** Checks a new message as a whole and puts it into its channel. */
export function createMessage(world: World, target: NewMessage, request: MessageRequest): MessageRecord {
  return checkMessage(request)(world, target);
}

/** Checks a new message as a whole; what comes back puts it into a channel, which need not be there before. */
export function checkMessage(request: MessageRequest): (world: World, target: NewMessage) => MessageRecord {
  const { form, prefix } = request;
  const flags = (form.flags ?? 0) & SETTABLE_FLAGS;
  const newFiles = checkedFiles(request, []);
  const draft: MessageDraft = {
    content: form.content ?? '',
    embeds: form.embeds ?? [],
    components: parseComponents(form.components ?? [], flags, prefix),
    flags,
    filenames: newFiles.map(({ name }) => safeName(name)),
  };
  if (flags & messageFlags.voice) checkVoice(draft, form, request.files);
  checkDraft(draft, prefix);
  return (world, target) =>
    insertMessage(world, target, {
      ...draft,
      pings: pingsOf(draft, form.allowed_mentions),
      nonce: form.nonce ?? undefined,
      attachments: storeFiles(world, target, newFiles),
    });
}

type Content = Pick<
  MessageRecord,
  'content' | 'embeds' | 'components' | 'flags' | 'pings' | 'nonce' | 'attachments' | 'snapshot'
>;

/** Puts a message into its channel as it is. */
export function insertMessage(world: World, target: NewMessage, content: Content): MessageRecord {
  const { channel, author, ephemeralFor, interaction, reference } = target;
  const message: MessageRecord = {
    ...content,
    id: target.id ?? world.nextId(),
    channel,
    author,
    createdAt: world.clock.now(),
    editedAt: undefined,
    components: numbered(content.components),
    flags: content.flags | (target.flags ?? 0) | (ephemeralFor === undefined ? 0 : messageFlags.ephemeral),
    reference,
    ephemeralFor,
    interaction,
    reactions: new Map(),
    edits: 0,
    lateEdits: [],
    deleted: false,
  };
  channel.messages.set(message.id, message);
  tell(world, 'messageCreated', message);
  return message;
}

/** Checks a message as it would stand after an edit, and changes it. Turning "thinking" into a message is one, too. */
export function editMessage(world: World, message: MessageRecord, request: MessageRequest): void {
  const { form, prefix } = request;
  if (message.flags & messageFlags.voice) refuse('voiceEdit');
  const wantedFlags = (form.flags ?? 0) & (messageFlags.componentsV2 | (1 << 2));
  // Components V2 cannot be taken back.
  const flags = (message.flags | wantedFlags) & ~messageFlags.loading;
  const keptFiles = keptBy(message, form);
  const newFiles = checkedFiles(request, keptFiles);
  const draft: MessageDraft = {
    content: form.content === undefined ? message.content : (form.content ?? ''),
    embeds: form.embeds === undefined ? message.embeds : (form.embeds ?? []),
    components:
      form.components === undefined ? message.components : parseComponents(form.components ?? [], flags, prefix),
    flags,
    filenames: [...keptFiles.map(({ filename }) => filename), ...newFiles.map(({ name }) => safeName(name))],
  };
  checkDraft(draft, prefix);
  world.files.remove(message.attachments.filter((file) => !keptFiles.includes(file)));
  message.attachments = [...keptFiles, ...storeFiles(world, message, newFiles)];
  message.content = draft.content;
  message.embeds = draft.embeds;
  message.components = numbered(draft.components);
  message.flags = flags;
  message.editedAt = world.clock.now();
  message.edits += 1;
  if (form.content !== undefined) message.pings = pingsOf(draft, form.allowed_mentions);
  tell(world, 'messageUpdated', message);
}

export function deleteMessage(world: World, message: MessageRecord): void {
  message.deleted = true;
  message.channel.messages.delete(message.id);
  world.files.remove(message.attachments);
  tell(world, 'messageDeleted', message);
}

function tell(world: World, type: 'messageCreated' | 'messageUpdated' | 'messageDeleted', message: MessageRecord) {
  world.events.emit({ type, channelId: message.channel.id, message: world.views.of(message) });
}
