import type { Draft } from '../domain/draft.ts';
import type { Greeting } from '../domain/guild/greeting.ts';
import type { GuildAbsence } from '../domain/guild/guild-absence.ts';
import type { HowTo } from '../domain/guild/how-to.ts';
import type { ModelId } from '../domain/job.ts';
import type { KeptFile } from '../domain/kept-file.ts';
import type { CoverReport, MemberBlock, ModerationAction } from '../domain/moderation/moderation.ts';
import type { OperatorTerms, ResolvedPolicy, SettingChanges, SettingsChange } from '../domain/policy/guild-policy.ts';
import type { GuildSettings } from '../domain/policy/guild-settings.ts';
import type { OperatorChoices } from '../domain/policy/operator-choices.ts';
import type { Access } from '../domain/policy/operator-desk.ts';
import type { UploadUse } from '../domain/song/uploads.ts';

/** What is kept beside jobs and files. */
export interface Stores {
  drafts: Drafts;
  draftUploads: DraftUploads;
  settings: SettingsStore;
  lastStyles: LastStyles;
  posters: UploadConsent;
  firstPosters: FirstPosters;
  blocked: BlockedSongs;
  reports: Reports;
  moderation: ModerationStore;
  threads: Threads;
  howTos: HowTos;
  greetings: Greetings;
  absences: GuildAbsences;
  billed: BilledPrices;
  durations: DurationSamples;
  providerSigns: ProviderSigns;
  operatorChoices: OperatorChoicesStore;
  operatorNotices: OperatorNoticeStore;
}

/**
 * References and takes, named by the SHA-256 of their bytes: the same file twice is one file. Whoever reads one uses it. Where they are
 * kept elsewhere and that place does not answer, all that needs it throws `FilesAwayError`.
 */
export interface Files {
  /**
   * Takes a file in, counted: nothing is left behind when it is not whole. Throws `FetchError` when an address, the size or the
   * time is not right, and `UserError` `files.full`.
   */
  put(source: FileSource): Promise<KeptFile>;
  /** Whether it is there. */
  has(hash: string): Promise<boolean>;
  /** Its bytes, as often as they are asked for; undefined when they are gone. */
  open(hash: string): Promise<OpenFile | undefined>;
  /** Does something with the file as one of this machine, which may be gone afterwards. Undefined in its place when it is gone. */
  withLocalCopy<Result>(hash: string, use: (path: string | undefined) => Promise<Result>): Promise<Result>;
  /**
   * An address that gives it out under this name for an hour, for whoever has asked for the file and nobody else: nothing more is
   * needed to get it. Undefined where members cannot get at where files are kept.
   */
  link(hash: string, fileName: string): Promise<FileLink | undefined>;
  /** Notes that these are used, as far as they are there, without a look at their bytes. */
  use(hashes: readonly string[]): Promise<void>;
  /** Every kept file, oldest use first. */
  list(): Promise<KeptFileUse[]>;
  /** Unless it is held by the time when nothing else happens to it, or another process that shares the files has used it of late. */
  remove(hash: string, isHeld?: () => Promise<boolean>): Promise<void>;
  /** Ends what was cut off by the end of a process, or while the files were away: removals, and files that did not come. */
  tidy(): Promise<void>;
}

export type FileSource =
  /** To be downloaded. */
  | { kind: 'url'; url: string; limits: KeepLimits }
  /** As they come, such as those that stand in the middle of a provider's answer. */
  | { kind: 'bytes'; bytes: AsyncIterable<Uint8Array>; maximumBytes: number; signal: AbortSignal }
  /** A finished file of this machine, which is taken over. */
  | { kind: 'path'; path: string; onKept?: (hash: string) => void };

/** Zip files on their way to somebody, each in a file of its own until it was handed over. */
export interface Archives {
  /**
   * Writes one, without more of it in memory than a few pieces. Files of the store that are gone are left out. Throws `UserError`
   * `files.full` where the disk is, and `files.notKept` where a file goes meanwhile.
   */
  pack(entries: readonly ArchiveEntry[], signal: AbortSignal): Promise<Archive>;
}

export interface ArchiveEntry {
  /** With its folders, by `/`. */
  name: string;
  /** When it came to be, in milliseconds since the epoch. */
  at: number;
  content: { text: string } | { hash: string; sizeBytes: number };
}

export interface Archive {
  path: string;
  sizeBytes: number;
  /** Deletes it; whoever had it packed does so in any case. */
  discard(): Promise<void>;
}

export interface OpenFile {
  sizeBytes: number;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface FileLink {
  url: string;
  expiresAt: number;
}

export interface KeepLimits {
  maximumBytes: number;
  /** The whole download, in milliseconds. */
  totalMs: number;
  /** The longest pause between two pieces, in milliseconds. */
  idleMs: number;
  signal: AbortSignal;
  /** Whether the address, or one that a redirect leads to, may be asked at all. */
  allows?: (url: URL) => boolean;
  /** Told as soon as the file has its name, before it could be removed again. */
  onKept?: (hash: string) => void;
}

export interface KeptFileUse {
  hash: string;
  sizeBytes: number;
  usedAt: number;
}

/** What a store keeps of servers, so that it can go when the bot was removed from one. */
export interface KeptByGuild {
  /** Servers of which something is kept. */
  guildIds(): Promise<ReadonlySet<string>>;
  /** Deletes all that is kept of a server, however often it is asked to. */
  forgetGuild(guildId: string): Promise<void>;
}

/** Drafts by id, kept for a day after their last change. */
export interface Drafts extends KeptByGuild {
  get(id: string): Promise<Draft | undefined>;
  save(draft: Draft): Promise<void>;
  /** Saves what `make` makes of the draft as it is by now, also where there is none, unless it gives the same one back. */
  put(id: string, make: (saved: Draft | undefined) => Draft): Promise<void>;
  /**
   * Saves what `change` makes of the draft as it is by now, unless it gives the same one back. Undefined, and nothing saved,
   * where it has gone. Both may be asked more than once.
   */
  change(id: string, change: (saved: Draft) => Draft): Promise<Draft | undefined>;
  /** Its member does not want it any more. */
  discard(id: string): Promise<void>;
  /** Lets go of the uploads of drafts that have gone, after a crash or by age. */
  tidy(): Promise<void>;
  /** All of a member. */
  of(memberId: string): Promise<Draft[]>;
  /** What others begin to make of what a member put into Discord. */
  usesOf(memberId: string): Promise<UploadUse[]>;
  /**
   * Those of a member that were saved last before a time, or that an interaction before `askedBy` has begun; and what the member's
   * files are called, in those of others from before that time.
   */
  forget(memberId: string, before: number, askedBy?: string): Promise<void>;
}

/** The songs in our files that were uploaded for drafts. Each call is one write; what was released comes back as its hashes. */
export interface DraftUploads {
  hold(upload: DraftUpload, expiresAt: number): Promise<void>;
  /** Releases all uploads of a draft but those that it has by hash or still names by address; the others live on until then. */
  keepOnly(
    draftId: string,
    kept: { hashes: readonly string[]; urls: readonly string[] },
    expiresAt: number,
  ): Promise<string[]>;
  release(draftId: string): Promise<string[]>;
  releaseExpired(now: number): Promise<string[]>;
  /** Those of a member that this says so of, also where their drafts never came. */
  releaseOf(memberId: string, isToGo: (upload: { draftId: string; expiresAt: number }) => boolean): Promise<string[]>;
  /** Those of drafts that have become jobs, which hold their files themselves. */
  releaseAccepted(): Promise<string[]>;
  /** Those of the hashes that some draft holds. */
  among(hashes: readonly string[]): Promise<ReadonlySet<string>>;
  bytesOf(memberId: string): Promise<number>;
  totalBytes(): Promise<number>;
  /** The one whose draft was changed the longest ago. */
  oldestOf(memberId: string): Promise<DraftUpload | undefined>;
  /** Who has the most bytes; empty where nobody has any. */
  largestMember(): Promise<string>;
  /** Of uploads whose drafts were changed, or that were brought, so long ago that they expire before a time. */
  draftIds(expiringBefore: number): Promise<string[]>;
}

export interface DraftUpload {
  draftId: string;
  memberId: string;
  hash: string;
  /** Where it was uploaded to. */
  url: string;
  sizeBytes: number;
}

/** What the operator set for all servers, and over it what a server has chosen for itself. */
export interface SettingsStore extends KeptByGuild {
  get(guildId: string): Promise<GuildSettings>;
  /** The same, and whose each value is. */
  resolved(guildId: string): Promise<ResolvedPolicy>;
  /** What the operator lets a server choose. */
  terms(guildId: string): OperatorTerms;
  /**
   * Stores what `decide` makes of the settings as they are by then; it may be asked more than once. Each change touches the settings
   * that it names alone. What `decide` throws is thrown, and nothing stored.
   */
  change(guildId: string, decide: (now: ResolvedPolicy) => SettingChanges): Promise<SettingsChange>;
}

/** The styles that a member used last, newest first, each once. */
export interface LastStyles {
  of(memberId: string): Promise<string[]>;
  /** `at`: when the member asked for it; now, where it is missing. */
  add(memberId: string, style: string, at?: number): Promise<void>;
  /** Those that were used last before a time. */
  forget(memberId: string, before: number): Promise<void>;
}

/** Members who do not want others to make covers of what they put into Discord. */
export interface UploadConsent {
  optedOut(memberId: string): Promise<boolean>;
  set(memberId: string, forbids: boolean): Promise<void>;
}

/** Songs that nothing may be made from any more in a server, by the hashes of their bytes and of their sound. */
export interface BlockedSongs extends KeptByGuild {
  has(guildId: string, hash: string): Promise<boolean>;
  add(guildId: string, hash: string): Promise<void>;
  remove(guildId: string, hash: string): Promise<void>;
}

/**
 * Who was the first to post a song in a server, whoever posts it later; a song is known by the hashes of its bytes and of its
 * sound. Kept for a year after the song was used last.
 */
export interface FirstPosters extends KeptByGuild {
  /** Undefined where nobody has; null where a moderator has decided that it is nobody's. */
  of(guildId: string, hashes: readonly string[]): Promise<string | null | undefined>;
  /** Somebody has posted it. Whoever did so first stays that, for each of these hashes. */
  note(guildId: string, hashes: readonly string[], posterId: string): Promise<void>;
  /** It is nobody's from now on. */
  release(guildId: string, hashes: readonly string[]): Promise<void>;
  /** What a member was the first to post, anywhere. */
  ofMember(memberId: string): Promise<{ guildId: string; hash: string; at: number }[]>;
  /** That a member was the first to post something, before a time. */
  forget(memberId: string, before: number): Promise<void>;
}

/** The thread of a song in a channel. */
export interface Threads {
  get(channelId: string, song: string): Promise<string | undefined>;
  /** Makes the thread that of the song from now on. False, and nothing changes, where it is another song's. */
  claim(channelId: string, song: string, threadId: string): Promise<boolean>;
  /** Forgets those of these channels that are threads of songs. */
  forget(channelIds: readonly string[]): Promise<void>;
}

/** The messages that say how channels for covers are used, as far as they are known. */
export interface HowTos extends KeptByGuild {
  of(guildId: string): Promise<HowTo[]>;
  /** Stores what `change` makes of it as it is by then. False, and nothing stored, where that is undefined. */
  change(guildId: string, channelId: string, change: (now: HowTo | undefined) => HowTo | undefined): Promise<boolean>;
  forget(guildId: string, channelId: string): Promise<void>;
  /** Whether a thread is the post in a forum that says how that forum is used. */
  isAt(guildId: string, channelId: string, threadId: string): Promise<boolean>;
}

/** How each server was greeted. One that is not known here has joined since it was last looked. */
export interface Greetings extends KeptByGuild {
  of(guildId: string): Promise<Greeting | undefined>;
  /**
   * Stores what `change` makes of it as it is by then; it may be asked more than once. False, and nothing stored, where that is the
   * same one, or undefined.
   */
  change(guildId: string, change: (now: Greeting | undefined) => Greeting | undefined): Promise<boolean>;
  /** Whether the servers that the bot was in at first are noted. */
  hasBegun(): Promise<boolean>;
  begin(): Promise<void>;
}

/** How long the latest covers of each model took, in milliseconds, oldest first. */
export interface DurationSamples {
  of(model: ModelId): Promise<number[]>;
  /** Returns those that count from now on. */
  add(model: ModelId, durationMs: number): Promise<number[]>;
}

/** What a provider showed of our account with it, and when, by the clock that all processes share: milliseconds since the epoch. */
export interface ProviderSign {
  at: number;
  access: Access;
}

/** The last sign of life of each provider, whichever process was given it. */
export interface ProviderSigns {
  of(provider: string): Promise<ProviderSign | undefined>;
  note(provider: string, sign: ProviderSign): Promise<void>;
}

/** What a provider billed for a take of a model, beside the catalog's price at that time; in micro-dollars. */
export interface BilledPrice {
  listedMicros: number | null;
  billedMicros: number;
}

/** Where what was billed was not the catalog's price. */
export interface BilledPrices {
  of(model: ModelId): Promise<BilledPrice | undefined>;
  save(model: ModelId, note: BilledPrice): Promise<void>;
}

/** Who has reported which cover, once the report has reached somebody. */
export interface Reports {
  /** `at`: when the member began it; now, where it is missing. */
  add(coverId: string, memberId: string, at?: number): Promise<void>;
  of(memberId: string): Promise<string[]>;
  /** What a member has reported before a time. */
  forget(memberId: string, before: number): Promise<void>;
  /** Whoever has reported these. */
  forgetCovers(coverIds: readonly string[]): Promise<void>;
}

/**
 * What moderators have done, whom they have blocked, and what was reported to them. Each call is one write; of any number of
 * callers who do what is done once, one does.
 */
export interface ModerationStore extends KeptByGuild {
  /**
   * Writes an action down, with the block that it sets or lifts. Where the same was done already, that one, and nothing is
   * written.
   */
  record(action: ModerationAction): Promise<{ isNew: boolean; action: ModerationAction }>;
  /** What came of it. */
  note(id: string, outcome: Partial<Pick<ModerationAction, 'isTold' | 'count' | 'hashes'>>): Promise<void>;
  /** Nothing came of it. */
  retract(id: string): Promise<void>;
  /** Takes it back, with the block that it has set. Undefined where it is gone or was undone by somebody else. */
  undo(id: string, by: { id: string; at: number }): Promise<ModerationAction | undefined>;
  action(id: string): Promise<ModerationAction | undefined>;
  /** Newest first. */
  actions(query: ActionQuery): Promise<ModerationAction[]>;
  /** Undefined where the member is not blocked at that time. */
  blockOf(guildId: string, memberId: string, now: number): Promise<MemberBlock | undefined>;
  /** Those of a server that hold at a time, the newest first. */
  blocks(guildId: string, now: number): Promise<MemberBlock[]>;
  saveReport(report: CoverReport): Promise<void>;
  report(id: string): Promise<CoverReport | undefined>;
  /** Lets go of what is older, and of blocks that are over. */
  tidy(before: number, now: number): Promise<void>;
  /** What is kept of a member as somebody whom it was about, and what they did and wrote themselves. */
  ofMember(memberId: string): Promise<MemberModeration>;
  /**
   * What a member wrote is deleted, what they did stays without their name, and so does what was done about them. A block that
   * holds stays: else anybody could lift their own.
   */
  forget(memberId: string, before: number): Promise<void>;
}

export type ActionQuery = { guildId: string; limit: number } & (
  | { memberId: string }
  | { jobId: string }
  | { all: true }
);

export interface MemberModeration {
  about: ModerationAction[];
  done: ModerationAction[];
  blocks: (MemberBlock & { guildId: string })[];
  reports: CoverReport[];
}

/** Ids under which a provider remembers a song that it has taken apart, for almost a day. */
export interface FeatureIds {
  /** Undefined when there is none that can still be used. */
  get(provider: string, hash: string): Promise<string | undefined>;
  save(provider: string, hash: string, featureId: string): Promise<void>;
  forget(provider: string, hash: string): Promise<void>;
}

/**
 * Servers that were missing when the bot's servers were listed. Each change is a compare-and-set: of any number of callers one
 * gets true, and what is no longer as it was read stays as it is.
 */
export interface GuildAbsences {
  /** When the list was last compared in full with what is known here; undefined where it never was. */
  comparedAt(): Promise<number | undefined>;
  /** `before` is what `comparedAt` said. */
  noteComparison(at: number, before: number | undefined): Promise<boolean>;
  all(): Promise<GuildAbsence[]>;
  get(guildId: string): Promise<GuildAbsence | undefined>;
  /** False where something is known of the server already. */
  add(absence: GuildAbsence): Promise<boolean>;
  change(before: GuildAbsence, after: GuildAbsence): Promise<boolean>;
  remove(before: GuildAbsence): Promise<boolean>;
  /** The server has shown itself, whatever was known. Returns that; undefined where it was not missing. */
  clear(guildId: string): Promise<GuildAbsence | undefined>;
}

/** What the operator has chosen while the bot runs. */
export interface OperatorChoicesStore {
  /** As they were when they were opened, or changed here last. */
  now(): OperatorChoices;
  /** Stores what `decide` makes of the choices as they are by then; it may be asked more than once. What it throws is thrown. */
  change(decide: (now: OperatorChoices) => OperatorChoices): Promise<OperatorChoices>;
  /** Told of the choices after each change. */
  /** Another process may have changed them: those who listen are told of what is new. */
  refresh(): Promise<void>;
  onChange(listener: (choices: OperatorChoices) => void): void;
}

/** What the operator is to be told, by the kind of notice: when that was last done, and what is still to be said. */
export interface OperatorNoticeStore {
  get(kind: string): Promise<unknown>;
  set(kind: string, value: unknown): Promise<void>;
  /** Stores what `change` makes of the value as it is by then, unless that is undefined. */
  update(kind: string, change: (now: unknown) => unknown): Promise<{ before: unknown; after: unknown }>;
}
