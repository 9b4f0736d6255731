import { ofOtherLength } from './lengths.ts';

export type CoverFormat = 'mp3' | 'wav' | 'flac' | 'ogg';

/** What a stand-in asks of its renderer for one result. */
export interface CoverOrder {
  reference: Uint8Array;
  style: string;
  lyrics: string | null;
  seed: number;
  audio: { format: CoverFormat; bitrateKbps: number; sampleRate: number; channels: 1 | 2 };
}

/** Makes the sound of a cover. Throws an error with a `code` for a reference that it cannot decode. */
export type RenderCover = (order: CoverOrder) => Promise<{ data: Uint8Array; durationMs: number; family: string }>;

/** Renders what is as long as so large a share of its reference. */
export function renderOfLength(render: RenderCover, share: () => number): RenderCover {
  return async (order) => {
    const wanted = share();
    if (wanted === 1) return await render(order);
    return await render({ ...order, reference: await ofOtherLength(order.reference, wanted) });
  };
}

/** The decoded length of a reference. Throws an error with a `code` when it cannot be decoded. */
export type Measure = (bytes: Uint8Array) => Promise<{ durationMs: number }>;

/** The `code` of an error that says why audio could not be decoded; undefined for any other error. */
export function decodeErrorCode(error: unknown): string | undefined {
  const isDecodeError = error instanceof Error && 'code' in error && DECODE_CODES.has(error.code);
  return isDecodeError ? String(error.code) : undefined;
}

const DECODE_CODES = new Set<unknown>(['unsupported', 'damaged', 'tooLong']);
