import type { WireOutcome } from '../../wire.ts';
import { firstValues } from '../form.ts';
import type { AppState } from '../state.ts';
import type { Store } from '../store.ts';

/** Shows the form that came in answer, if one did. */
export function openForm(store: Store<AppState>, outcome: WireOutcome): void {
  if (outcome.kind !== 'modal') return;
  const { interactionId, modal } = outcome;
  const values = firstValues(modal);
  store.set({
    form: { interactionId, modal, values, problems: {}, problem: undefined, isSending: false },
    menu: undefined,
    popover: undefined,
  });
}
