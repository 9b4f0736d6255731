import type { MemberText } from '../../errors.ts';
import { memberText, text } from '../../locales/text.ts';
import { fixButton } from './components/buttons.ts';
import { cardOf, type View } from './view.ts';

/** Refusals that a member can put right in the form, or get past from there. */
const FIXABLE = /^((song|link|style|lyrics|rights)\.|files\.gone$|busy\.discord$)/;

/** Says why not, with a way back into the form, by the custom id of its button, where that helps. */
export function refusalView(locale: string, reason: MemberText, fixId: string | undefined): View {
  const helps = fixId !== undefined && FIXABLE.test(reason.key);
  return cardOf([memberText(locale, reason)], helps ? [fixButton(locale, fixId)] : []);
}

/** For what should never happen; the reference is in the log. */
export function unexpectedView(locale: string, reference: string): View {
  return cardOf([text(locale, 'error.unexpected', { reference })]);
}
