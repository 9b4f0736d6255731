import { LONGEST_KNOWN_SECONDS } from '../domain/song/song-formats.ts';
import { type MemberText, UserError } from '../errors.ts';
import type { ProbedSong } from './port.ts';
import { readTags, type Tags } from './read-tags.ts';
import type { Part } from './reading/copy-track.ts';
import { cutSound } from './reading/cut-sound.ts';
import { type PrepareOptions, prepare } from './reading/prepare.ts';
import { type Walked, walkPackets } from './walk-packets.ts';

/** A file is called cut off only when both are exceeded; padding and rounding stay below. */
const CUT_OFF_SECONDS = 2;
const CUT_OFF_SHARE = 0.05;

const codecNames: Readonly<Record<string, string>> = {
  mp3: 'MP3',
  aac: 'AAC',
  flac: 'FLAC',
  vorbis: 'Vorbis',
  opus: 'Opus',
  alaw: 'A-law',
  ulaw: 'µ-law',
};

export type Examined =
  /** `replacement`: what is sent in place of the upload, of which `song` tells; null where that can go as it is. */
  | { kind: 'song'; song: ProbedSong; cameIn: string; replacement: Uint8Array | null }
  | { kind: 'refused'; text: MemberText }
  /** The reason is for the log. */
  | { kind: 'damaged'; reason: string };

export interface ExamineOptions {
  /** Looked at up to so many seconds. */
  maximumSeconds?: number | undefined;
  /** Of a longer film the sound is not taken out. */
  longestSeconds?: number | undefined;
  /** What is looked at and sent is this part alone. */
  part?: Part | undefined;
}

/**
 * What a file really is, by its content alone, and its sound as it is sent.
 * Not for the main process: parsers can be made to loop for long and to run out of memory.
 */
export async function examine(
  bytes: Uint8Array,
  { maximumSeconds = LONGEST_KNOWN_SECONDS, longestSeconds, part }: ExamineOptions = {},
): Promise<Examined> {
  try {
    if (!part) return await songIn(bytes, maximumSeconds, { ...(longestSeconds !== undefined && { longestSeconds }) });
    const cut = await cutSound(bytes, part);
    const found = await songIn(cut, maximumSeconds, {});
    return { ...found, replacement: found.replacement ?? cut };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'refused', text: error.text };
    // Parsers have no common way to say that a file is broken, down to failed assertions.
    return { kind: 'damaged', reason: error instanceof Error ? error.message : 'no reason given' };
  }
}

async function songIn(
  bytes: Uint8Array,
  maximumSeconds: number,
  options: PrepareOptions,
): Promise<Extract<Examined, { kind: 'song' }>> {
  if (bytes.length === 0) throw new UserError({ key: 'song.empty', params: {} });
  const prepared = await prepare(bytes, options);
  const walked = await walkPackets(prepared, maximumSeconds);
  const tags = await readTags(prepared.tagged);
  const song = judge({ ...walked, codec: walked.codec ?? prepared.codec }, tags, maximumSeconds);
  return { kind: 'song', song, cameIn: prepared.cameIn, replacement: prepared.sent === bytes ? null : prepared.sent };
}

/** The walked length wins; a header that claims less is only wrong, one that claims far more tells what was lost. */
function judge(walked: Walked, tags: Tags, maximumSeconds: number): ProbedSong {
  const { container, codec, seconds, toTheEnd } = walked;
  if (!Number.isFinite(seconds) || seconds <= 0) throw new Error('nothing to play');
  const claimedSeconds = claimOf(walked, tags);
  if (toTheEnd && isCutOff(claimedSeconds, seconds)) {
    const params = { claimedSeconds: Math.round(claimedSeconds), actualSeconds: Math.round(seconds) };
    throw new UserError({ key: 'song.cutOff', params });
  }
  return {
    container,
    codec: codecName(codec) ?? tags.codec ?? container,
    // Beyond the longest length the number means nothing: a header can spread one packet over years.
    durationMs: Math.round(Math.min(seconds, maximumSeconds + 1) * 1000),
    soundHash: walked.soundHash,
    title: tags.title,
    artist: tags.artist,
  };
}

function claimOf(walked: Walked, tags: Tags): number {
  const claims = [walked.claimedSeconds ?? 0, tags.claimedSeconds ?? 0];
  // Each reader of an MP3 has a case where it guesses (from the size, or by taking bytes for time): both must agree.
  return walked.container === 'MP3' ? Math.min(...claims) : Math.max(...claims);
}

function isCutOff(claimedSeconds: number, seconds: number): boolean {
  const missing = claimedSeconds - seconds;
  return missing > CUT_OFF_SECONDS && missing > claimedSeconds * CUT_OFF_SHARE;
}

function codecName(codec: string | null): string | null {
  if (codec === null) return null;
  return codecNames[codec] ?? (codec.startsWith('pcm-') ? 'PCM' : codec.toUpperCase());
}
