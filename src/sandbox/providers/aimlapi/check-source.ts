import { decodeInlineMedia } from '../shared/inline-media.ts';
import type { AudioSource } from './order.ts';
import { badBody } from './problem.ts';
import type { AimlapiSettings } from './settings.ts';

const FIELD = 'reference_audio_url';

/** Reads a reference that is a URL, a data URI or base64. */
export function sourceOf(text: string, settings: AimlapiSettings): AudioSource {
  if (isUrl(text)) return { kind: 'url', url: text };
  const inline = decodeInlineMedia(text);
  if (!inline || (inline.contentType === undefined && settings.bareBase64 === 'refuse')) throw invalidUrl();
  return { kind: 'inline', data: inline.data };
}

/** The legacy model takes nothing but URLs. */
export function urlSourceOf(text: string): AudioSource {
  if (!isUrl(text)) throw invalidUrl();
  return { kind: 'url', url: text };
}

function isUrl(text: string): boolean {
  return /^https?:/i.test(text);
}

function invalidUrl() {
  return badBody(`${FIELD}: Invalid url. Expected a URL or a Base64 data URI`);
}
