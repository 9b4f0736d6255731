import type { Clock } from '../../clock.ts';
import type { EventHub } from './events.ts';
import type { FileRecord, FileStore } from './files.ts';
import type { PremiumTier } from './limits.ts';
import type { AnswerKind, CommandAccess, Json, ModalJson, SandboxMessage } from './types.ts';

export interface UserRecord {
  id: string;
  name: string;
  bot: boolean;
  locale: string;
  dmsClosed: boolean;
}

export interface RoleRecord {
  id: string;
  name: string;
  permissions: bigint;
  managed: boolean;
}

export interface MemberRecord {
  user: UserRecord;
  roleIds: string[];
  joinedAt: number;
  timedOutUntil: number | undefined;
  uploadLimit: number;
}

export interface OverwriteRecord {
  id: string;
  type: 'role' | 'member';
  allow: bigint;
  deny: bigint;
}

export interface ChannelRecord {
  id: string;
  kind: 'text' | 'thread' | 'dm';
  /** Of a channel of a server that is no text channel: Discord's number for it. */
  type?: number | undefined;
  name: string;
  guildId: string | undefined;
  /** Of a thread. */
  parentId: string | undefined;
  /** Of a direct message. */
  recipient: UserRecord | undefined;
  overwrites: OverwriteRecord[];
  /** In order of their ids. Those for one member only are among them. */
  messages: Map<string, MessageRecord>;
  locked: boolean;
  pinned?: boolean | undefined;
  archived: boolean;
  /** When `archived` was last changed; of one that never was, when it was made. */
  archiveChangedAt: number;
  privateThread: boolean;
  /** Of a thread: who started it, who is in it, and after how many idle minutes it is archived. */
  ownerId: string | undefined;
  threadMembers: Set<string>;
  archiveMinutes: number;
  /** Of a forum or media channel. */
  forum: ForumRecord | undefined;
  /** Of a post in one: the ids of its tags. */
  appliedTags: readonly string[];
}

export interface ForumRecord {
  tags: readonly TagRecord[];
  requiresTag: boolean;
}

export interface TagRecord {
  id: string;
  name: string;
  /** Only those who manage threads may give it. */
  moderated: boolean;
}

export interface GuildRecord {
  id: string;
  name: string;
  ownerId: string;
  tier: PremiumTier;
  /** It is among the bot's servers when these are listed. */
  listed: boolean;
  systemChannelId: string | null;
  roles: Map<string, RoleRecord>;
  members: Map<string, MemberRecord>;
  /** Who may use a command, by its name, whatever its permissions by default say. */
  commandAccess: Map<string, readonly CommandAccess[]>;
}

export interface MessageRecord {
  id: string;
  channel: ChannelRecord;
  author: UserRecord;
  createdAt: number;
  editedAt: number | undefined;
  content: string;
  embeds: Json[];
  components: Json[];
  attachments: FileRecord[];
  flags: number;
  nonce: string | undefined;
  reference: { messageId: string; channelId: string } | undefined;
  /** What it passes on. */
  snapshot?: MessageRecord | undefined;
  pings: string[];
  ephemeralFor: string | undefined;
  /** Of the interaction that it answers. */
  interaction: { id: string; type: number; userId: string } | undefined;
  reactions: Map<string, Set<string>>;
  pinned?: boolean;
  edits: number;
  /** When it was edited by the channel's route although over an hour old. */
  lateEdits: number[];
  deleted: boolean;
}

export interface InteractionRecord {
  id: string;
  token: string;
  type: number;
  createdAt: number;
  user: UserRecord;
  channel: ChannelRecord;
  uploadLimit: number;
  /** The message whose component was used, also behind a modal that was opened from it. */
  source: MessageRecord | undefined;
  answer: AnswerKind | 'autocomplete' | undefined;
  /** What @original stands for. */
  original: MessageRecord | undefined;
  modal: ModalJson | undefined;
  choices: { name: string; value: string | number }[];
  followUps: MessageRecord[];
  /** Lets the waiting member know. */
  onAnswer: () => void;
}

export interface CommandRecord extends Json {
  id: string;
  type: number;
  name: string;
}

export interface WorldSettings {
  answerDeadlineMs: number;
  nonceWindowMs: number;
  ephemeralFileMs: number;
  linkMs: number;
  uploadLimits: Readonly<Record<PremiumTier, number>>;
  requestLimitBytes: number;
  oldEdits: number;
}

/** All that the stand-in knows. Records are changed in place; who shows them reads them anew. */
export interface World {
  readonly clock: Clock;
  readonly settings: WorldSettings;
  /** Where the server listens; set once it does. */
  origin: string;
  readonly applicationId: string;
  readonly bot: UserRecord;
  readonly files: FileStore;
  readonly events: EventHub;
  readonly views: MessageViews;
  /** Aborts when the sandbox closes. */
  readonly closed: AbortSignal;
  nextId(): string;
  readonly users: Map<string, UserRecord>;
  readonly guilds: Map<string, GuildRecord>;
  readonly channels: Map<string, ChannelRecord>;
  /** By token. */
  readonly interactions: Map<string, InteractionRecord>;
  /** By guild id; the empty string holds the global ones. */
  readonly commands: Map<string, CommandRecord[]>;
}

/** Shows records to tests and pages; the same record is always the same view. */
export interface MessageViews {
  of(message: MessageRecord): SandboxMessage;
  /** Throws on a message of another sandbox. */
  recordOf(view: SandboxMessage): MessageRecord;
}
