import { z } from 'zod';
import type { WireAct, WireControl } from '../wire.ts';

const id = z.string();
const fileSchema = z.union([z.object({ file: z.int().min(0) }), z.object({ sample: z.string() })]);
const plainSchema = z.union([z.string(), z.number(), z.boolean()]);
const valueSchema = z.union([plainSchema, fileSchema]);
const fieldSchema = z.union([z.string(), z.boolean(), z.array(z.string()), z.array(fileSchema)]);
const onMessage = { channelId: id, messageId: id };

/** What the page may ask for in a person's name. */
export const actSchema: z.ZodType<WireAct> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('slash'), channelId: id, name: z.string(), options: z.record(z.string(), valueSchema) }),
  z.object({
    type: z.literal('autocomplete'),
    channelId: id,
    name: z.string(),
    options: z.record(z.string(), plainSchema),
    focused: z.string(),
  }),
  z.object({ type: z.literal('menu'), ...onMessage, name: z.string() }),
  z.object({ type: z.literal('click'), ...onMessage, customId: z.string() }),
  z.object({ type: z.literal('select'), ...onMessage, customId: z.string(), values: z.array(z.string()) }),
  z.object({ type: z.literal('submit'), interactionId: id, values: z.record(z.string(), fieldSchema) }),
  z.object({
    type: z.literal('post'),
    channelId: id,
    content: z.string(),
    files: z.array(fileSchema),
    replyTo: id.nullable(),
  }),
  z.object({ type: z.literal('react'), ...onMessage, emoji: z.string(), isOn: z.boolean() }),
]);

export const controlSchema: z.ZodType<WireControl> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bot'), to: z.enum(['start', 'stop', 'restart', 'kill']) }),
  z.object({ type: z.literal('speed'), id }),
  z.object({ type: z.literal('offer'), id }),
  z.object({ type: z.literal('trouble'), id, isArmed: z.boolean() }),
  z.object({ type: z.literal('nextDay') }),
  z.object({ type: z.literal('reset') }),
]);
