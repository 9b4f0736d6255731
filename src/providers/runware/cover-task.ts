import { z } from 'zod';
import { spellTagsWithin } from '../../domain/draft/lyrics.ts';
import type { BitrateTable, Model } from '../../domain/models.ts';
import { ProviderError } from '../../errors.ts';
import type { Order } from '../port.ts';
import { textOf } from '../shared/text-of.ts';
import { PROVIDER, rowOf } from './models.ts';

/** How the results are handed over. */
export type OutputType = 'URL' | 'base64Data' | 'dataURI';

export interface CoverTaskOptions {
  order: Order;
  /** A link that lives long enough, or the id of an upload. */
  audio: string;
  outputType: OutputType;
  /** How long the links to the results are to live. */
  ttlSeconds: number;
}

/**
 * The task object that is paid for. Throws a `ProviderError` that says `badRequest` when the order does not fit what
 * Runware's model page allows, so that nothing is sent which is known to be refused.
 */
export function coverTask({ order, audio, outputType, ttlSeconds }: CoverTaskOptions): CoverTask {
  const model = rowOf(order.model);
  const built = taskSchema(model).safeParse({
    taskType: 'audioInference',
    taskUUID: order.ourId,
    model: order.model,
    positivePrompt: order.style,
    inputs: { audio },
    ...(order.lyrics !== null && { settings: { lyrics: spellTagsWithin(order.lyrics, 'short', model.lyrics) } }),
    ...(order.seed !== null && { seed: order.seed }),
    outputType,
    outputFormat: order.audio.format.toUpperCase(),
    ...audioSettings(order),
    deliveryMethod: 'async',
    // Beside the others Runware refuses it.
    ...(outputType === 'URL' && { ttl: ttlSeconds }),
    includeCost: true,
    numberResults: order.takes,
  });
  if (built.success) return built.data;
  throw new ProviderError(`an order that the model does not take: ${z.prettifyError(built.error)}`, {
    provider: PROVIDER,
    code: 'badRequest',
    accepted: 'no',
  });
}

export type CoverTask = z.output<ReturnType<typeof taskSchema>>;

/** Runware refuses settings beside WAV and FLAC. */
function audioSettings({ audio: { format, bitrateKbps, channels, sampleRate } }: Order) {
  return format === 'mp3' || format === 'ogg' ? { audioSettings: { bitrate: bitrateKbps, channels, sampleRate } } : {};
}

function taskSchema(model: Model) {
  const settings = z.strictObject({ bitrate: z.int(), channels: z.literal([1, 2]), sampleRate: z.int() });
  return z
    .strictObject({
      taskType: z.literal('audioInference'),
      taskUUID: z.uuidv4(),
      model: z.string().min(1),
      positivePrompt: textOf(model.style),
      inputs: z.strictObject({ audio: z.string().min(1) }),
      settings: z.strictObject({ lyrics: textOf(model.lyrics) }).optional(),
      seed: z
        .int()
        .min(model.seed?.minimum ?? 0)
        .max(model.seed?.maximum ?? 0)
        .optional(),
      outputType: z.literal(['URL', 'base64Data', 'dataURI']),
      outputFormat: z.literal(model.formats.map((format) => format.toUpperCase())),
      audioSettings: settings.optional(),
      deliveryMethod: z.literal('async'),
      ttl: z.int().min(60).optional(),
      includeCost: z.literal(true),
      numberResults: z.int().min(1).max(model.maximumTakes),
    })
    .refine(({ outputFormat, audioSettings: sound }) => !sound || isOffered(model, outputFormat, sound), {
      path: ['audioSettings'],
      error: 'no such bitrate for this format, sample rate and number of channels',
    });
}

function isOffered(
  model: Model,
  outputFormat: string,
  sound: { bitrate: number; channels: 1 | 2; sampleRate: number },
): boolean {
  const format = model.formats.find((name) => name.toUpperCase() === outputFormat);
  const table: BitrateTable | undefined = format && model.bitrates[format]?.[sound.channels];
  const bounds = table?.[sound.sampleRate];
  return bounds !== undefined && sound.bitrate >= bounds.minimum && sound.bitrate <= bounds.maximum;
}
