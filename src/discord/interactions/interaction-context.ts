import type { ChannelType } from 'discord.js';
import { z } from 'zod';
import type { Draft } from '../../domain/draft.ts';
import type { Job } from '../../domain/job.ts';
import type { MemberBlock } from '../../domain/moderation/moderation.ts';
import type { GuildPolicy } from '../../domain/policy/guild-settings.ts';
import type { Logger } from '../../logger.ts';

/** Everything a command learns of an interaction: plain copies, since without intents there are no live guilds or channels. */
export interface InteractionContext<Input = unknown> {
  interaction: InteractionRef;
  guildId: string;
  channelId: string;
  channelKind: ChannelKind;
  /** Of a thread, the channel that it belongs to. */
  parentChannelId: string | null;
  member: CallMember;
  /** What the bot itself may do in this channel. */
  appPermissions: bigint;
  /** The most that one file in an answer to this interaction may have, in bytes. It counts the member's own subscription. */
  attachmentSizeLimit: number;
  /** The member's language, as Discord names it. */
  locale: string;
  /** Options, fields or selected values, as the handler's schema leaves them. */
  input: Input;
  /** The id that the custom id carries; null for commands. */
  id: string | null;
  /** The fingerprint that it carries of what its message showed; null where it has none. */
  fingerprint: string | null;
  /** Loaded where the handler needs it; undefined when there is none. */
  draft: Draft | undefined;
  job: Job | undefined;
  /** Loaded where the handler needs them; undefined elsewhere. */
  settings: GuildPolicy | undefined;
  /** Loaded with the settings: what keeps the member from having anything made here. */
  block: MemberBlock | undefined;
  lastStyles: readonly string[] | undefined;
  /** What the ids among the options, fields and selected values stand for. */
  resolved: Resolved;
  /** The name of the subcommand, and of the option that is being typed. */
  subcommand: string | null;
  focused: string | null;
  log: Logger;
}

/** As far as it decides about what the bot needs there: `voice` is the chat of a channel to talk in. */
export type ChannelKind = 'channel' | 'voice' | 'thread' | 'privateThread';

/** Where an answer goes. The token is a secret. */
export interface InteractionRef {
  id: string;
  applicationId: string;
  token: string;
  /** Until when our answer can be edited, in milliseconds; a minute before Discord forgets it. */
  expiresAt: number;
  /** When it came, in milliseconds. */
  receivedAt: number;
}

export interface CallMember {
  id: string;
  name: string;
  roleIds: readonly string[];
  /** In this channel, as Discord computed them. */
  permissions: bigint;
  /** When they joined the server, in milliseconds; null where Discord does not say. */
  joinedAt: number | null;
}

/** What Discord tells of those that were chosen by their ids, each under its id. */
export interface Resolved {
  users: ReadonlyMap<string, ResolvedUser>;
  roles: ReadonlyMap<string, ResolvedRole>;
  channels: ReadonlyMap<string, ResolvedChannel>;
  messages: ReadonlyMap<string, ResolvedMessage>;
  attachments: ReadonlyMap<string, Attachment>;
}

export interface ResolvedUser {
  id: string;
  /** As it is shown in the server. */
  name: string;
  isBot: boolean;
  /** Null for somebody who is not in the server. `permissions`: in the channel of the interaction. */
  member: { roleIds: readonly string[]; permissions: bigint } | null;
}

export interface ResolvedRole {
  id: string;
  name: string;
  permissions: bigint;
  /** It belongs to an integration, such as a bot, and cannot be given to anybody. */
  isManaged: boolean;
}

export interface ResolvedChannel {
  id: string;
  name: string;
  type: ChannelType;
  /** The category of a channel, or the channel of a thread. */
  parentId: string | null;
  /** Of the member who chose it. */
  permissions: bigint;
  /** Of the bot itself; null where Discord does not say. */
  appPermissions: bigint | null;
}

export interface ResolvedMessage {
  id: string;
  authorId: string;
  /** Also those that it shows by components, and those of a message that was passed on. */
  attachments: readonly Attachment[];
  /** Of all its controls. */
  customIds: readonly string[];
}

/** A file that a member gave with a command or a form. */
export const attachmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  sizeBytes: z.number().int(),
  contentType: z.string().nullable(),
  /** When Discord stops serving it, in milliseconds; null when its link does not say. */
  expiresAt: z.number().int().nullable(),
});

export type Attachment = z.output<typeof attachmentSchema>;
