import type { PremiumTier } from './limits.ts';

export type Json = Record<string, unknown>;

export interface UploadedFile {
  name: string;
  data: Uint8Array;
  contentType?: string;
}

export interface SandboxAttachment {
  id: string;
  filename: string;
  size: number;
  /** A fresh link each time it is read. */
  url: string;
  contentType: string;
  title: string | undefined;
  data(): Uint8Array;
}

export interface SandboxButton {
  label: string;
  customId: string;
  disabled: boolean;
  url?: string;
}

/** A message as it stands now: every property follows later edits. */
export interface SandboxMessage {
  readonly id: string;
  readonly channelId: string;
  readonly author: { id: string; name: string; bot: boolean };
  /** Its words: the content or, of a message of components, its text displays, one per line. */
  readonly content: string;
  /** As Discord answers them: media with their real links. */
  readonly components: readonly Json[];
  readonly embeds: readonly Json[];
  readonly attachments: readonly SandboxAttachment[];
  readonly flags: number;
  /** The only member who sees it. */
  readonly ephemeralFor: string | undefined;
  /** True while it shows "is thinking…". */
  readonly loading: boolean;
  /** How often it was edited; turning from thinking into a message counts. */
  readonly edits: number;
  readonly pinned: boolean;
  readonly deleted: boolean;
  readonly nonce: string | undefined;
  /** The id of the message that it replies to. */
  readonly reference: string | undefined;
  /** Who was really pinged by it, by `allowed_mentions`. */
  readonly pings: readonly string[];
  readonly reactions: readonly { emoji: string; userIds: readonly string[] }[];
  /** Everything that can be read in it, components included, one piece per line. */
  text(): string;
  buttons(): SandboxButton[];
  toJSON(): Json;
}

export type AnswerKind = 'message' | 'deferred' | 'deferredUpdate' | 'update' | 'modal';

export interface WaitOptions {
  /** Real time, whatever the clock says. */
  timeoutMs?: number;
}

export interface ModalJson {
  custom_id: string;
  title: string;
  components: Json[];
}

/** What the bot answered to one interaction. */
export interface Answer {
  readonly kind: AnswerKind;
  readonly interactionId: string;
  readonly token: string;
  readonly modal: ModalJson | undefined;
  /** The live @original, private ones included; none for a modal or when it was deleted. */
  readonly message: SandboxMessage | undefined;
  /**
   * Waits until @original no longer shows "thinking" (after a deferred update: until it was edited) and the predicate holds.
   * Rejects when the message is deleted, and at once for a modal.
   */
  settled(predicate?: (message: SandboxMessage) => boolean, options?: WaitOptions): Promise<SandboxMessage>;
  readonly followUps: readonly SandboxMessage[];
}

export interface Overwrite {
  /** Of a role or of a member. The guild's id stands for @everyone. */
  id: string;
  type: 'role' | 'member';
  allow?: bigint;
  deny?: bigint;
}

/** How the posts of a forum or media channel are sorted. */
export interface Forum {
  tags?: readonly { name: string; moderated?: boolean }[];
  /** Each post needs one of them. */
  requiresTag?: boolean;
}

export type SlashOptions = Readonly<Record<string, string | number | boolean | UploadedFile>>;

export type ModalValue = string | boolean | string[] | UploadedFile | UploadedFile[];

export interface SandboxMember {
  readonly id: string;
  readonly name: string;
  readonly roleIds: readonly string[];
  /** Sends a slash command; `name` may hold a subcommand: `covers mine`. Resolves when the bot has answered. */
  slash(channel: SandboxChannel, name: string, options?: SlashOptions): Promise<Answer>;
  autocomplete(
    channel: SandboxChannel,
    name: string,
    options: SlashOptions,
    focused: string,
  ): Promise<{ name: string; value: string | number }[]>;
  menu(channel: SandboxChannel, commandName: string, message: SandboxMessage): Promise<Answer>;
  /** What the client lists for this member in this channel, as it was registered: commands of all types. */
  commands(channel: SandboxChannel): readonly Json[];
  canSee(channel: SandboxChannel): boolean;
  /** Presses a button by its label or custom id; throws where a person could not. `force` forges a click on a custom id. */
  click(message: SandboxMessage, labelOrCustomId: string | { force: true; customId: string }): Promise<Answer>;
  /** Sends a choice from a menu that the message does not have, or a form of texts and menus that was never shown, as only an altered client can. */
  forge(message: SandboxMessage, forged: Forged): Promise<Answer>;
  select(message: SandboxMessage, placeholderOrCustomId: string, values: readonly string[]): Promise<Answer>;
  /** Fills in a form by labels or custom ids and sends it. Throws on what the client would not let through. */
  submit(modalAnswer: Answer, values: Readonly<Record<string, ModalValue>>): Promise<Answer>;
  post(
    channel: SandboxChannel,
    message: {
      content?: string;
      files?: readonly UploadedFile[];
      replyTo?: SandboxMessage;
      /** A message that is passed on: what it holds stands in a snapshot, and nothing in the message itself. */
      forwards?: SandboxMessage;
      /** Shows its files by components, as bots do, and lists them nowhere else. */
      inComponents?: boolean;
    },
  ): SandboxMessage;
  react(message: SandboxMessage, emoji: string): void;
  /** Takes a reaction back. */
  unreact(message: SandboxMessage, emoji: string): void;
  readonly directMessages: readonly SandboxMessage[];
  setRoles(roleIds: readonly string[]): void;
  /** Takes away nearly all rights until a time of the clock. */
  timeOut(until: number): void;
  closeDirectMessages(): void;
  leave(): void;
}

export interface SandboxChannel {
  readonly id: string;
  readonly kind: 'text' | 'thread' | 'dm';
  readonly name: string;
  readonly guildId: string | undefined;
  /** Of a thread: the channel that it belongs to. */
  readonly parentId: string | undefined;
  /** Public messages, oldest first; those that still show "thinking" are among them. */
  readonly messages: readonly SandboxMessage[];
  /** What one member sees: the public messages and the private ones meant for this member. */
  messagesFor(member: { id: string }): readonly SandboxMessage[];
  /**
   * The oldest public message of the bot that is no longer "thinking", is newer than the last one this channel has handed
   * out, and for which the predicate holds; waits until there is one. Each message is handed out once, also when several
   * callers wait at the same time, and what is older than the one handed out is passed over for good.
   */
  nextMessage(predicate?: (message: SandboxMessage) => boolean, options?: WaitOptions): Promise<SandboxMessage>;
  setOverwrites(overwrites: readonly Overwrite[]): void;
  /** Of a thread: only those who manage threads may write in it. */
  setLocked(locked: boolean): void;
  /** Of a thread: it sleeps until somebody writes in it. */
  setArchived(archived: boolean): void;
  /** Of a forum or media channel: its tags in place of those that it had. */
  setForum(forum: Forum): void;
  readonly tags: readonly { id: string; name: string }[];
  /** Of a post in one: the ids of its tags. */
  readonly appliedTags: readonly string[];
  /** As somebody does by hand who may manage messages. */
  deleteMessage(message: SandboxMessage): void;
  delete(): void;
}

export interface SandboxRole {
  readonly id: string;
  readonly name: string;
}

export interface MemberOptions {
  name: string;
  /** A member of another server: the same person here, whose name and settings stay. */
  user?: SandboxMember;
  /** Beside the role that every member of a sandbox guild has. */
  roles?: readonly (SandboxRole | string)[];
  dmsClosed?: boolean;
  /** What this member may upload per file by a subscription of their own, in bytes. */
  uploadLimit?: number;
  locale?: string;
}

export interface SandboxGuild {
  readonly id: string;
  readonly name: string;
  readonly owner: SandboxMember;
  readonly channels: readonly SandboxChannel[];
  readonly members: readonly SandboxMember[];
  readonly roles: readonly SandboxRole[];
  readonly tier: PremiumTier;
  /** A text channel, or one of another of Discord's types: 2 voice, 4 category, 13 stage, 15 forum, 16 media. */
  addChannel(options: {
    name: string;
    overwrites?: readonly Overwrite[];
    type?: number;
    forum?: Forum;
  }): SandboxChannel;
  /** Started by the server's owner, who is in it with these; the bot may be one of them. In a forum, a post without its message. */
  addThread(options: {
    name: string;
    parent: SandboxChannel;
    isPrivate?: boolean;
    members?: readonly { id: string }[];
  }): SandboxChannel;
  addRole(options: { name: string; permissions?: bigint }): SandboxRole;
  /** Somebody deletes it: nobody has it any more, and no channel says anything of it. */
  deleteRole(role: { id: string }): void;
  /** What an administrator has said in the server's settings of who may use a command: in place of its permissions by default. */
  setCommandAccess(command: string, access: readonly CommandAccess[]): void;
  addMember(options: MemberOptions): SandboxMember;
  setTier(tier: PremiumTier): void;
  /** Gives the bot's own role exactly these permissions. */
  setBotPermissions(permissions: bigint): void;
  /** A moderator silences the bot until a time of the clock. */
  timeOutBot(until: number): void;
  kickBot(): void;
  inviteBot(): void;
  /** Whether the list of the bot's servers has this one while the bot is in it; a list without it is Discord's mistake. */
  setListed(listed: boolean): void;
  /** Where Discord says who has joined; a server has none at first. */
  setSystemChannel(channel: { id: string } | null): void;
}

/** Every change that somebody could see. */
export type Forged =
  | { as: 'menu'; customId: string; values: readonly string[] }
  | { as: 'form'; customId: string; values: Readonly<Record<string, string | readonly string[]>> };

/** That a role or a member may use a command, or may not. */
export interface CommandAccess {
  id: string;
  type: 'role' | 'member';
  allow: boolean;
}

export type SandboxEvent =
  | { type: 'messageCreated' | 'messageUpdated' | 'messageDeleted'; channelId: string; message: SandboxMessage }
  | { type: 'modalShown'; interactionId: string; userId: string; modal: ModalJson }
  | { type: 'answered'; interactionId: string; userId: string; kind: AnswerKind | 'autocomplete' }
  | { type: 'notAnswered'; interactionId: string; userId: string }
  | { type: 'reactionsChanged'; channelId: string; message: SandboxMessage }
  | { type: 'channelsChanged'; guildId: string | undefined }
  | { type: 'membersChanged'; guildId: string }
  | { type: 'roleDeleted'; guildId: string; roleId: string }
  | { type: 'commandsChanged'; guildId: string | undefined };

export interface SandboxEvents {
  /** Returns the function that ends it. */
  on(listener: (event: SandboxEvent) => void): () => void;
}
