import { z } from 'zod';
import type { BitrateTable, Model } from '../../../domain/models.ts';

/** `audio_setting`: as the models take it: the rate in bit/s, the number of channels not said. */
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
