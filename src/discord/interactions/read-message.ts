import { ComponentType } from 'discord.js';
import { z } from 'zod';
import type { Attachment, ResolvedMessage } from './interaction-context.ts';
import { readAttachment } from './read-fields.ts';

const contentSchema = z.object({
  attachments: z.array(z.unknown()).default([]),
  components: z.array(z.unknown()).catch([]).default([]),
});
const messageSchema = contentSchema.extend({
  id: z.string(),
  author: z.object({ id: z.string() }),
  /** Of a message that was passed on: what it holds stands here alone. */
  message_snapshots: z
    .array(z.object({ message: contentSchema }))
    .catch([])
    .default([]),
});

/** Components hold others in one of these. */
const componentSchema = z.object({
  custom_id: z.string().optional(),
  components: z.array(z.unknown()).default([]),
  accessory: z.unknown().optional(),
});

/** A file that is shown by a component; it need not stand among the attachments as well. */
const fileSchema = z.object({
  type: z.literal(ComponentType.File),
  name: z.string(),
  size: z.number(),
  file: z.object({ url: z.string(), attachment_id: z.string().nullish(), content_type: z.string().nullish() }),
});

/** Rows within containers, and buttons in them, are as deep as it gets. */
const DEEPEST = 4;

/** One message in our own words; none where it is of an unknown shape. */
export function readMessage(raw: unknown): ResolvedMessage[] {
  const { data: message } = messageSchema.safeParse(raw);
  if (!message) return [];
  return [
    {
      id: message.id,
      authorId: message.author.id,
      attachments: filesOf([message, ...message.message_snapshots.map((one) => one.message)]),
      customIds: customIdsIn(message.components),
    },
  ];
}

function filesOf(contents: readonly z.output<typeof contentSchema>[]): Attachment[] {
  const found = contents.flatMap(({ attachments, components }) => [
    ...attachments.flatMap(readAttachment),
    ...shownIn(components),
  ]);
  return found.filter(({ id }, index) => found.findIndex((file) => file.id === id) === index);
}

function shownIn(components: readonly unknown[], depth = 1): Attachment[] {
  return components.flatMap((component) => {
    const { data: shown } = fileSchema.safeParse(component);
    if (shown) {
      const { url, attachment_id: id, content_type } = shown.file;
      return readAttachment({ id: id ?? url, filename: shown.name, url, size: shown.size, content_type });
    }
    const { data } = componentSchema.safeParse(component);
    return data && depth < DEEPEST ? shownIn(data.components, depth + 1) : [];
  });
}

/** Of all controls of a message, however deep. */
export function customIdsIn(components: readonly unknown[], depth = 1): string[] {
  return components.flatMap((component) => {
    const { data } = componentSchema.safeParse(component);
    if (!data) return [];
    const inner = depth < DEEPEST ? customIdsIn([...data.components, data.accessory], depth + 1) : [];
    return data.custom_id === undefined ? inner : [data.custom_id, ...inner];
  });
}
