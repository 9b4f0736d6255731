import { compareIds } from './messages.ts';
import type { AppState } from './state.ts';
import type { Store } from './store.ts';

/** How far from the end one may be and still be taken for looking at it, in pixels. */
const NEAR = 120;

/** Keeps the newest message in sight, unless somebody is reading further up; goes to the message that a link names. */
export function followMessages(store: Store<AppState>): (state: AppState) => void {
  let channelId: string | undefined;
  let isAtEnd = true;
  let lastId = '0';

  addEventListener(
    'scroll',
    ({ target }) => {
      if (target instanceof Element && target.matches('[data-scroll]')) isAtEnd = isNearEnd(target);
    },
    { capture: true, passive: true },
  );

  return (state) => {
    const list = document.querySelector('[data-scroll]');
    if (!list) return;
    const newest = state.messages.get(state.channelId ?? '')?.at(-1)?.id ?? '0';
    const isNewChannel = channelId !== state.channelId;
    const isNewer = compareIds(newest, lastId) > 0;
    channelId = state.channelId;
    lastId = newest;
    if (isNewChannel) isAtEnd = true;
    if (state.jumpTo !== undefined) return jumpTo(store, state.jumpTo);
    if (isAtEnd || (isNewer && isNewChannel)) stayAtEnd(list);
  };
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
