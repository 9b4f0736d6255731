import { z } from 'zod';
import { spellTagsWithin } from '../../domain/draft/lyrics.ts';
import { ProviderError } from '../../errors.ts';
import type { Order } from '../port.ts';
import { soundOf } from '../shared/minimax/sound.ts';
import { textOf } from '../shared/text-of.ts';
import { familyOf, PROVIDER, rowOf } from './models.ts';

export type OrderFields = Record<string, unknown>;

/**
 * The body of the paid request without its song. Throws a `ProviderError` that says `badRequest` when the order does not
 * fit what the model's page allows, so that nothing is sent which is known to be refused.
 */
export function orderFields(order: Order): OrderFields {
  const built = BUILDERS[familyOf(order.model)](order);
  if (!built.success) throw badOrder(z.prettifyError(built.error));
  if (order.takes !== 1) throw badOrder('it makes one take');
  const isGiven = order.reference ?? (familyOf(order.model) === 'synchronous' && (order.voice ?? order.instrumental));
  if (!isGiven) throw badOrder('it takes a song');
  return built.data;
}

const BUILDERS = { cover: coverFields, legacy: legacyFields, synchronous: synchronousFields };

function coverFields({ model, style, lyrics, audio }: Order) {
  const row = rowOf(model);
  return z
    .strictObject({
      model: z.string(),
      prompt: textOf(row.style),
      lyrics: textOf(row.lyrics).optional(),
      audio_setting: soundOf(row),
    })
    .safeParse({
      model,
      prompt: style,
      ...(lyrics !== null && { lyrics: spellTagsWithin(lyrics, 'full', row.lyrics) }),
      audio_setting: soundAsAsked(audio),
    });
}

/** The lyrics are the prompt; how the song is to sound cannot be said, nor how it is encoded. */
function legacyFields({ model, lyrics }: Order) {
  const fields = z.strictObject({ model: z.string(), prompt: accompanied(rowOf(model).lyrics) });
  return fields.safeParse({ model, prompt: lyrics });
}

function synchronousFields({ model, lyrics, audio }: Order) {
  const row = rowOf(model);
  const fields = z.strictObject({ model: z.string(), lyrics: accompanied(row.lyrics), audio_setting: soundOf(row) });
  return fields.safeParse({ model, lyrics, audio_setting: soundAsAsked(audio) });
}

/** In bit/s. */
function soundAsAsked({ sampleRate, bitrateKbps, format }: Order['audio']) {
  return { sample_rate: sampleRate, bitrate: bitrateKbps * 1_000, format };
}

/** What stands between double hash signs is sung with accompaniment; the catalog leaves room for them. */
function accompanied(rule: { minimum: number; maximum: number }) {
  return textOf(rule).transform(wrapped);
}

function wrapped(lyrics: string): string {
  const trimmed = lyrics.trim();
  return trimmed.startsWith('##') && trimmed.endsWith('##') ? trimmed : `##${trimmed}##`;
}

function badOrder(why: string): ProviderError {
  return new ProviderError(`an order that the model does not take: ${why}`, {
    provider: PROVIDER,
    code: 'badRequest',
    accepted: 'no',
  });
}
