import type { DecodeErrorCode } from '../../../codec/decode-error.ts';
import type { EncodeSettings } from '../../../codec/encode.ts';

/** What is asked of the stand-in for a music model. */
export interface RestyleOrder {
  reference: Uint8Array;
  style: string;
  lyrics: string | null;
  seed: number;
  audio: EncodeSettings;
}

export interface RestyledSong {
  data: Uint8Array;
  durationMs: number;
  family: string;
}

/** To the worker: one order at a time. */
export interface RestyleRequest {
  order: RestyleOrder;
  maximumSeconds: number | undefined;
}

/** From the worker. Errors cross the border as data, since a class does not. */
export type RestyleReply =
  | { kind: 'done'; song: RestyledSong }
  | { kind: 'undecodable'; code: DecodeErrorCode; message: string }
  | { kind: 'failed'; message: string };
