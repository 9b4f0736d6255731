const DATA_URI = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w.+-]+=[^;,]*)*;base64,/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export interface InlineMedia {
  data: Uint8Array;
  /** Undefined for bare base64. */
  contentType: string | undefined;
}

/** Decodes a data URI or bare base64; undefined when it is neither. */
export function decodeInlineMedia(media: string): InlineMedia | undefined {
  const header = DATA_URI.exec(media);
  const base64 = media.slice(header?.[0].length ?? 0);
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return undefined;
  return { data: Buffer.from(base64, 'base64'), contentType: header?.[1] };
}
