import type { WireNews } from '../../wire.ts';
import { authorOf, messagesByChannel, withMessage, withoutMessage } from '../messages.ts';
import { channelById, DIRECT, guildOfChannel, linkedPlace, placeFor, readAddress, writeAddress } from '../place.ts';
import { listenLive } from '../server.ts';
import type { AppState, Theme } from '../state.ts';
import type { Store } from '../store.ts';

const THEME = 'theme';

/** Who this window is, where it looks, and what it hears. */
export interface PlaceActs {
  /** Listens as the person of the address. */
  begin(): void;
  bePerson(name: string): void;
  /** The address of the same place for another person, for a second window. */
  addressFor(name: string): string;
  enterGuild(guildId: string): void;
  enterChannel(channelId: string): void;
  /** Follows a link to a channel or message; false where it leads out. */
  follow(url: string): boolean;
  /** Back from older messages. */
  jumpToPresent(): void;
  setTheme(theme: Theme): void;
  toggle(part: 'isPanelOpen' | 'isSidebarOpen'): void;
}

export function createPlaceActs(store: Store<AppState>): PlaceActs {
  let stopListening: (() => void) | undefined;

  /** As the first person until it is known who is who. */
  const listenAs = (personId: string | undefined) => {
    stopListening?.();
    store.set({ messages: new Map(), notes: [], dismissed: new Set(), unread: new Map() });
    stopListening = listenLive(personId, { onNews, onState: (connection) => store.set({ connection }) });
  };

  const onNews = (news: WireNews) => {
    switch (news.type) {
      case 'world': {
        const wanted = readAddress(location.hash);
        const person = news.world.people.find(({ name }) => name === wanted.person);
        if (person && person.id !== news.world.me) return listenAs(person.id);
        const { guildId } = store.get();
        const isNew = guildId === undefined || store.get().world?.me !== news.world.me;
        store.set({ world: news.world, ...(isNew && placeFor(news.world, wanted)) });
        return showAddress();
      }
      case 'clock':
        return store.set({ clock: { ...news.clock, receivedAt: Date.now() } });
      case 'messages':
        return store.set({ messages: messagesByChannel(news.messages) });
      case 'message':
        return store.set((state) => ({
          messages: withMessage(state.messages, news.message),
          notes: state.notes.filter((note) => note.problem !== undefined || !isAnswered(note.channelId, news, state)),
          unread: withUnread(state, news),
        }));
      case 'gone':
        return store.set(({ messages }) => ({ messages: withoutMessage(messages, news.channelId, news.messageId) }));
      case 'panel':
        return store.set({ panel: news.panel });
      case 'leave':
        return location.reload();
    }
  };

  const showAddress = () => {
    const address = addressFor(personName(store.get()));
    if (location.hash !== address) history.replaceState(undefined, '', address);
  };

  const addressFor = (person: string): string => {
    const { world, guildId, channelId } = store.get();
    if (guildId === DIRECT) return writeAddress([person, DIRECT]);
    const guild = world?.guilds.find(({ id }) => id === guildId);
    const channel = world && channelById(world, channelId);
    return writeAddress([person, guild?.name ?? '', channel?.name ?? ''].filter((part) => part !== ''));
  };

  const enter = (guildId: string, channelId: string, jumpTo?: string) => {
    const unread = new Map(store.get().unread);
    unread.delete(channelId);
    store.set({ guildId, channelId, unread, isSidebarOpen: false, menu: undefined, popover: undefined, jumpTo });
    showAddress();
  };

  return {
    begin() {
      listenAs(undefined);
      addEventListener('hashchange', () => {
        const { world } = store.get();
        if (!world) return;
        const wanted = readAddress(location.hash);
        store.set(placeFor(world, wanted));
        const person = world.people.find(({ name }) => name === wanted.person);
        if (person && person.id !== world.me) listenAs(person.id);
      });
    },
    bePerson(name) {
      const person = store.get().world?.people.find((candidate) => candidate.name === name);
      if (!person) return;
      history.replaceState(undefined, '', addressFor(name));
      store.set({ form: undefined, menu: undefined, popover: undefined, drafts: new Map() });
      listenAs(person.id);
    },
    addressFor,
    enterGuild(guildId) {
      const { world } = store.get();
      if (guildId === DIRECT) return enter(DIRECT, world?.directMessages.id ?? '');
      const [first] = world?.guilds.find(({ id }) => id === guildId)?.channels ?? [];
      return enter(guildId, first?.id ?? '');
    },
    enterChannel(channelId) {
      const { world } = store.get();
      const guild = world && guildOfChannel(world, channelId);
      enter(guild?.id ?? DIRECT, channelId);
    },
    follow(url) {
      const place = linkedPlace(url);
      const { world } = store.get();
      if (!place || !world || !channelById(world, place.channelId)) return false;
      const guild = guildOfChannel(world, place.channelId);
      enter(guild?.id ?? DIRECT, place.channelId, place.messageId);
      return true;
    },
    jumpToPresent: () => store.set({ readUpTo: undefined }),
    setTheme(theme) {
      document.documentElement.dataset.theme = theme;
      rememberTheme(theme);
      store.set({ theme });
    },
    toggle: (part) => store.set((state) => ({ [part]: !state[part] })),
  };
}

/** What was chosen here before, else what the system says. */
export function firstTheme(): Theme {
  const remembered = readTheme();
  if (remembered === 'dark' || remembered === 'light') return remembered;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

function readTheme(): string | null {
  try {
    return localStorage.getItem(THEME);
  } catch {
    // Windows without storage forget it.
    return null;
  }
}

function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // See `readTheme`.
  }
}

function personName({ world }: AppState): string {
  return world?.people.find(({ id }) => id === world.me)?.name ?? '';
}

/** The private or public answer is there: "sending" has done its part. */
function isAnswered(channelId: string, { message }: Extract<WireNews, { type: 'message' }>, { world }: AppState) {
  const { user } = (message.json.interaction_metadata ?? {}) as { user?: { id: string } };
  return message.channelId === channelId && user?.id === world?.me;
}

function withUnread(state: AppState, { message }: Extract<WireNews, { type: 'message' }>): AppState['unread'] {
  const isKnown = state.messages.get(message.channelId)?.some(({ id }) => id === message.id);
  const isMine = authorOf(message, state.world).id === state.world?.me;
  if (isKnown || isMine || message.channelId === state.channelId) return state.unread;
  return new Map(state.unread).set(message.channelId, (state.unread.get(message.channelId) ?? 0) + 1);
}
