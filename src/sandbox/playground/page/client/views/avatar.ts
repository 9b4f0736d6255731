import type { WireWorld } from '../../wire.ts';

const COLOURS = [
  ['#5865f2', '#7983f5'],
  ['#3ba55d', '#57c67a'],
  ['#d8863b', '#eba561'],
  ['#c0417c', '#dc6a9d'],
  ['#2a8fa3', '#4db6ca'],
  ['#8858c8', '#a67de0'],
] as const;

/** A round picture: the first letter of a name, a note for the bot. No two of those whom the page knows have one colour. */
export function avatarOf(name: string, world: WireWorld | undefined): string {
  const place = world?.users.findIndex((user) => user.name === name) ?? -1;
  const [from, to] = COLOURS[(place < 0 ? hashOf(name) : place) % COLOURS.length] ?? COLOURS[0];
  const letter = [...name][0]?.toUpperCase().replace(/[^\p{L}\p{N}]/u, '?') ?? '?';
  const sign = world?.users[place]?.isBot
    ? `<path d="M33 55V27l22-5v28" fill="none" stroke="#fff" stroke-width="5" stroke-linejoin="round"/><circle cx="27" cy="55" r="7" fill="#fff"/><circle cx="49" cy="50" r="7" fill="#fff"/>`
    : `<text x="40" y="53" font-family="Inter,sans-serif" font-size="38" font-weight="600" fill="#fff" text-anchor="middle">${letter}</text>`;
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="${to}"/><stop offset="1" stop-color="${from}"/></linearGradient></defs><rect width="80" height="80" fill="url(#g)"/>${sign}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}

/** As servers are shown that have no picture: the first letters of their words. */
export function initialsOf(name: string): string {
  const letters = name.split(/\s+/).map((word) => [...word][0] ?? '');
  return letters.join('').slice(0, 3);
}

function hashOf(text: string): number {
  return [...text].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
}
