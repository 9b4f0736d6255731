import { render } from 'lit';
import { createComposeActs } from './acts/compose.ts';
import { createPanelActs } from './acts/panel.ts';
import { createPlaceActs, firstTheme } from './acts/places.ts';
import { createTryActs } from './acts/tries.ts';
import { createUseActs } from './acts/use.ts';
import { listenToDrops } from './drops.ts';
import { followMessages } from './follow-messages.ts';
import { type AppState, timeAt } from './state.ts';
import { createStore } from './store.ts';
import { appView } from './views/app.ts';
import '@skyra/discord-components-core/discord-messages.js';
import '@skyra/discord-components-core/discord-message.js';
import './looks.ts';
import '@skyra/discord-components-core/discord-reply.js';
import '@skyra/discord-components-core/discord-embed.js';
import '@skyra/discord-components-core/discord-embed-description.js';
import '@skyra/discord-components-core/discord-mention.js';

/** Times on the page tick. */
const TICK_MS = 1_000;

const first: AppState = {
  connection: 'connecting',
  world: undefined,
  clock: { now: Date.now(), speed: 1, receivedAt: Date.now() },
  panel: undefined,
  messages: new Map(),
  guildId: undefined,
  channelId: undefined,
  drafts: new Map(),
  form: undefined,
  menu: undefined,
  popover: undefined,
  chosen: [],
  notes: [],
  dismissed: new Set(),
  pending: new Set(),
  failed: new Set(),
  unread: new Map(),
  theme: firstTheme(),
  isPanelOpen: innerWidth > 1_250,
  isSidebarOpen: false,
  readUpTo: undefined,
  areTriesOpen: true,
  jumpTo: undefined,
  isDropping: false,
};

const store = createStore(first, show);
const places = createPlaceActs(store);
const compose = createComposeActs(store);
const use = createUseActs(store);
const panel = createPanelActs();
const tries = createTryActs(store, { compose, use, places });
const follow = followMessages(store);

function show(state: AppState): void {
  const now = timeAt(state.clock, Date.now());
  render(appView({ state, now, places, compose, use, panel, tries }), document.body);
  follow(state);
}

/** What is open closes when one points elsewhere or presses Escape. */
function closeOpen(): void {
  const { popover, menu } = store.get();
  const select = document.querySelector<HTMLButtonElement>('.select.open .select-button');
  if (select) select.click();
  else if (popover !== undefined) use.openPopover(undefined);
  if (menu) use.openMenu(undefined);
}

addEventListener('pointerdown', ({ target }) => {
  const isOutside = target instanceof Element && !target.closest('[data-popover-root]');
  if (isOutside) closeOpen();
});
addEventListener(
  'keydown',
  (event) => {
    const { popover, menu } = store.get();
    if (event.key !== 'Escape' || (popover === undefined && !menu)) return;
    // Only the list closes, not the form around it.
    event.preventDefault();
    event.stopPropagation();
    closeOpen();
  },
  { capture: true },
);
listenToDrops(store, { compose, use });
places.setTheme(first.theme);
places.begin();
setInterval(() => store.set({}), TICK_MS);
