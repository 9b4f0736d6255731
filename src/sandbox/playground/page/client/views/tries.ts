import { html, nothing } from 'lit';
import { draftOf } from '../acts/drafts.ts';
import { slashEntries } from '../commands.ts';
import { currentChannel, currentGuild } from '../place.ts';
import { icon } from './icons.ts';
import type { Scene, View } from './view.ts';

/** Above the line at the bottom, in the channel where everything begins: what one may want to try. */
export function triesView({ state, tries }: Scene): View {
  const { world, channelId, areTriesOpen } = state;
  const names = slashEntries(currentGuild(state), currentChannel(state)).map(({ name }) => name);
  const items = world?.tries.items.filter(({ does }) => does.kind !== 'command' || names.includes(does.name)) ?? [];
  const isElsewhere = world?.tries.channelId !== channelId || draftOf(state).kind === 'command';
  if (!areTriesOpen || isElsewhere || items.length === 0) return nothing;
  return html`<section class="tries" aria-labelledby="tries-title">
    <h2 id="tries-title">Try this</h2>
    <ul>
      ${items.map(
        (item) => html`<li><button title=${item.about} @click=${() => tries.start(item)}>${item.label}</button></li>`,
      )}
    </ul>
    <button class="icon-button" aria-label="Close what to try" @click=${tries.close}>${icon('close')}</button>
  </section>`;
}
