import { z } from 'zod';
import { spellTags } from '../../../domain/draft/lyrics.ts';
import { parseJson } from '../../../lib/parse-json.ts';
import type { LyricsDraft } from '../../port.ts';

// Only what is read, and a field of the wrong type counts as missing.
const text = z.string().optional().catch(undefined);
const answerSchema = z.object({
  cover_feature_id: text,
  formatted_lyrics: text,
  structure_result: z.unknown().optional(),
});
const structureSchema = z.object({ segments: z.array(z.unknown()) });
const segmentSchema = z.object({ label: z.string(), start: z.number(), end: z.number() });

/** A song as MiniMax's preprocessing hears it. */
export interface PreprocessedSong extends LyricsDraft {
  /** Under which the song is remembered for a day. */
  featureId: string | undefined;
}

export function readPreprocessedSong(body: unknown): PreprocessedSong {
  const answer = answerSchema.safeParse(body).data;
  const structure = structureSchema.safeParse(unwrapped(answer?.structure_result)).data;
  const sections = (structure?.segments ?? []).flatMap((value) => {
    const segment = segmentSchema.safeParse(value).data;
    return segment ? [{ label: segment.label, startSeconds: segment.start, endSeconds: segment.end }] : [];
  });
  const lyrics = spellTags(answer?.formatted_lyrics ?? '', 'full');
  return { featureId: answer?.cover_feature_id || undefined, lyrics, sections };
}

/** The structure of a song is JSON within a text. */
function unwrapped(value: unknown): unknown {
  return typeof value === 'string' ? parseJson(value) : value;
}
