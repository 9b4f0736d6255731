import type { TextRule } from '../models.ts';

/** How long a text is in the unit that its rule is missed in: characters below the minimum, UTF-16 units else. */
export function lengthAgainst(text: string, { minimum }: Pick<TextRule, 'minimum'>): number {
  const characters = [...text].length;
  return characters < minimum ? characters : text.length;
}

/**
 * Whether a text keeps within a rule however the provider counts: no provider says if its limits are in characters or in
 * UTF-16 units, so the minimum must hold for the smaller count and the maximum for the larger.
 */
export function fitsLength(text: string, rule: TextRule): boolean {
  return [...text].length >= rule.minimum && text.length <= rule.maximum;
}
