import { z } from 'zod';
import { walkComponents } from '../component-tree.ts';
import { limits } from '../limits.ts';
import type { Json } from '../types.ts';
import {
  channelSelect,
  componentId,
  customId,
  emoji,
  mentionableSelect,
  roleSelect,
  stringSelect,
  userSelect,
} from './common-components.ts';
import { formIssue } from './form.ts';

const { component: most, componentsV2: v2, message } = limits;

const buttonStyle = { link: 5, premium: 6 } as const;
const selectTypes: ReadonlySet<number> = new Set([3, 5, 6, 7, 8]);

const button = z
  .object({
    type: z.literal(2),
    id: componentId,
    style: z.int().min(1).max(6),
    label: z.string().max(most.label).nullish(),
    emoji: emoji.nullish(),
    custom_id: customId.optional(),
    url: z.string().max(most.url).optional(),
    sku_id: z.string().optional(),
    disabled: z.boolean().optional(),
  })
  .check(({ value, issues }) => {
    const isLink = value.style === buttonStyle.link;
    const isPremium = value.style === buttonStyle.premium;
    const required = (field: string) => formIssue(value, [field], 'BASE_TYPE_REQUIRED', 'This field is required');
    const forbidden = (field: string) =>
      formIssue(value, [field], 'BUTTON_COMPONENT_FIELD_NOT_ALLOWED', `A button of this style has no ${field}`);
    if (isLink && !value.url) issues.push(required('url'));
    if (isPremium && !value.sku_id) issues.push(required('sku_id'));
    if (!isLink && !isPremium && !value.custom_id) issues.push(required('custom_id'));
    if ((isLink || isPremium) && value.custom_id !== undefined) issues.push(forbidden('custom_id'));
    if (!isLink && value.url !== undefined) issues.push(forbidden('url'));
    if (!isPremium && !value.label && !value.emoji) issues.push(required('label'));
  });

const rowChild = z.discriminatedUnion('type', [
  button,
  stringSelect,
  userSelect,
  roleSelect,
  mentionableSelect,
  channelSelect,
]);

const actionRow = z
  .object({ type: z.literal(1), id: componentId, components: z.array(rowChild).min(1).max(most.rowButtons) })
  .check(({ value, issues }) => {
    const hasSelect = value.components.some(({ type }) => selectTypes.has(type));
    if (hasSelect && value.components.length > 1) {
      issues.push(
        formIssue(
          value,
          ['components'],
          'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
          'The action row cannot fit any more components',
        ),
      );
    }
  });

const media = z.object({
  url: z
    .string()
    .min(1)
    .max(2048)
    .regex(/^(https?|attachment):\/\//),
});
const ownFile = z.object({ url: z.string().regex(/^attachment:\/\/./) });
const mediaFields = {
  id: componentId,
  description: z.string().max(most.mediaDescription).nullish(),
  spoiler: z.boolean().optional(),
};

const textDisplay = z.object({
  type: z.literal(10),
  id: componentId,
  content: z.string().min(1).max(v2.text),
});
const thumbnail = z.object({ type: z.literal(11), ...mediaFields, media });
const section = z.object({
  type: z.literal(9),
  id: componentId,
  components: z.array(textDisplay).min(1).max(v2.sectionTexts),
  accessory: z.discriminatedUnion('type', [button, thumbnail]),
});
const gallery = z.object({
  type: z.literal(12),
  id: componentId,
  items: z
    .array(z.object({ ...mediaFields, media }))
    .min(1)
    .max(v2.galleryItems),
});
const file = z.object({ type: z.literal(13), id: componentId, file: ownFile, spoiler: z.boolean().optional() });
const separator = z.object({
  type: z.literal(14),
  id: componentId,
  divider: z.boolean().optional(),
  spacing: z.int().min(1).max(2).optional(),
});
const containerChild = z.discriminatedUnion('type', [actionRow, section, textDisplay, gallery, file, separator]);
const container = z.object({
  type: z.literal(17),
  id: componentId,
  components: z.array(containerChild).min(1).max(v2.total),
  accent_color: z.int().min(0).max(0xff_ff_ff).nullish(),
  spoiler: z.boolean().optional(),
});

/** Rows of buttons or one select, beside content and embeds. */
export const classicComponents = z
  .array(z.discriminatedUnion('type', [actionRow]))
  .max(message.rows)
  .check(({ value, issues }) => void issues.push(...duplicateIds(value)));

/** What a message with the Components V2 flag may hold. */
export const layoutComponents = z
  .array(z.discriminatedUnion('type', [actionRow, section, textDisplay, gallery, file, separator, container]))
  .check(({ value, issues }) => {
    const all = walkComponents(value);
    if (all.length > v2.total) {
      issues.push(
        formIssue(
          value,
          [],
          'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
          `The maximum number of components is ${v2.total}`,
        ),
      );
    }
    const characters = all.reduce((sum, { component }) => sum + textLength(component), 0);
    if (characters > v2.text) {
      issues.push(
        formIssue(
          value,
          [],
          'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
          `Components displayable text size exceeds maximum size of ${v2.text}`,
        ),
      );
    }
    issues.push(...duplicateIds(value));
  });

function textLength(component: Json): number {
  return component.type === 10 ? String(component.content).length : 0;
}

/** Two components of one message or modal must not share a custom id. */
export function duplicateIds(components: readonly Json[]): z.core.$ZodRawIssue[] {
  const seen = new Set<unknown>();
  return walkComponents(components).flatMap(({ component, path }) => {
    const id = component.custom_id;
    if (id === undefined) return [];
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [
      formIssue(
        id,
        [...path, 'custom_id'],
        'COMPONENT_CUSTOM_ID_DUPLICATED',
        'Component custom id cannot be duplicated',
      ),
    ];
  });
}
