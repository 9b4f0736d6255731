import type { FileTags } from '../domain/delivery/file-tags.ts';
import type { Loudness } from '../domain/song/loudness.ts';

/**
 * Reads what a file really is, whatever it is called, in a worker that cannot hurt the process. What it makes is the caller's to
 * move or delete.
 */
export interface MediaProbe {
  /** Throws `UserError` in words about the song: not audio, of a kind that is not read, damaged, cut off. Length limits are the caller's to judge. */
  probe(path: string, signal: AbortSignal): Promise<ProbedSong>;
  /**
   * The same, and its sound taken out where it cannot go to a music service as it is; of a film that is longer than
   * `longestSeconds`, that is left to `cut`. What is silent from end to end is refused too. Owners are served in turn.
   */
  takeOut(path: string, owner: string, signal: AbortSignal, longestSeconds?: number): Promise<TakenOut>;
  /**
   * A stretch of a song in a file of its own, as it is sent, with no packet encoded again. Never longer than asked for. Throws as
   * `probe` does.
   */
  cut(path: string, part: SongPart, owner: string, signal: AbortSignal): Promise<{ song: ProbedSong; path: string }>;
  /**
   * As `probe` for what was paid for, which may be larger and has longer. Throws `UserError` only for what its bytes are, and
   * any other error where they could not be looked at.
   */
  probeTake(path: string, signal: AbortSignal): Promise<ProbedSong>;
  close(): Promise<void>;
}

export interface SongPart {
  startSeconds: number;
  seconds: number;
}

export interface TakenOut {
  /** Of what is sent. */
  song: ProbedSong;
  /** What the upload is, as people know it, such as `MP4` or `AIFF`. */
  cameIn: string;
  /** The path of a new file that is sent in place of the upload; null where that can go as it is. */
  replacement: string | null;
  /** Nothing can be heard in it, from end to end; false where that is not known. */
  isSilent: boolean;
}

export interface ProbedSong {
  /** As members know it: `MP3`, `WAV`, `FLAC`, `OGG`, `M4A`, `AAC`. */
  container: string;
  codec: string;
  /**
   * By walking the packets, not by the header, and without what an encoder added at both ends. Walking stops at the longest length
   * asked for, so a longer song shows as at least that.
   */
  durationMs: number;
  /**
   * SHA-256 of the encoded sound alone, in hex: the same in another container, with other tags, or with bytes appended. Null
   * where nothing of it could be read, and for songs that are longer than asked.
   */
  soundHash: string | null;
  title: string | null;
  artist: string | null;
}

/** Makes files for messages, in workers that cannot hurt the process. What it makes is the caller's to move or delete. */
export interface MediaEncoder {
  /** How loud a sound is. Undefined where nothing of it can be decoded. */
  measure(path: string, signal: AbortSignal): Promise<MeasuredSound | undefined>;
  /**
   * The file as it came, but under these tags alone and, where it is an MP3, as loud as it is to be, without being encoded again.
   * Undefined where that cannot be done.
   */
  finish(path: string, finish: Finish, signal: AbortSignal): Promise<MadeSound | undefined>;
  /**
   * The sound as an MP3, as good as fits. Undefined where that cannot be done, because nothing of it can be decoded or because
   * it would sound worse than is worth listening to.
   */
  fit(path: string, fit: Fit, signal: AbortSignal): Promise<MadeSound | undefined>;
  /**
   * A song as an MP3 to be heard beside another: as loud, and for as long. Undefined where it is so already, and where that
   * cannot be done.
   */
  compare(path: string, compare: Compare, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Where the stretch of so many seconds begins that is the loudest, from a quiet spot on, in seconds. Undefined where nothing of
   * the song can be decoded, and where that takes too long.
   */
  bestPart(path: string, seconds: number, signal: AbortSignal): Promise<number | undefined>;
  /**
   * A picture of the takes, which are of that kind, against their reference, with words in a Discord locale: the path of a new
   * PNG. What could not be measured is left out of it. Undefined where nothing is left to draw.
   */
  drawWaveform(
    sounds: {
      kind: 'cover' | 'song';
      /** Null: there is one, and it could not be measured. */
      reference: MeasuredSound | null | undefined;
      takes: readonly (MeasuredSound | undefined)[];
      locale: string;
    },
    signal: AbortSignal,
  ): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface MeasuredSound {
  levels: Levels;
  /** Null for silence, and for what is too short to be judged. */
  loudness: Loudness | null;
}

/** How loud a sound is along its length, in equal steps. */
export interface Levels {
  seconds: number;
  steps: Level[];
}

/** Nominally within 0 … 1, over all channels. */
export interface Level {
  peak: number;
  /** Root mean square: how loud it is, where the peak is how far it swings. */
  rms: number;
}

export interface MadeSound {
  path: string;
  /** Of its encoded sound alone; null where it was encoded anew. */
  soundHash: string | null;
  /** How loud it is now, in LUFS; null where nobody knows. */
  lufs: number | null;
}

/** Tags, and the path of a PNG that goes with them. */
export interface TagsOfFile extends FileTags {
  picture: string | null;
}

export interface Finish {
  /** As it was measured; null: it stays as loud as it is. */
  loudness: Loudness | null;
  /** How loud it is to be, in LUFS; null: as it is. */
  lufs: number | null;
  tags: TagsOfFile;
}

export interface Fit {
  maximumBytes: number;
  maximumKbps: number;
  lufs: number | null;
  tags: TagsOfFile | null;
}

export interface Compare {
  maximumBytes: number;
  maximumKbps: number;
  lufs: number | null;
  /** What comes after is left out; undefined: nothing is. */
  seconds: number | undefined;
}
