import type { AimlapiFormat, AimlapiModel } from './limits.ts';

/** A reference that the caller handed over. */
export type AudioSource = { kind: 'url'; url: string } | { kind: 'inline'; data: Uint8Array };

/** Where the song of an order comes from. */
export type Source =
  | AudioSource
  /** A preprocessed reference. */
  | { kind: 'feature'; id: string }
  /** What was uploaded for `music-01`, by the ids that the caller named. */
  | { kind: 'uploads'; voice: string | null; instrumental: string | null }
  /** The model takes no reference. */
  | { kind: 'none' };

export interface Sound {
  format: AimlapiFormat;
  sampleRate: number;
  /** In bit/s. */
  bitrate: number;
}

/** A generation that AI/ML API's own schema takes; MiniMax has not looked at it yet. */
export interface AimlapiOrder {
  model: AimlapiModel;
  /** Empty for models that take none. */
  style: string;
  lyrics: string | null;
  source: Source;
  sound: Sound;
}

/** A song whose length is known. */
export interface Measured {
  data: Uint8Array;
  durationMs: number;
}
