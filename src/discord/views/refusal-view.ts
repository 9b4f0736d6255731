import type { MemberText } from '../../errors.ts';
import { memberText, text } from '../../locales/text.ts';
import { fixButton } from './buttons.ts';
import { type View, viewOf } from './view.ts';

/** Families of refusals that a member can put right in the form. */
const FIXABLE = /^(song|style|lyrics)\./;

/** Says why not, with a way back into the form where that helps. */
export function refusalView(locale: string, reason: MemberText, draftId: string | undefined): View {
  const helps = draftId !== undefined && FIXABLE.test(reason.key);
  return viewOf([memberText(locale, reason)], helps ? [fixButton(locale, draftId)] : []);
}

/** For what should never happen; the reference is in the log. */
export function unexpectedView(locale: string, reference: string): View {
  return viewOf([text(locale, 'error.unexpected', { reference })]);
}
