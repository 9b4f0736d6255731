import { seedOf } from '../../songs/synth/random.ts';
import { acoustic } from './acoustic.ts';
import { ambient } from './ambient.ts';
import { chiptune } from './chiptune.ts';
import { club } from './club.ts';
import type { Family } from './family.ts';
import { jazz } from './jazz.ts';
import { lofi } from './lofi.ts';
import { orchestral } from './orchestral.ts';
import { reggae } from './reggae.ts';
import { rock } from './rock.ts';
import { synthwave } from './synthwave.ts';

export const families: readonly [Family, ...Family[]] = [
  lofi,
  chiptune,
  club,
  rock,
  orchestral,
  synthwave,
  acoustic,
  ambient,
  jazz,
  reggae,
];

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
