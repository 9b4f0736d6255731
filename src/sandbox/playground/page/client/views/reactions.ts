import { html, nothing } from 'lit';
import type { WireMessage } from '../../wire.ts';
import { nameOfUser } from '../place.ts';
import type { Scene, View } from './view.ts';

export function reactionsView({ state, use }: Scene, message: WireMessage): View {
  if (message.reactions.length === 0) return nothing;
  const me = state.world?.me ?? '';
  return html`<div class="reactions">
    ${message.reactions.map(({ emoji, userIds }) => {
      const names = userIds.map((id) => nameOfUser(state.world, id)).join(', ');
      return html`<button
        aria-pressed=${userIds.includes(me)}
        aria-label="${emoji}, ${userIds.length}"
        title=${names}
        @click=${() => use.react(message, emoji)}
      >
        ${emoji} <span>${userIds.length}</span>
      </button>`;
    })}
  </div>`;
}
