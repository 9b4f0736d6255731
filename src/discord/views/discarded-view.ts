import { text } from '../../locales/text.ts';
import { type View, viewOf } from './view.ts';

/** In place of a review card whose member does not want it after all. */
export function discardedView(locale: string): View {
  return viewOf([text(locale, 'review.dropped')]);
}
