import { z } from 'zod';

// Only what is read, and a field of the wrong type counts as missing: nothing new or odd may fail a task that is paid for.
const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);

const errorSchema = z.object({
  code: text,
  message: text,
  taskUUID: text,
  parameter: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  cost: number,
});

const itemSchema = z.object({
  taskUUID: text,
  status: text,
  audioUUID: text,
  audioURL: text,
  mediaUUID: text,
  seed: number,
  cost: number,
  progress: number,
  error: errorSchema.optional().catch(undefined),
  // Of `getTaskDetails` only.
  request: z
    .array(z.object({ taskType: text, numberResults: number }))
    .optional()
    .catch(undefined),
  response: z
    .object({ data: z.array(z.unknown()) })
    .optional()
    .catch(undefined),
});

const bodySchema = z.object({
  data: z.array(z.unknown()).optional().catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
});

export type VendorItem = z.output<typeof itemSchema>;
export type VendorError = z.output<typeof errorSchema>;

export interface VendorAnswer {
  status: number;
  /** Whether the body was an answer in Runware's form at all. */
  isReadable: boolean;
  items: VendorItem[];
  errors: VendorError[];
  retryAfterMs?: number;
}

/** Reads a body whatever the HTTP status: results and errors may stand side by side. */
export function readAnswer(body: unknown): Pick<VendorAnswer, 'isReadable' | 'items' | 'errors'> {
  const { data, errors } = bodySchema.safeParse(body).data ?? {};
  return { isReadable: Boolean(data ?? errors), items: readItems(data ?? []), errors: readErrors(errors ?? []) };
}

export function readItems(values: readonly unknown[]): VendorItem[] {
  return values.flatMap((value) => itemSchema.safeParse(value).data ?? []);
}

function readErrors(values: readonly unknown[]): VendorError[] {
  return values.flatMap((value) => errorSchema.safeParse(value).data ?? []);
}
