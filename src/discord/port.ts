import type { FileTags } from '../domain/delivery/file-tags.ts';
import type { HowToFacts } from '../domain/guild/how-to.ts';
import type { Job } from '../domain/job.ts';
import type { CoverReport, ModerationAction } from '../domain/moderation/moderation.ts';
import type { TakeDown } from '../domain/moderation/take-down.ts';
import type { SettingsChange } from '../domain/policy/guild-policy.ts';
import type { NoticeKind } from '../domain/policy/operator-desk.ts';
import type { Place } from '../domain/turns/places.ts';
import type { Outlook } from '../domain/turns/waiting.ts';
import type { MemberText, PermissionName } from '../errors.ts';

/** What a song has to say about threads of its channel. */
export interface ThreadOwnership {
  /** Where covers of it were posted last. */
  knownId: string | undefined;
  /** Takes the thread for the song. False where another song has it. */
  claim(threadId: string): Promise<boolean>;
}

/** What the covers need of Discord, in domain words. */
export interface Discord {
  /** Whether what is posted in a channel becomes a post in a forum; false where the bot does not see it. Throws `DiscordError`. */
  isForum(channelId: string, signal: AbortSignal): Promise<boolean>;
  /**
   * Posts the one public message of a job, once: the same job again within two minutes is the same message, unless it is a post
   * in a forum. `mayStillSend` is asked at the very last moment, after files were read and other uploads waited for; when it says
   * no, nothing is sent. Throws `DiscordError`; its code `retry` means that nothing was posted.
   */
  post(job: Job, posting: Posting, mayStillSend: () => boolean, signal: AbortSignal): Promise<Posted>;
  /** Our message for this job among those posted in its channel after a time; undefined when there is none. */
  findPost(job: Job, after: number, signal: AbortSignal): Promise<Posted | undefined>;
  /** Shows how a job is getting on in its requester's private message. False when that message can no longer be edited. */
  showProgress(job: Job, view: ProgressView, signal: AbortSignal): Promise<boolean>;
  /**
   * Sends the takes of a cover that was not posted to its requester alone, as a private message of its own. Sent once: what may
   * have arrived is not sent again. Throws `DiscordError`.
   */
  handOver(job: Job, takes: readonly PostedTake[], signal: AbortSignal): Promise<void>;
  /** One public line to the requester, in the channel, else as a direct message with the takes. False when neither is possible. */
  tell(job: Job, takes: readonly PostedTake[], signal: AbortSignal): Promise<boolean>;
  /**
   * Whether the bot may post the cover there and the requester may see it. `cached`: by what Discord said within the last ten
   * minutes; `fresh` is for the moment before money is spent.
   */
  checkTarget(job: TargetedJob, freshness: Freshness, signal: AbortSignal): Promise<TargetCheck>;
  /**
   * Those of these channels, threads included, that a member of their guild sees. By what Discord said within the last ten
   * minutes. Throws `DiscordError`.
   */
  visibleTo(viewer: Viewer, channelIds: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  /**
   * Whether fewer people may see what is written in one channel or thread of a guild than in another, by what Discord said
   * within the last ten minutes; true where the bot cannot learn it. Throws `DiscordError`.
   */
  isLessOpen(guildId: string, channels: { from: string; to: string }, signal: AbortSignal): Promise<boolean>;
  /**
   * The first of these channels that is one of this guild and of a kind that takes covers; remembered for ten minutes. Throws
   * `DiscordError`.
   */
  coverChannelIn(guildId: string, channelIds: readonly string[], signal: AbortSignal): Promise<CoverChannel>;
  /** What keeps a channel, of whatever server, from being used as it is meant; undefined: nothing. Throws `DiscordError`. */
  validateChannel(channelId: string, use: ChannelUse, signal: AbortSignal): Promise<ChannelFault | undefined>;
  /**
   * The thread of the job's channel for its song: the known one where it can still be written in, else one of ours with the
   * same name that no other song has, else a new one. Throws `DiscordError`.
   */
  openThread(job: Job, ownership: ThreadOwnership, signal: AbortSignal): Promise<{ threadId: string }>;
  /**
   * Deletes a message of ours; of a post in a forum that nobody has written in, the whole post where the bot may. `gone`: it was
   * not there any more. `refused`: it cannot be reached.
   */
  deletePost(
    post: { channelId: string; messageId: string },
    signal: AbortSignal,
  ): Promise<'deleted' | 'gone' | 'refused'>;
  /**
   * Whether a message of ours is still there, by what Discord said within the last minute; true where the bot cannot look.
   * Throws `DiscordError`.
   */
  isThere(post: { channelId: string; messageId: string }, signal: AbortSignal): Promise<boolean>;
  /** Brings a report to a channel, else to the server's owner. False when neither is possible. */
  report(report: Report, signal: AbortSignal): Promise<boolean>;
  /**
   * Brings a moderator's warning to a cover's requester as a direct message, once. False where it did not arrive, null where
   * nobody knows. Does not throw.
   */
  warn(warning: Warning, signal: AbortSignal): Promise<boolean | null>;
  /**
   * Shows a cover that waits for a moderator in the server's channel for that. False where it cannot be shown for good. Throws
   * `DiscordError`.
   */
  askApproval(asked: AskedApproval, signal: AbortSignal): Promise<boolean>;
  /** Says in a server's channels for it what a moderator did, with no ping, once. Throws `DiscordError`. */
  tellAction(told: ToldAction, signal: AbortSignal): Promise<boolean>;
  /**
   * Says in a server's channels for it who has changed which settings, with no ping. False where it could be said in none of them;
   * the same change again within a few minutes is said once. Throws `DiscordError`.
   */
  tellSettings(told: ToldSettings, signal: AbortSignal): Promise<boolean>;
  /** Another one as soon as the message that says how a channel for covers is used would say anything else. */
  howToHash(facts: HowToFacts): string;
  /**
   * Posts that message, with no ping; in a forum, as a post of its own. The same one again within two minutes is the same message, but
   * not in a forum. Throws `DiscordError`.
   */
  postHowTo(howTo: HowToPost, signal: AbortSignal): Promise<Posted>;
  /** Ours in a channel or forum, posted after a time; undefined where there is none. Throws `DiscordError`. */
  findHowTo(
    where: { guildId: string; channelId: string; after: number },
    signal: AbortSignal,
  ): Promise<Posted | undefined>;
  /** `channelId`: of the channel or forum that it is for. Throws `DiscordError`. */
  editHowTo(message: Posted, channelId: string, facts: HowToFacts, signal: AbortSignal): Promise<void>;
  /** False where the bot may not pin there. Throws `DiscordError`. */
  pinHowTo(guildId: string, message: Posted, signal: AbortSignal): Promise<boolean>;
  /** A server's system channel where the bot may write in it; null where there is none. Throws `DiscordError`. */
  greetingChannelIn(guildId: string, signal: AbortSignal): Promise<string | null>;
  /** Greets a server there, with no ping. The same one again within two minutes is the same message. Throws `DiscordError`. */
  postGreeting(greeting: GreetingPost, signal: AbortSignal): Promise<void>;
  /** That message; undefined where there is none. Throws `DiscordError`. */
  findGreeting(greeting: Omit<GreetingPost, 'locale'>, signal: AbortSignal): Promise<Posted | undefined>;
  /** What the bot needs to post covers in a channel, and what of it it has. Throws `DiscordError`. */
  checkChannel(channelId: string, use: ChannelUse & { kind: 'covers' }, signal: AbortSignal): Promise<ChannelCheck>;
  /** The channels and roles that a server has now, those too that are closed to the bot. Throws `DiscordError`. */
  presentIn(guildId: string, signal: AbortSignal): Promise<PresentInGuild>;
  /**
   * The ids of all servers that the bot is in, with those that are away in an outage of Discord's: the whole list, or none.
   * Throws `DiscordError`.
   */
  ownGuilds(signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** All servers that the bot is in, by id, with their names. Throws `DiscordError`. */
  guildNames(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Takes the bot out of a server. False where it was not in it. Throws `DiscordError`. */
  leaveGuild(guildId: string, signal: AbortSignal): Promise<boolean>;
  /**
   * Tells whoever runs the bot something, in the channel of the settings, else by direct message to the first of them that takes
   * it; the same notice again within a few minutes is told once. False where nobody can be told. Throws `DiscordError`.
   */
  tellOperator(told: OperatorNotice, signal: AbortSignal): Promise<boolean>;
  /** Whether the bot is in a server, by what Discord says of that one alone, now. Throws `DiscordError` where it does not say. */
  isInGuild(guildId: string, signal: AbortSignal): Promise<boolean>;
  /** What stands in the file of a take, in the language of what all can read. */
  tagsOf(job: Job, takeIndex: number, signal: AbortSignal): Promise<FileTags>;
  /** The most that one attachment in a channel of this guild may have, in bytes. */
  uploadLimit(guildId: string, signal: AbortSignal): Promise<number>;
}

/** Where a cover's message is. A post in a forum is a thread of its own. */
export interface Posted {
  channelId: string;
  messageId: string;
}

/** What a channel in the settings is for. */
export type ChannelUse = { kind: 'covers'; forumTag: string | null; opensThread: boolean } | { kind: 'reports' };

/** What keeps the bot from posting covers in a channel that it sees; `tags`: of a forum, as they stand in a message. */
export type TargetFault =
  | { kind: 'timedOut'; until: number }
  | { kind: 'missing'; missing: readonly PermissionName[] }
  | { kind: 'noTag'; tags: readonly string[] };

export type ChannelFault = { kind: 'gone' | 'hidden' | 'wrongKind' } | TargetFault;

/** `unusable`: those of them that are in the guild take no covers. `none`: none of them is in it, as far as the bot can see. */
export type CoverChannel =
  | { kind: 'found'; channelId: string }
  | { kind: 'unusable'; text: MemberText }
  | { kind: 'none' };

/** What a cover's message is made of, beside its words. */
export interface Posting {
  takes: readonly PostedTake[];
  /** A PNG. */
  picture: PostedFile | null;
}

/** A take on its way into a message. */
export interface PostedTake {
  /** Its place among the job's takes. */
  index: number;
  /** What plays stands first; none where nothing of it fits. */
  files: readonly PostedFile[];
  /** To the take itself, where it is not among the files. */
  link: { url: string; expiresAt: number | null } | null;
  /** It is there, and has more bytes than may be sent. */
  isTooLarge?: boolean;
}

/** A file of our store. */
export interface PostedFile {
  hash: string;
  name: string;
  sizeBytes: number;
}

/** `cached`: what was read within the last ten minutes will do. */
export type Freshness = 'cached' | 'fresh';

export type TargetedJob = Pick<Job, 'guildId' | 'channelId' | 'requester' | 'opensThread' | 'forumTag'>;

/** A member, with the roles that came with what was asked. */
export interface Viewer {
  guildId: string;
  member: { id: string; roleIds: readonly string[] };
}

export interface Report extends Pick<CoverReport, 'id' | 'reporter' | 'reason'> {
  job: Job;
  cover: { channelId: string; messageId: string };
  /** What could be taken down; null where nobody has looked. */
  takeDown: TakeDown | null;
  /** The first of them that is in the guild; its owner where there is none. */
  channelIds: readonly string[];
}

/** What a moderator has to say about a cover. */
export interface Warning {
  job: Job;
  reason: string;
  /** Names it. */
  actionId: string;
}

/** A cover that waits for a moderator. */
export interface AskedApproval {
  job: Job;
  takes: readonly PostedTake[];
  channelIds: readonly string[];
  locale: string;
}

/** What a moderator did, to be told in the server. */
export interface ToldAction {
  guildId: string;
  action: ModerationAction;
  channelIds: readonly string[];
  locale: string;
  /** It can still be taken back. */
  isUndoable: boolean;
}

/** A change of a server's settings, to be told there. */
export interface ToldSettings {
  guildId: string;
  /** Names the change. */
  changeId: string;
  by: { id: string };
  change: SettingsChange;
  channelIds: readonly string[];
}

export interface HowToPost {
  guildId: string;
  channelId: string;
  /** The name of its tag, in a forum that has it. */
  forumTag: string | null;
  /** Names it, together with its channel. */
  startedAt: number;
  facts: HowToFacts;
}

export interface GreetingPost {
  guildId: string;
  channelId: string;
  /** Names it, together with its server. */
  startedAt: number;
  locale: string;
}

export interface ChannelCheck {
  permissions: readonly { name: PermissionName; has: boolean }[];
  fault: ChannelFault | undefined;
}

export interface PresentInGuild {
  channelIds: ReadonlySet<string>;
  roleIds: ReadonlySet<string>;
}

/** Of one kind, with what it is about. */
export interface OperatorNotice {
  kind: NoticeKind;
  /** `name`: of the server that it is about, where Discord says it. */
  facts: readonly { about: string; name?: string | undefined; count?: number | undefined; at: number }[];
  /** Names the notice. */
  noticeId: string;
}

/** Who runs the bot, and where they are told of what needs them. */
export interface OperatorAddress {
  channelId: string | null;
  memberIds: readonly string[];
  locale: string;
}

/** What only the present moment knows about a job. */
export interface ProgressView {
  place: Place | undefined;
  outlook: Outlook;
  /** How long the provider takes, by its latest covers; undefined before it is known which one. */
  usual: DurationEstimate | undefined;
  /** It waits, and the operator lets nothing new be begun for it at present. */
  isHeld?: boolean;
}

/** Half of the latest covers were done within `medianMs`, nine in ten within `ninetiethMs`. */
export interface DurationEstimate {
  medianMs: number;
  ninetiethMs: number;
  /** Of how many covers; 0 where it is an estimate. */
  samples: number;
}

/** `readsHistory`: what was posted there can still be found. */
export type TargetCheck = { kind: 'ok' } | { kind: 'refused' | 'gone'; text: MemberText; readsHistory: boolean };
