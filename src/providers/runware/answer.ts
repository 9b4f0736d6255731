import { z } from 'zod';
import type { KeptFile } from '../../domain/kept-file.ts';
import { type AnswerAudio, type AnswerPath, isSamePath } from '../shared/answer-audios.ts';
import { UnusableAnswer } from '../shared/unusable-answer.ts';

// Only what is read, and a field of the wrong type counts as missing: nothing new or odd may fail a task that is paid for.
const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);

const envelope = {
  data: z.array(z.unknown()).optional().catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
};

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
  // Whole, or the record of its take could not be written.
  seed: z.int().optional().catch(undefined),
  cost: number,
  progress: number,
  // Of `accountManagement` only, in dollars.
  balance: z
    .union([z.number(), z.object({ amount: z.number() }).transform(({ amount }) => amount)])
    .optional()
    .catch(undefined),
  error: errorSchema.optional().catch(undefined),
  // Of `getTaskDetails` only.
  request: z
    .array(z.object({ taskType: text, numberResults: number }))
    .optional()
    .catch(undefined),
  response: z.object(envelope).optional().catch(undefined),
});

const bodySchema = z.object(envelope);

/** A result in any of the three forms that can be asked for, whichever was: as `audioURL` or as `file`. */
export interface VendorItem extends Omit<z.output<typeof itemSchema>, 'response'> {
  file?: KeptFile | undefined;
  /** Of `getTaskDetails` only: what was answered to the task. */
  answered: { items: VendorItem[]; errors: VendorError[] };
}
export type VendorError = z.output<typeof errorSchema>;

export interface VendorAnswer {
  status: number;
  /** Whether the body was an answer in Runware's form at all. */
  isReadable: boolean;
  items: VendorItem[];
  errors: VendorError[];
  retryAfterMs?: number;
}

/** In small letters: `audioURL` is also spelt `audioUrl`. */
const AUDIO_FIELDS: ReadonlySet<unknown> = new Set(['audiourl', 'audiobase64data', 'audiodatauri']);
const RESULT_PLACES = [/^data\.\d+$/, /^data\.\d+\.response\.data\.\d+$/];

/** Whether a place in an answer holds a result: a link, base64 or a data URI. */
export function isAudioPlace(path: AnswerPath): boolean {
  const item = path.slice(0, -1).join('.');
  return AUDIO_FIELDS.has(String(path.at(-1)).toLowerCase()) && RESULT_PLACES.some((place) => place.test(item));
}

/**
 * Reads a body whatever the HTTP status: results and errors may stand side by side. `audios` is what was taken out of it.
 * Throws `UnusableAnswer` when a result came with something that is no audio.
 */
export function readAnswer(
  body: unknown,
  audios: readonly AnswerAudio[] = [],
): Pick<VendorAnswer, 'isReadable' | 'items' | 'errors'> {
  const { data, errors } = bodySchema.safeParse(body).data ?? {};
  return {
    isReadable: Boolean(data ?? errors),
    items: readItems(data ?? [], within(['data'], audios)),
    errors: readErrors(errors ?? []),
  };
}

function readItems(values: readonly unknown[], audios: readonly AnswerAudio[]): VendorItem[] {
  return values.flatMap((value, index) => {
    const item = itemSchema.safeParse(value).data;
    return item ? completeItem(item, within([index], audios)) : [];
  });
}

function completeItem(
  { response, audioURL, ...item }: z.output<typeof itemSchema>,
  audios: readonly AnswerAudio[],
): VendorItem {
  const items = readItems(response?.data ?? [], within(['response', 'data'], audios));
  const answered = { items, errors: readErrors(response?.errors ?? []) };
  const own = audios.filter(({ path }) => path.length === 1);
  const link = own.find(
    ({ path, text }) => text !== undefined && (String(path[0]).toLowerCase() === 'audiourl' || /^https?:/i.test(text)),
  );
  const file = own.find((audio) => audio.file)?.file;
  const isSpoilt = !file && !link && own.length > 0;
  // The task has a result, but not in this answer: another one may bring it whole.
  if (isSpoilt && (item.status ?? 'success') === 'success') throw new UnusableAnswer('badAudio');
  return { ...item, answered, audioURL: file ? undefined : (link?.text ?? audioURL), file };
}

/** What lies behind a place, with the paths from there on. */
function within(place: AnswerPath, audios: readonly AnswerAudio[]): AnswerAudio[] {
  return audios
    .filter(({ path }) => isSamePath(path.slice(0, place.length), place))
    .map((audio) => ({ ...audio, path: audio.path.slice(place.length) }));
}

function readErrors(values: readonly unknown[]): VendorError[] {
  return values.flatMap((value) => errorSchema.safeParse(value).data ?? []);
}
