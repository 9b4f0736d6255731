import type { Wish } from './plan.ts';

const PATTERN = /\bzq\d{4}[a-z]\b/g;

/**
 * A word that no other request has: it is in the name of the song and in the style, so it can be read in what goes to a provider
 * and in every message about the cover. Each time a member asks anew, it is another one.
 */
export function markerOf({ number }: Pick<Wish, 'number'>, attempt: number): string {
  return `zq${String(number).padStart(4, '0')}${String.fromCharCode(97 + attempt)}`;
}

/** The most that `markerOf` can tell apart. */
export const MOST_ATTEMPTS = 26;

/** Each once, in order. */
export function markersIn(text: string): string[] {
  return [...new Set(text.match(PATTERN))];
}

export function wishNumberOf(marker: string): number {
  return Number(marker.slice(2, 6));
}

export function attemptOf(marker: string): number {
  return marker.charCodeAt(6) - 97;
}
