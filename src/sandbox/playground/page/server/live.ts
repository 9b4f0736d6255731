import type { WebSocket } from '@fastify/websocket';
import type { DiscordSandbox } from '../../../discord/sandbox.ts';
import type { SandboxEvent, SandboxMessage } from '../../../discord/types.ts';
import type { Person } from '../cast.ts';
import type { WireNews, WirePanel, WireWorld } from '../wire.ts';
import type { MessageWire } from './message-wire.ts';

/** Tells every open window what its person can see, as it happens. */
export interface Live {
  open(socket: WebSocket, person: Person): void;
  /** Shows the answers to an interaction once more. */
  showAgain(interactionId: string): void;
  /** Has every window load the page anew. */
  leave(): void;
  close(): void;
}

interface LiveOptions {
  discord: DiscordSandbox;
  clock: { now(): number; readonly speed: number };
  messages: MessageWire;
  worldOf(person: Person): WireWorld;
  panel(): WirePanel;
}

interface Window {
  person: Person;
  tell(news: WireNews): void;
}

/** What is shown of a channel's past. */
const MESSAGES_SHOWN = 100;
/** How often the panel is looked at for changes, in real milliseconds. */
const PANEL_MS = 300;
/** By how much a window's clock may be wrong, in real milliseconds. */
const MOST_DRIFT_MS = 1_000;

export function createLive({ discord, clock, messages, worldOf, panel }: LiveOptions): Live {
  const windows = new Set<Window>();
  let worldTimer: NodeJS.Timeout | undefined;
  let lastPanel = '';
  let lastTold = { realMs: performance.now(), now: clock.now(), speed: clock.speed };

  const clockNews = (): WireNews => ({ type: 'clock', clock: { now: clock.now(), speed: clock.speed } });
  const worldNews = ({ person }: Window): WireNews => ({ type: 'world', world: worldOf(person) });

  const messagesNews = ({ person }: Window): WireNews => {
    const guilds = discord.guilds
      .filter(({ id }) => person.isIn(id))
      .flatMap((guild) => {
        const member = person.memberIn(guild.id);
        const channels = guild.channels.filter((channel) => member.canSee(channel));
        return channels.flatMap((channel) => channel.messagesFor(member).slice(-MESSAGES_SHOWN));
      });
    const all = [...guilds, ...person.memberIn(undefined).directMessages];
    return { type: 'messages', messages: all.map(messages.of) };
  };

  const show = (message: SandboxMessage) => {
    for (const { person, tell } of windows) {
      if (isVisible(discord, person, message)) tell({ type: 'message', message: messages.of(message) });
    }
  };

  /** A start registers many things at once. */
  const showWorldSoon = () => {
    worldTimer ??= setTimeout(() => {
      worldTimer = undefined;
      for (const window of windows) window.tell(worldNews(window));
    }, 20);
  };

  const offEvents = discord.events.on((event: SandboxEvent) => {
    if (event.type === 'messageDeleted') {
      const news = { type: 'gone', channelId: event.channelId, messageId: event.message.id } as const;
      for (const { tell } of windows) tell(news);
    } else if ('message' in event) {
      show(event.message);
    } else if (event.type.endsWith('Changed')) {
      showWorldSoon();
    }
  });

  const panelTimer = setInterval(() => {
    if (windows.size === 0) return;
    if (hasTurned(clock, lastTold)) {
      lastTold = { realMs: performance.now(), now: clock.now(), speed: clock.speed };
      for (const { tell } of windows) tell(clockNews());
    }
    const shown = panel();
    const text = JSON.stringify(shown);
    if (text === lastPanel) return;
    lastPanel = text;
    for (const { tell } of windows) tell({ type: 'panel', panel: shown });
  }, PANEL_MS);

  return {
    open(socket, person) {
      const window: Window = { person, tell: (news) => socket.send(JSON.stringify(news)) };
      windows.add(window);
      socket.once('close', () => windows.delete(window));
      const all = [worldNews(window), clockNews(), messagesNews(window), { type: 'panel', panel: panel() } as const];
      for (const news of all) window.tell(news);
    },
    showAgain(interactionId) {
      for (const { channels } of discord.guilds) {
        const shown = channels.flatMap((channel) => windowsMessages(windows, channel));
        for (const message of new Set(shown)) if (isAnswerTo(message, interactionId)) show(message);
      }
    },
    leave() {
      for (const { tell } of windows) tell({ type: 'leave' });
    },
    close() {
      offEvents();
      clearTimeout(worldTimer);
      clearInterval(panelTimer);
    },
  };
}

/** Whether the time is another than a window reckons that was told so much. */
function hasTurned(clock: LiveOptions['clock'], told: { realMs: number; now: number; speed: number }): boolean {
  const reckoned = told.now + (performance.now() - told.realMs) * told.speed;
  return clock.speed !== told.speed || Math.abs(clock.now() - reckoned) > MOST_DRIFT_MS * told.speed;
}

function windowsMessages(
  windows: ReadonlySet<Window>,
  channel: { messagesFor(member: { id: string }): readonly SandboxMessage[] },
): SandboxMessage[] {
  return [...windows].flatMap(({ person }) => channel.messagesFor(person).slice(-MESSAGES_SHOWN));
}

function isAnswerTo(message: SandboxMessage, interactionId: string): boolean {
  const { id } = (message.toJSON().interaction_metadata ?? {}) as { id?: string };
  return id === interactionId;
}

function isVisible(discord: DiscordSandbox, person: Person, message: SandboxMessage): boolean {
  const isForOther = message.ephemeralFor !== undefined && message.ephemeralFor !== person.id;
  const channel = discord.channel(message.channelId);
  if (isForOther || channel === undefined) return false;
  const { guildId } = channel;
  return (guildId === undefined || person.isIn(guildId)) && person.memberIn(guildId).canSee(channel);
}
