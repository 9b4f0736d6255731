import { z } from 'zod';

// Only what is read, and a field of the wrong type counts as missing: nothing new or odd may lose a song that is paid for.
const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);

const envelopeSchema = z.object({
  base_resp: z.object({ status_code: z.coerce.number().int(), status_msg: text }).optional().catch(undefined),
});

const songSchema = z.object({
  // Null or missing beside an error. The audio itself has been taken out.
  data: z.object({ audio_url: text }).optional().catch(undefined),
  // `music_…` in the documentation, `audio_…` in an official client.
  extra_info: z.object({ music_size: number, audio_size: number }).optional().catch(undefined),
});

const lyricsSchema = z.object({ song_title: text, lyrics: text });

/** `base_resp`, which stands in every answer; undefined when this is none of MiniMax's. */
export function readEnvelope(body: unknown): { code: number; message: string | undefined } | undefined {
  const base = envelopeSchema.safeParse(body).data?.base_resp;
  return base && { code: base.status_code, message: base.status_msg };
}

/** What stands beside the audio of a song. */
export function readSong(rest: unknown): { url: string | undefined; sizeBytes: number | undefined } {
  const { data, extra_info: info } = songSchema.safeParse(rest).data ?? {};
  return { url: data?.audio_url, sizeBytes: info?.music_size ?? info?.audio_size };
}

export function readLyrics(body: unknown): { title: string; lyrics: string } {
  const { song_title: title = '', lyrics = '' } = lyricsSchema.safeParse(body).data ?? {};
  return { title, lyrics };
}
