import type { WireClock, WireMessage, WireModal, WirePanel, WireWorld } from '../wire.ts';
import type { CommandEntry } from './command-entry.ts';

/** A file that was chosen and not yet sent. */
export type PickedFile =
  | { kind: 'sample'; id: string; name: string; size: undefined }
  | { kind: 'own'; file: File; name: string; size: number };

export type OptionValue = string | number | boolean | PickedFile;

export interface TextDraft {
  kind: 'text';
  text: string;
  files: readonly PickedFile[];
  replyTo: string | undefined;
  /** Which command of the picker is lit. */
  picked: number;
}

export interface OptionChoice {
  name: string;
  value: string | number | boolean;
}

export interface CommandDraft {
  kind: 'command';
  entry: CommandEntry;
  values: Readonly<Record<string, OptionValue>>;
  /** What is written in a field, where that is not the value itself. */
  words: Readonly<Record<string, string>>;
  /** Options that have a field; required ones always do. */
  shown: readonly string[];
  focused: string | undefined;
  /** Which of the offered choices is lit. */
  picked: number;
  /** What the bot has proposed for the focused option. */
  suggested: readonly OptionChoice[];
  problem: { option: string | undefined; text: string } | undefined;
}

export type Draft = TextDraft | CommandDraft;

export type FieldValue = string | boolean | readonly string[] | readonly PickedFile[];

export interface OpenForm {
  interactionId: string;
  modal: WireModal;
  values: Readonly<Record<string, FieldValue>>;
  problems: Readonly<Record<string, string>>;
  /** Of the form as a whole. */
  problem: string | undefined;
  isSending: boolean;
}

/** What only this window shows: that something is being sent, or that nobody answered. */
export interface Note {
  id: string;
  channelId: string;
  command: string;
  problem: string | undefined;
}

export interface OpenMenu {
  messageId: string;
  /** In the window; undefined for beside the button. */
  at: { x: number; y: number };
  part: 'all' | 'apps' | 'reactions';
}

export type Theme = 'dark' | 'light';

export interface AppState {
  connection: 'connecting' | 'live' | 'lost';
  world: WireWorld | undefined;
  clock: WireClock & { receivedAt: number };
  panel: WirePanel | undefined;
  /** By channel, in the order of their ids. */
  messages: ReadonlyMap<string, readonly WireMessage[]>;
  guildId: string | undefined;
  channelId: string | undefined;
  drafts: ReadonlyMap<string, Draft>;
  form: OpenForm | undefined;
  menu: OpenMenu | undefined;
  /** The one list or chooser that is open, by its key. */
  popover: string | undefined;
  /** What is chosen in an open list of several, before it is sent. */
  chosen: readonly string[];
  notes: readonly Note[];
  /** Private messages that were dismissed. */
  dismissed: ReadonlySet<string>;
  /** Controls that wait for an answer, by message and custom id. */
  pending: ReadonlySet<string>;
  /** Messages whose last use failed. */
  failed: ReadonlySet<string>;
  unread: ReadonlyMap<string, number>;
  theme: Theme;
  isPanelOpen: boolean;
  isSidebarOpen: boolean;
  /** The newest message when somebody went up to older ones; undefined while the newest is in sight. */
  readUpTo: string | undefined;
  areTriesOpen: boolean;
  /** A message to scroll to. */
  jumpTo: string | undefined;
  isDropping: boolean;
}

export const emptyDraft: TextDraft = { kind: 'text', text: '', files: [], replyTo: undefined, picked: 0 };

/** The time of the stand-ins at a moment of this machine. */
export function timeAt({ now, speed, receivedAt }: AppState['clock'], realMs: number): number {
  return now + (realMs - receivedAt) * speed;
}
