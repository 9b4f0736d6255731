import type { Model } from '../../domain/models.ts';
import type { Formats } from '../format.ts';

/** The words in the picture of a cover; its font has Latin letters only. */
export const picture = ({ number }: Formats) => ({
  'picture.reference': () => 'Original',
  'picture.noReference': () => "Original (couldn't be drawn)",
  'picture.made': (params: { kind: Model['kind'] }) => (params.kind === 'cover' ? 'Cover' : 'Song'),
  'picture.take': (params: { number: number }) => `Take ${number(params.number)}`,
});
