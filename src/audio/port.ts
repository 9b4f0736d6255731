/**
 * Reads what a file really is, whatever it is called, in a worker that cannot hurt the process. What it makes is the caller's to
 * move or delete.
 */
export interface MediaProbe {
  /** Throws `UserError` in words about the song: not audio, of a kind that is not read, damaged, cut off. Length limits are the caller's to judge. */
  probe(path: string, signal: AbortSignal): Promise<ProbedSong>;
  /**
   * The same, and its sound taken out where it cannot go to a music service as it is. Owners are served in turn.
   */
  takeOut(path: string, owner: string, signal: AbortSignal): Promise<TakenOut>;
  /**
   * As `probe` for what was paid for, which may be larger and has longer. Throws `UserError` only for what its bytes are, and
   * any other error where they could not be looked at.
   */
  probeTake(path: string, signal: AbortSignal): Promise<ProbedSong>;
  close(): Promise<void>;
}

export interface TakenOut {
  /** Of what is sent. */
  song: ProbedSong;
  /** What the upload is, as people know it, such as `MP4` or `AIFF`. */
  cameIn: string;
  /** The path of a new file that is sent in place of the upload; null where that can go as it is. */
  replacement: string | null;
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
  /**
   * The sound as an MP3 of at most so many bytes, as good as fits: the path of a new file. Undefined where that cannot be done,
   * because nothing of it can be decoded or because it would sound worse than is worth listening to.
   */
  fit(path: string, maximumBytes: number, signal: AbortSignal): Promise<string | undefined>;
  /**
   * A picture of the takes, which are of that kind, against their reference, with words in a Discord locale: the path of a new PNG. A sound that cannot be decoded is left out of it.
   * Undefined where nothing is left to draw.
   */
  drawWaveform(
    sounds: { kind: 'cover' | 'song'; reference: string | null; takes: readonly string[]; locale: string },
    signal: AbortSignal,
  ): Promise<string | undefined>;
  close(): Promise<void>;
}
