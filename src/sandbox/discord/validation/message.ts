import { z } from 'zod';
import { refuse, refuseForm } from '../api-error.ts';
import { isJson } from '../component-tree.ts';
import { limits } from '../limits.ts';
import { messageFlags } from '../message-json.ts';
import type { Json } from '../types.ts';
import { formIssue, parseForm } from './form.ts';
import { classicComponents, layoutComponents } from './message-components.ts';

const { message: most, embed: mostOfEmbed } = limits;

const link = z.string().max(2048).nullish();
const image = z
  .object({
    url: z
      .string()
      .max(2048)
      .regex(/^(https?|attachment):\/\//),
  })
  .nullish();

const embed = z.object({
  title: z.string().max(mostOfEmbed.title).nullish(),
  description: z.string().max(mostOfEmbed.description).nullish(),
  url: link,
  timestamp: z.string().nullish(),
  color: z.int().min(0).max(0xff_ff_ff).nullish(),
  footer: z.object({ text: z.string().max(mostOfEmbed.footer), icon_url: link }).nullish(),
  image,
  thumbnail: image,
  author: z.object({ name: z.string().max(mostOfEmbed.author), url: link, icon_url: link }).nullish(),
  fields: z
    .array(
      z.object({
        name: z.string().min(1).max(mostOfEmbed.fieldName),
        value: z.string().min(1).max(mostOfEmbed.fieldValue),
        inline: z.boolean().optional(),
      }),
    )
    .max(mostOfEmbed.fields)
    .nullish(),
});

const embeds = z
  .array(embed)
  .max(mostOfEmbed.count)
  .check(({ value, issues }) => {
    const characters = value.reduce((sum, item) => sum + embedLength(item), 0);
    if (characters > mostOfEmbed.total) {
      issues.push(
        formIssue(value, [], 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${mostOfEmbed.total}`),
      );
    }
  });

const mentionIds = z.array(z.string()).max(100).nullish();

const allowedMentions = z
  .object({
    parse: z.array(z.enum(['roles', 'users', 'everyone'])).nullish(),
    roles: mentionIds,
    users: mentionIds,
    replied_user: z.boolean().nullish(),
  })
  .check(({ value, issues }) => {
    for (const kind of ['users', 'roles'] as const) {
      if (value.parse?.includes(kind) && (value[kind]?.length ?? 0) > 0) {
        issues.push(
          formIssue(
            value,
            [],
            'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
            `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
          ),
        );
      }
    }
  });

const attachment = z.object({
  id: z.string(),
  filename: z.string().max(1024).nullish(),
  title: z.string().max(1024).nullish(),
  description: z.string().max(most.fileDescription).nullish(),
  duration_secs: z.number().min(0).nullish(),
  waveform: z.string().max(400).nullish(),
});

/** What creating and editing have in common; components are checked once it is known which kind they are. */
export const messageSchema = z.object({
  content: z
    .union([z.string(), z.number().transform(String)])
    .pipe(z.string().max(most.content))
    .nullish(),
  embeds: embeds.nullish(),
  components: z.array(z.unknown()).nullish(),
  flags: z.int().min(0).nullish(),
  allowed_mentions: allowedMentions.nullish(),
  attachments: z.array(attachment).max(most.files).nullish(),
  nonce: z.union([z.string().max(most.nonce), z.int().transform(String)]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  message_reference: z
    .object({
      message_id: z.string().optional(),
      channel_id: z.string().optional(),
      fail_if_not_exists: z.boolean().optional(),
      type: z.int().optional(),
    })
    .nullish(),
});

export type MessageForm = z.output<typeof messageSchema>;
export type AllowedMentions = MessageForm['allowed_mentions'];

/** A message as it would stand after a request. */
export interface MessageDraft {
  content: string;
  embeds: Json[];
  components: Json[];
  flags: number;
  filenames: readonly string[];
}

export function parseComponents(components: readonly unknown[], flags: number, prefix: readonly PropertyKey[]): Json[] {
  const isLayout = (flags & messageFlags.componentsV2) !== 0;
  return parseForm(isLayout ? layoutComponents : classicComponents, components, [...prefix, 'components']);
}

/** The rules for the whole: what Components V2 exclude, files that are referred to, and that there is something at all. */
export function checkDraft(draft: MessageDraft, prefix: readonly PropertyKey[] = []): void {
  if (draft.flags & messageFlags.componentsV2) refuseClassicParts(draft, prefix);
  for (const { name, path } of referredFiles({ components: draft.components, embeds: draft.embeds })) {
    if (draft.filenames.includes(name)) continue;
    refuseForm(
      [...prefix, ...path],
      'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
      `The referenced attachment was not found.`,
    );
  }
  const isEmpty =
    draft.content.trim() === '' && draft.embeds.length + draft.components.length + draft.filenames.length === 0;
  if (isEmpty) refuse('emptyMessage');
}

/** A voice message is one audio file with its length and shape, and nothing else. */
export function checkVoice(draft: MessageDraft, form: MessageForm, files: readonly { contentType: string }[]): void {
  if (draft.content !== '' || draft.embeds.length > 0 || draft.components.length > 0) refuse('voiceContent');
  if (files.length !== 1 || !files[0]?.contentType.startsWith('audio/')) refuse('voiceFile');
  const about = form.attachments?.[0];
  if (typeof about?.duration_secs !== 'number' || !about.waveform) refuse('voiceMetadata');
}

function refuseClassicParts({ content, embeds: shown }: MessageDraft, prefix: readonly PropertyKey[]): void {
  const field = content !== '' ? 'content' : shown.length > 0 ? 'embeds' : undefined;
  if (!field) return;
  refuseForm(
    [...prefix, field],
    'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
    `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
  );
}

function referredFiles(value: unknown, path: (string | number)[] = []): { name: string; path: (string | number)[] }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => referredFiles(item, [...path, index]));
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const isReference = key === 'url' && typeof child === 'string' && child.startsWith('attachment://');
    if (isReference) return [{ name: child.slice('attachment://'.length), path: [...path, key] }];
    return referredFiles(child, [...path, key]);
  });
}

function embedLength(item: z.output<typeof embed>): number {
  const fields = item.fields ?? [];
  const texts = [item.title, item.description, item.footer?.text, item.author?.name];
  const all = [...texts, ...fields.flatMap(({ name, value }) => [name, value])];
  return all.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}
