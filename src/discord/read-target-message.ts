import { z } from 'zod';
import { type Field, readAttachment } from './read-fields.ts';

const messageSchema = z.object({
  author: z.object({ id: z.string() }),
  attachments: z.array(z.unknown()).default([]),
  components: z.unknown().optional(),
});
const resolvedSchema = z.object({ messages: z.record(z.string(), z.unknown()) });

/** Components hold others in one of these. */
const componentSchema = z.object({
  custom_id: z.string().optional(),
  components: z.array(z.unknown()).default([]),
  accessory: z.unknown().optional(),
});

/** Rows within containers, and buttons in them, are as deep as it gets. */
const DEEPEST = 4;

/** What a command in a message's menu is about. */
export function readTargetMessage(targetId: string, resolved: unknown): Readonly<Record<string, Field>> {
  const messages = resolvedSchema.safeParse(resolved).data?.messages ?? {};
  const message = messageSchema.safeParse(Object.hasOwn(messages, targetId) ? messages[targetId] : undefined).data;
  return {
    targetId,
    attachments: message?.attachments.flatMap(readAttachment) ?? [],
    authorId: message?.author.id ?? '',
    customIds: customIdsIn(Array.isArray(message?.components) ? message.components : []),
  };
}

function customIdsIn(components: readonly unknown[], depth = 1): string[] {
  return components.flatMap((component) => {
    const { data } = componentSchema.safeParse(component);
    if (!data) return [];
    const inner = depth < DEEPEST ? customIdsIn([...data.components, data.accessory], depth + 1) : [];
    return data.custom_id === undefined ? inner : [data.custom_id, ...inner];
  });
}
