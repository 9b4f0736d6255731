import { rm, stat } from 'node:fs/promises';
import type { MediaProbe, TakenOut } from '../../audio/port.ts';
import { faultOfLength, faultOfSize, TOLERATED_SECONDS } from '../../domain/draft/check-draft.ts';
import { widestReference } from '../../domain/draft/pick-models.ts';
import { LONGEST_KNOWN_SECONDS } from '../../domain/song/song-formats.ts';
import { type MemberText, UserError } from '../../errors.ts';
import { memberText } from '../../locales/text.ts';
import { providers } from '../../providers/index.ts';

/** What becomes of one file that a member uploads. */
export interface Judged {
  file: string;
  accepted: boolean;
  /** What it is; null where it is no music that can be read. */
  container: string | null;
  codec: string | null;
  seconds: number | null;
  /** What a music service gets; null where the file is refused. */
  sends: { container: string; codec: string; sizeBytes: number; asItIs: boolean } | null;
  /** The sentence that a member reads; null where there is none, since the song is taken. One of a kind that is taken may be silent. */
  text: string | null;
}

const LIMITS = widestReference(providers.flatMap(({ models }) => models).filter(({ retired }) => !retired));

/** As the bot judges it, by the widest limits of all models that are not retired. */
export async function judgeFile(mediaProbe: Pick<MediaProbe, 'takeOut' | 'cut'>, file: string): Promise<Judged> {
  const refused: Judged = {
    file,
    accepted: false,
    container: null,
    codec: null,
    seconds: null,
    sends: null,
    text: null,
  };
  const saying = (text: MemberText) => memberText('en', text);
  try {
    const { size } = await stat(file);
    const tooLarge = faultOfSize(size, LIMITS.maximumBytes);
    if (tooLarge) return { ...refused, text: saying(tooLarge) };
    const taken = await mediaProbe.takeOut(file, '', never, LIMITS.maximumSeconds + TOLERATED_SECONDS);
    const sizeBytes = await sizeOfSent(taken, size);
    const { container, codec, durationMs } = taken.song;
    const text = taken.isSilent ? saying({ key: 'song.silent', params: {} }) : null;
    const seen = { ...refused, container: taken.cameIn, codec, seconds: durationMs / 1_000 };
    const lengths = { ...LIMITS, maximumSeconds: LONGEST_KNOWN_SECONDS };
    const fault = faultOfSize(sizeBytes, LIMITS.maximumBytes) ?? faultOfLength(taken.song, lengths);
    if (fault) return { ...seen, text: saying(fault) };
    if (durationMs > LIMITS.maximumSeconds * 1_000)
      return { ...seen, accepted: true, text, sends: await firstPart(mediaProbe, file) };
    return {
      ...seen,
      accepted: true,
      text,
      sends: { container, codec, sizeBytes, asItIs: taken.replacement === null },
    };
  } catch (error) {
    if (error instanceof UserError) return { ...refused, text: saying(error.text) };
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { ...refused, text: `(the file cannot be read: ${reason})` };
  }
}

const never = new AbortController().signal;

/** Of a song that is too long; its member may choose another one. */
async function firstPart(mediaProbe: Pick<MediaProbe, 'cut'>, file: string): Promise<Judged['sends']> {
  const { song, path } = await mediaProbe.cut(file, { startSeconds: 0, seconds: LIMITS.maximumSeconds }, '', never);
  const { size: sizeBytes } = await stat(path);
  await rm(path, { force: true });
  return { container: song.container, codec: song.codec, sizeBytes, asItIs: false };
}

async function sizeOfSent({ replacement }: TakenOut, uploadedBytes: number): Promise<number> {
  if (replacement === null) return uploadedBytes;
  const { size } = await stat(replacement);
  await rm(replacement, { force: true });
  return size;
}

/** In one line, for people. */
export function describeFile({ file, container, codec, seconds, sends, text }: Judged): string {
  const seen = container === null ? '' : `${container} with ${codec}, ${seconds?.toFixed(1)} s; `;
  const sent = sends && (sends.asItIs ? 'sends it as it is' : `sends ${sends.container} with ${sends.codec}`);
  const size = sends ? ` (${(sends.sizeBytes / 1_000_000).toFixed(1)} MB)` : '';
  return `${file}: ${seen}${sends ? `${sent}${size}` : 'refused'}${text === null ? '' : `: ${text}`}`;
}
