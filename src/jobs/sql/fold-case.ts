/** Texts that differ in case or in the spelling of the same letters only become the same. */
export function foldCase(text: string): string {
  // Upper case first: `ß` and the two small sigmas have one upper case each, though not the other way round.
  return text.normalize('NFKC').toUpperCase();
}
