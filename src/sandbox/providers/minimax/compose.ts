import type { CoverOrder } from '../shared/render.ts';

/** What the stand-in asks of its composer for one song without a reference. */
export interface SongOrder {
  /** Null for an instrumental piece. */
  lyrics: string | null;
  style: string;
  instrumental: boolean;
  seed: number;
  audio: CoverOrder['audio'];
}

/** Makes a song out of nothing. */
export type ComposeSong = (order: SongOrder) => Promise<{ data: Uint8Array; durationMs: number }>;
