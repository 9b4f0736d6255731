import { html, nothing } from 'lit';
import { compareIds } from '../messages.ts';
import { icon } from './icons.ts';
import type { Scene, View } from './view.ts';

/** For whoever reads older messages: how many came meanwhile, and the way back to them. */
export function jumpBar({ state, places }: Scene): View {
  const { readUpTo, messages, channelId, dismissed } = state;
  if (readUpTo === undefined) return nothing;
  const missed = (messages.get(channelId ?? '') ?? []).filter(
    ({ id }) => compareIds(id, readUpTo) > 0 && !dismissed.has(id),
  ).length;
  const text =
    missed === 0 ? 'You are reading older messages' : `${missed} new ${missed === 1 ? 'message' : 'messages'}`;
  return html`<div class="jump-place">
    <button class="jump-bar" @click=${places.jumpToPresent}>
      <span>${text}</span> <b>Jump to present ${icon('down')}</b>
    </button>
  </div>`;
}
