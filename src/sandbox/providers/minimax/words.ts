import { pick, type Random } from '../songs/synth/random.ts';

const SUBJECTS = ['paper lanterns', 'night trains', 'tin guitars', 'river lights', 'borrowed coats'] as const;
const VERBS = ['keep humming', 'come home slow', 'learn the tune', 'turn to gold', 'wait for you'] as const;
const PLACES = ['over the harbour', 'in the rain', 'down the hill', 'by the door', 'past the morning'] as const;

/** A line of a song that nobody wrote. */
export function inventLine(random: Random): string {
  const line = `${pick(random, SUBJECTS)} ${pick(random, VERBS)} ${pick(random, PLACES)}`;
  return line.charAt(0).toUpperCase() + line.slice(1);
}

export function inventLines(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => inventLine(random));
}
