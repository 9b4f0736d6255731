import { z } from 'zod';
import { spellTagsWithin } from '../../domain/draft/lyrics.ts';
import type { Model } from '../../domain/models.ts';
import { ProviderError } from '../../errors.ts';
import type { Order } from '../port.ts';
import { soundOf } from '../shared/minimax/sound.ts';
import { textOf } from '../shared/text-of.ts';
import { PROVIDER, rowOf } from './models.ts';

export type MusicFields = z.output<ReturnType<typeof coverSchema>> | z.output<ReturnType<typeof songSchema>>;

/**
 * The body of the paid request, without the song of a cover. Throws a `ProviderError` that says `badRequest` when the order
 * does not fit what MiniMax's documentation allows, so that nothing is sent which is known to be refused.
 */
export function musicFields(order: Order): MusicFields {
  const row = rowOf(order);
  const { bitrateKbps, sampleRate: sample_rate, format } = order.audio;
  const common = {
    model: order.model,
    ...(order.style !== null && { prompt: order.style }),
    audio_setting: { sample_rate, bitrate: bitrateKbps * 1_000, format },
    // The song comes with the answer: a link would be one more thing that can be lost.
    output_format: 'hex',
  };
  const lyrics = order.lyrics === null ? null : spellTagsWithin(order.lyrics, 'full', row.lyrics);
  const built =
    row.kind === 'cover'
      ? coverSchema(row).safeParse({ ...common, ...(lyrics !== null && { lyrics }) })
      : songSchema(row).safeParse({ ...common, ...songChoices(order, lyrics) });
  if (built.success && order.takes === 1 && !(row.kind === 'cover' && !order.reference)) return built.data;
  throw new ProviderError(
    `an order that the model does not take: ${built.success ? 'it takes one song, and makes one take' : z.prettifyError(built.error)}`,
    { provider: PROVIDER, code: 'badRequest', accepted: 'no' },
  );
}

function songChoices({ isInstrumental, writesLyrics }: Order, lyrics: string | null) {
  const sung = isInstrumental ? null : lyrics;
  return {
    is_instrumental: isInstrumental,
    lyrics_optimizer: writesLyrics && !isInstrumental && sung === null,
    ...(sung !== null && { lyrics: sung }),
  };
}

function commonShape(row: Model) {
  return {
    model: z.string(),
    prompt: row.style.need === 'required' ? textOf(row.style) : textOf(row.style).optional(),
    audio_setting: soundOf(row),
    output_format: z.literal('hex'),
  };
}

function coverSchema(row: Model) {
  return z.strictObject({ ...commonShape(row), lyrics: textOf(row.lyrics).optional() });
}

function songSchema(row: Model) {
  return z
    .strictObject({
      ...commonShape(row),
      lyrics: textOf(row.lyrics).optional(),
      is_instrumental: z.boolean(),
      lyrics_optimizer: z.boolean(),
    })
    .refine((song) => song.is_instrumental || song.lyrics_optimizer || song.lyrics !== undefined, {
      path: ['lyrics'],
      error: 'neither given nor to be written',
    });
}
