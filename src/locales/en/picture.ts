import type { Formats } from '../format.ts';

/** The words in the picture of a cover; its font has Latin letters only. */
export const picture = ({ number }: Formats) => ({
  'picture.reference': () => 'Original',
  'picture.cover': () => 'Cover',
  'picture.take': (params: { number: number }) => `Take ${number(params.number)}`,
});
