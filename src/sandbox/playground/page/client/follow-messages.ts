import type { WireMessage } from '../wire.ts';
import { compareIds } from './messages.ts';
import type { AppState } from './state.ts';
import type { Store } from './store.ts';

/** How far from the end one may be and still be taken for looking at it, in pixels. */
const NEAR = 120;

/**
 * Keeps the newest message in sight, unless somebody is reading further up; brings what somebody did and what they get in
 * answer into sight in any case; goes to the message that a link names.
 */
export function followMessages(store: Store<AppState>): (state: AppState) => void {
  let channelId: string | undefined;
  let lastId = '0';
  let lastNote: string | undefined;
  let lastTop = 0;

  addEventListener(
    'scroll',
    ({ target }) => {
      if (!(target instanceof Element) || !target.matches('[data-scroll]')) return;
      const { readUpTo } = store.get();
      // What grows below leaves a reader behind who has not moved: only going up means to read older messages.
      const isGoingUp = target.scrollTop < lastTop;
      lastTop = target.scrollTop;
      if (isNearEnd(target)) {
        if (readUpTo !== undefined) store.set({ readUpTo: undefined });
      } else if (isGoingUp && readUpTo === undefined) {
        store.set({ readUpTo: lastId });
      }
    },
    { capture: true, passive: true },
  );

  return (state) => {
    const list = document.querySelector('[data-scroll]');
    if (!list) return;
    const messages = state.messages.get(state.channelId ?? '') ?? [];
    const note = state.notes.findLast((one) => one.channelId === state.channelId)?.id;
    const isNewChannel = channelId !== state.channelId;
    const isOwnNew =
      (note !== undefined && note !== lastNote) ||
      messages.some((message) => compareIds(message.id, lastId) > 0 && isOwn(message, state.world?.me));
    channelId = state.channelId;
    lastId = messages.at(-1)?.id ?? '0';
    lastNote = note;
    if (state.jumpTo !== undefined) return jumpTo(store, state.jumpTo);
    const hasToMove = state.readUpTo !== undefined && (isNewChannel || isOwnNew);
    if (hasToMove) store.set({ readUpTo: undefined });
    else if (state.readUpTo === undefined) stayAtEnd(list);
  };
}

/** What this person wrote, or asked for. */
function isOwn({ json }: WireMessage, me: string | undefined): boolean {
  const { author, interaction_metadata: asked } = json as {
    author?: { id: string };
    interaction_metadata?: { user?: { id: string } };
  };
  return me !== undefined && (author?.id === me || asked?.user?.id === me);
}

/** Messages grow once their components have drawn themselves. */
function stayAtEnd(list: Element): void {
  const toEnd = () => list.scrollTo({ top: list.scrollHeight });
  toEnd();
  requestAnimationFrame(() => requestAnimationFrame(toEnd));
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: Element): boolean {
  return scrollHeight - scrollTop - clientHeight < NEAR;
}

function jumpTo(store: Store<AppState>, messageId: string): void {
  const message = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`);
  store.set({ jumpTo: undefined });
  message?.scrollIntoView({ block: 'center' });
  message?.focus();
}
