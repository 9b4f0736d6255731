import { z } from 'zod';
import type { Attachment } from './interaction-context.ts';

/** A value that came with an interaction. */
export type Field = string | number | boolean | Attachment | readonly string[] | readonly Attachment[] | null;

const attachmentSchema = z.object({
  id: z.string(),
  filename: z.string(),
  /** The name as the member knows it, where `filename` lost characters. */
  title: z.string().nullish(),
  url: z.string(),
  size: z.number(),
  content_type: z.string().nullish(),
});

const fieldSchema = z.object({
  custom_id: z.string(),
  value: z.union([z.string(), z.boolean()]).nullish(),
  values: z.array(z.string()).optional(),
});

const modalComponentsSchema = z.array(
  z.object({ component: fieldSchema.optional(), components: z.array(fieldSchema).optional() }),
);

/** One file in our own words; none where it is of an unknown shape. */
export function readAttachment(file: unknown): Attachment[] {
  const { data: raw } = attachmentSchema.safeParse(file);
  if (!raw) return [];
  return [
    {
      id: raw.id,
      name: nameOf(raw.filename, raw.title),
      url: raw.url,
      sizeBytes: raw.size,
      contentType: raw.content_type ?? null,
      expiresAt: linkExpiry(raw.url),
    },
  ];
}

/** Fields of a submitted form by their custom ids; an upload is a list of files. */
export function readModalFields(
  components: unknown,
  attachments: ReadonlyMap<string, Attachment>,
): Readonly<Record<string, Field>> {
  const parsed = modalComponentsSchema.safeParse(components).data ?? [];
  const fields = parsed.flatMap(({ component, components: row = [] }) => (component ? [component, ...row] : row));
  const entries = fields.map(({ custom_id: name, value, values }) => {
    if (!values) return [name, value ?? null] as const;
    const files = values.flatMap((id) => attachments.get(id) ?? []);
    return [name, files.length > 0 ? files : values] as const;
  });
  return Object.fromEntries(entries);
}

/** Discord's links carry their end as hexadecimal seconds in `ex`. Null where there is none. */
export function linkExpiry(url: string): number | null {
  const ex = URL.canParse(url) ? new URL(url).searchParams.get('ex') : null;
  return ex !== null && /^[0-9a-f]{1,10}$/i.test(ex) ? Number.parseInt(ex, 16) * 1000 : null;
}

function nameOf(filename: string, title: string | null | undefined): string {
  if (!title) return filename;
  const extension = /\.[a-z0-9]{1,5}$/i.exec(filename)?.[0] ?? '';
  return title.toLowerCase().endsWith(extension.toLowerCase()) ? title : `${title}${extension}`;
}
