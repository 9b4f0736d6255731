/** Reads what a file really is, whatever it is called, in a worker that cannot hurt the process. */
export interface Prober {
  /** Throws `UserError` in words about the song: not audio, damaged, cut off. Length limits are the caller's to judge. */
  probe(path: string, signal: AbortSignal): Promise<ProbedSong>;
  close(): Promise<void>;
}

export interface ProbedSong {
  /** As members know it: `MP3`, `WAV`, `FLAC`, `OGG`, `M4A`, `AAC`. */
  container: string;
  codec: string;
  /**
   * By walking the packets, not by the header. Walking stops a little above the longest length asked for, so a longer song
   * shows as at least that.
   */
  durationMs: number;
  title: string | null;
  artist: string | null;
}
