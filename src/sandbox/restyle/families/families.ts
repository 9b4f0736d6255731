import { seedOf } from '../../songs/synth/random.ts';
import { chiptune } from './chiptune.ts';
import { club } from './club.ts';
import type { Family } from './family.ts';
import { lofi } from './lofi.ts';

export const families: readonly [Family, ...Family[]] = [lofi, chiptune, club];

/** The family that most words of the style ask for; without any, the style's text decides by chance, always the same. */
export function familyFor(style: string): Family {
  const words = new Set(style.toLowerCase().split(/[^\p{L}\p{N}&-]+/u));
  let best: { family: Family; count: number } | undefined;
  for (const family of families) {
    const count = family.words.filter((word) => words.has(word)).length;
    if (count > (best?.count ?? 0)) best = { family, count };
  }
  return best?.family ?? families[seedOf(style) % families.length] ?? families[0];
}
