import { isJson, textOf, walkComponents } from './component-tree.ts';
import { messageFlags, messageJson } from './message-json.ts';
import type { MessageRecord, MessageViews, World } from './records.ts';
import type { Json, SandboxAttachment, SandboxButton, SandboxMessage } from './types.ts';

const BUTTON = 2;

export function createMessageViews(world: () => World): MessageViews {
  const views = new WeakMap<MessageRecord, SandboxMessage>();
  const records = new WeakMap<SandboxMessage, MessageRecord>();
  return {
    of(message) {
      const known = views.get(message);
      if (known) return known;
      const view = viewOf(world(), message);
      views.set(message, view);
      records.set(view, message);
      return view;
    },
    recordOf(view) {
      const record = records.get(view);
      if (!record) throw new Error('this message is not of this sandbox');
      return record;
    },
  };
}

function viewOf(world: World, message: MessageRecord): SandboxMessage {
  const json = () => messageJson(world, message);
  return {
    id: message.id,
    channelId: message.channel.id,
    author: { id: message.author.id, name: message.author.name, bot: message.author.bot },
    get content() {
      return wordsOf(message);
    },
    get components() {
      return json().components as Json[];
    },
    get embeds() {
      return json().embeds as Json[];
    },
    get attachments() {
      return attachmentsOf(world, message);
    },
    get flags() {
      return message.flags;
    },
    ephemeralFor: message.ephemeralFor,
    get loading() {
      return (message.flags & messageFlags.loading) !== 0;
    },
    get edits() {
      return message.edits;
    },
    get pinned() {
      return message.pinned === true;
    },
    get deleted() {
      return message.deleted;
    },
    nonce: message.nonce,
    reference: message.reference?.messageId,
    get pings() {
      return message.pings;
    },
    get reactions() {
      return [...message.reactions].map(([emoji, users]) => ({ emoji, userIds: [...users] }));
    },
    text: () => visibleText(message),
    buttons: () => buttonsOf(message),
    toJSON: json,
  };
}

function attachmentsOf(world: World, message: MessageRecord): SandboxAttachment[] {
  return message.attachments.map((file) => ({
    id: file.id,
    filename: file.filename,
    size: file.data.byteLength,
    url: world.files.link(file),
    contentType: file.contentType,
    title: file.title,
    data: () => file.data,
  }));
}

function buttonsOf(message: MessageRecord): SandboxButton[] {
  return walkComponents(message.components)
    .filter(({ component }) => component.type === BUTTON)
    .map(({ component }) => ({
      label: textOf(component.label),
      customId: textOf(component.custom_id),
      disabled: component.disabled === true,
      ...(typeof component.url === 'string' && { url: component.url }),
    }));
}

const TEXT_DISPLAY = 10;

function wordsOf({ content, components }: MessageRecord): string {
  const displays = walkComponents(components).filter(({ component }) => component.type === TEXT_DISPLAY);
  return [content, ...displays.map(({ component }) => textOf(component.content))]
    .filter((part) => part !== '')
    .join('\n');
}

function visibleText(message: MessageRecord): string {
  const parts = [
    message.content,
    ...message.embeds.flatMap(embedTexts),
    ...walkComponents(message.components).flatMap(({ component }) => componentTexts(component)),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function embedTexts(embed: Json): string[] {
  const nested = (key: string, part: string) => (isJson(embed[key]) ? textOf(embed[key][part]) : '');
  const fields = Array.isArray(embed.fields) ? embed.fields.filter(isJson) : [];
  return [
    nested('author', 'name'),
    textOf(embed.title),
    textOf(embed.description),
    ...fields.flatMap((field) => [textOf(field.name), textOf(field.value)]),
    nested('footer', 'text'),
  ];
}

function componentTexts(component: Json): string[] {
  return [textOf(component.content), textOf(component.label), textOf(component.placeholder)];
}
