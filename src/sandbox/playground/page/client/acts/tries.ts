import type { WireTry } from '../../wire.ts';
import { slashEntries } from '../commands.ts';
import { listOf } from '../form.ts';
import { authorOf } from '../messages.ts';
import { currentChannel, currentGuild } from '../place.ts';
import type { AppState, OptionValue } from '../state.ts';
import type { Store } from '../store.ts';
import type { ComposeActs } from './compose.ts';
import { focusSoon } from './focus.ts';
import type { PlaceActs } from './places.ts';
import type { UseActs } from './use.ts';

/** Leads newcomers to what they may want to try. */
export interface TryActs {
  start(wanted: WireTry): void;
  close(): void;
}

interface OtherActs {
  compose: ComposeActs;
  use: UseActs;
  places: PlaceActs;
}

export function createTryActs(store: Store<AppState>, { compose, use, places }: OtherActs): TryActs {
  const acts = {
    command({ name, options }: Extract<WireTry['does'], { kind: 'command' }>) {
      const state = store.get();
      const entry = slashEntries(currentGuild(state), currentChannel(state)).find((one) => one.name === name);
      const values = Object.entries(options).map(([option, value]) => [option, optionValue(state, value)] as const);
      if (entry) compose.startWith(entry, Object.fromEntries(values));
    },
    button({ label }: Extract<WireTry['does'], { kind: 'button' }>) {
      const buttons = [...document.querySelectorAll<HTMLElement>('.message .button')];
      bringUp(buttons.findLast((button) => button.textContent?.trim().endsWith(label)));
    },
    apps() {
      const { world, messages, channelId } = store.get();
      const posted = messages
        .get(channelId ?? '')
        ?.findLast((message) => !authorOf(message, world).isBot && listOf(message.json.attachments).length > 0);
      const element = posted && document.querySelector<HTMLElement>(`[data-message="${posted.id}"]`);
      if (!posted || !element) return;
      bringUp(element);
      const { left, top } = element.getBoundingClientRect();
      use.openMenu({ messageId: posted.id, at: { x: left + 60, y: top + 30 }, part: 'apps' });
    },
    people() {
      store.set({ isSidebarOpen: true });
      use.openPopover('people');
      focusSoon('.people-list button');
    },
    panel() {
      if (!store.get().isPanelOpen) places.toggle('isPanelOpen');
      focusSoon('.panel .panel-row button:last-child');
    },
  };

  return {
    start({ does }) {
      if (does.kind === 'command') acts.command(does);
      else if (does.kind === 'button') acts.button(does);
      else acts[does.kind]();
    },
    close: () => store.set({ areTriesOpen: false }),
  };
}

function bringUp(element: HTMLElement | undefined): void {
  element?.scrollIntoView({ block: 'center' });
  element?.focus();
}

function optionValue({ world }: AppState, value: string | { sample: string }): OptionValue {
  if (typeof value === 'string') return value;
  const name = world?.samples.find(({ id }) => id === value.sample)?.fileName ?? value.sample;
  return { kind: 'sample', id: value.sample, name, size: undefined };
}
