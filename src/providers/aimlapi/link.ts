import type { TakeLink } from '../port.ts';

/** A signed link says itself when it dies, in seconds. Undefined when a text is no link. */
export function linkTo(url: string | undefined): TakeLink | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  if (url === undefined || !parsed || !/^https?:$/.test(parsed.protocol)) return undefined;
  const expires = parsed.searchParams.get('Expires') ?? '';
  // As it came: written anew, its signature would not fit any more.
  return { kind: 'link', url, expiresAt: /^\d{9,11}$/.test(expires) ? Number(expires) * 1_000 : null };
}
