import { z } from 'zod';
import { microsOf } from '../shared/money.ts';

// Only what is read, and a field of the wrong type counts as missing: nothing new or odd may fail a task that is paid for.
const text = z.string().optional().catch(undefined);
const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).optional().catch(undefined);

/** A link, by itself or within an object. */
const place = z
  .union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)])
  .transform((url) => url.trim())
  .optional()
  .catch(undefined);

const errorSchema = object({
  name: text,
  message: text,
  detail: z
    .array(z.object({ msg: text }))
    .optional()
    .catch(undefined),
});

const bodySchema = z.object({
  // Of a generation. A synchronous model and an upload have `base_resp` in place of a status.
  id: text,
  status: text,
  // As it is documented, as other endpoints name it, and as old sample code reads it.
  audio_file: place,
  audio: place,
  audio_url: place,
  error: errorSchema,
  meta: object({
    usage: object({
      usd_spent: z.number().optional().catch(undefined),
      credits_used: z.number().optional().catch(undefined),
    }),
  }),
  base_resp: object({ status_code: z.coerce.number().int(), status_msg: text }),
  voice_id: text,
  instrumental_id: text,
  // Of a refusal, in either of its envelopes.
  message: z
    .union([z.string(), z.array(z.string()).transform((lines) => lines.join('\n'))])
    .optional()
    .catch(undefined),
  title: text,
});

export interface VendorBody {
  id: string | undefined;
  status: string | undefined;
  url: string | undefined;
  /** Whether there is an error, and what it says. */
  error: { message: string | undefined } | undefined;
  costMicros: number | undefined;
  /** MiniMax's own code where AI/ML API passes it on. */
  base: { code: number; message: string | undefined } | undefined;
  uploads: { voice: string | undefined; instrumental: string | undefined };
  /** What a refusal says. */
  message: string | undefined;
}

/** Undefined when a body is not a JSON object. */
export function readBody(body: unknown): VendorBody | undefined {
  const read = bodySchema.safeParse(body).data;
  if (!read) return undefined;
  const { error, base_resp: base } = read;
  const said = error?.message ?? error?.detail?.map(({ msg }) => msg).find((msg) => msg) ?? error?.name;
  return {
    id: read.id || undefined,
    status: read.status,
    url: read.audio_file || read.audio || read.audio_url || undefined,
    error: error && { message: said },
    costMicros: costOf(read.meta?.usage?.usd_spent, read.meta?.usage?.credits_used),
    base: base && { code: base.status_code, message: base.status_msg },
    uploads: { voice: read.voice_id || undefined, instrumental: read.instrumental_id || undefined },
    message: read.message ?? said ?? read.title,
  };
}

/** Every example that AI/ML API has published of both comes to this: 120,000 and $0.06, 2,480 and $0.00124. */
const CREDITS_PER_DOLLAR = 2_000_000;

/** In micro-dollars, from what was spent in dollars or, where that is not said, in credits. */
export function costOf(dollars: number | undefined, credits: number | undefined): number | undefined {
  return microsOf(dollars) ?? microsOf(credits === undefined ? undefined : credits / CREDITS_PER_DOLLAR);
}
