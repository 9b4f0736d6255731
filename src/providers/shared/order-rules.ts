import { z } from 'zod';
import type { BitrateTable, Model, TextRule } from '../../domain/models.ts';

/** Counted in code points, as a person counts letters. */
export function textOf({ minimum, maximum }: Pick<TextRule, 'minimum' | 'maximum'>) {
  return z.string().refine((text) => [...text].length >= minimum && [...text].length <= maximum, {
    error: `not ${minimum} to ${maximum} characters`,
  });
}

/** `audio_setting` as MiniMax's models take it, whoever serves them: the rate in bit/s, the number of channels not said. */
export function soundOf(model: Model) {
  return z
    .strictObject({ sample_rate: z.int(), bitrate: z.int(), format: z.literal([...model.formats]) })
    .refine((sound) => isOffered(model, sound), { error: 'no such bitrate for this format and sample rate' });
}

function isOffered(
  model: Model,
  { format, sample_rate, bitrate }: { format: string; sample_rate: number; bitrate: number },
): boolean {
  const known = model.formats.find((name) => name === format);
  const table: BitrateTable | undefined = known && model.bitrates[known]?.[2];
  const bounds = table?.[sample_rate];
  const kbps = bitrate / 1_000;
  return bounds !== undefined && (bounds.only?.includes(kbps) ?? (kbps >= bounds.minimum && kbps <= bounds.maximum));
}
