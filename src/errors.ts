/** A permission that the bot needs, by the name that Discord's libraries have for it. */
export type PermissionName =
  | 'ViewChannel'
  | 'Connect'
  | 'SendMessages'
  | 'SendMessagesInThreads'
  | 'AttachFiles'
  | 'ReadMessageHistory'
  | 'CreatePublicThreads'
  | 'ManageThreads';

/** What a member may ask for and a model may not have. */
export type ModelFeature = 'style' | 'lyrics' | 'parts' | 'instrumental' | 'writtenLyrics' | 'seed';

/** What a file is whose sound is not taken, where that is known. */
export const unreadFormats = [
  'AC-3',
  'AIFF',
  'AMR',
  'AU',
  'AVI',
  'CAF',
  'DSD',
  'DTS',
  'FLV',
  'FilmWithAlac',
  'MIDI',
  'MP2',
  'MPEG',
  'Monkey',
  'Musepack',
  'OddFilm',
  'OddM4a',
  'OddOgg',
  'OddWav',
  'Protected',
  'RealMedia',
  'Speex',
  'TTA',
  'WMA',
  'WavPack',
] as const;

export type UnreadFormat = (typeof unreadFormats)[number];

/**
 * Everything that can be refused or can fail in front of a member, with what its sentence needs: names, numbers and moments, never words of
 * a language, since it is stored and may be read in another one.
 * `locales/` must have a text for each key; the compiler checks it in both directions.
 */
export interface MemberTexts {
  'guild.notAllowed': Record<never, never>;
  'guild.left': Record<never, never>;
  'operator.drained': Record<never, never>;
  'operator.guildPaused': Record<never, never>;
  'operator.providerPaused': Record<never, never>;
  'operator.notYours': Record<never, never>;
  'operator.changed': Record<never, never>;
  'operator.freed': { provider: string };
  'song.missing': Record<never, never>;
  'song.tooLarge': { maximumMegabytes: number };
  'song.empty': Record<never, never>;
  'song.notAudio': Record<never, never>;
  /** What is known and not read, or what no music service takes. */
  'song.unreadFormat': { format: UnreadFormat };
  'song.noSound': Record<never, never>;
  'song.damaged': Record<never, never>;
  'song.cutOff': { claimedSeconds: number; actualSeconds: number };
  'song.tooShort': { seconds: number; minimumSeconds: number };
  'song.tooLong': { seconds: number; maximumSeconds: number };
  'song.linkDead': Record<never, never>;
  /** The song ends before the time that was asked for. */
  'part.beyond': { seconds: number };
  /** Too little of the song is left from there. */
  'part.tooLate': { latestSeconds: number };
  'part.noTime': Record<never, never>;
  'part.noBest': Record<never, never>;
  'song.silent': Record<never, never>;
  /** The model takes songs by their links alone, and this one is no upload as it came. */
  'song.noLink': Record<never, never>;
  'song.downloadFailed': Record<never, never>;
  'song.downloadSlow': Record<never, never>;
  'song.wrongContainer': { containers: readonly string[] };
  'song.notTaken': Record<never, never>;
  'song.addressRefused': Record<never, never>;
  'song.noneInMessage': Record<never, never>;
  'link.message': Record<never, never>;
  'link.noCover': Record<never, never>;
  'link.expired': Record<never, never>;
  'link.streaming': { service: string };
  /** `hosts`: those that the operator allows, as they stand in the setting. */
  'link.host': { hosts: readonly string[] };
  'link.unreadable': Record<never, never>;
  'link.refused': Record<never, never>;
  'link.dead': Record<never, never>;
  'link.failed': Record<never, never>;
  'song.forbidden': Record<never, never>;
  'song.blocked': Record<never, never>;
  'rights.missing': Record<never, never>;
  'style.missing': { minimum: number; maximum: number };
  'style.length': { length: number; minimum: number; maximum: number };
  'lyrics.missing': { minimum: number; maximum: number };
  'lyrics.notWritten': { provider: string };
  'lyrics.triedAlready': Record<never, never>;
  'lyrics.length': { length: number; minimum: number; maximum: number };
  /** `without`: what it would be possible without; null where nothing can be left out. */
  'model.none': { without: ModelFeature | null };
  'takes.tooMany': { wanted: number; maximum: number };
  'seed.range': { minimum: number; maximum: number };
  /** `isOwn`: the server has chosen the limit itself; `span`: a day unless told otherwise. */
  'quota.count': {
    scope: ChargeScopeName;
    used: number;
    limit: number;
    wanted: number;
    renewsAt: number;
    span?: 'day' | 'month';
    isOwn?: boolean;
  };
  'quota.refused': { count: number; renewsAt: number };
  /** Without the amounts for who is not told prices. */
  'quota.money': {
    scope: ChargeScopeName;
    leftMicros: number;
    wantedMicros: number;
    renewsAt: number;
    span?: 'day' | 'month';
    isOwn?: boolean;
    isHidden?: boolean;
  };
  'policy.roleDenied': Record<never, never>;
  'policy.roleNeeded': { roleIds: readonly string[] };
  'policy.notHere': { channelIds: readonly string[] };
  'policy.tooNew': { mayAt: number };
  'policy.pause': { pauseMs: number; mayAt: number };
  'policy.waiting': { most: number };
  'policy.word': { word: string };
  'policy.noModel': Record<never, never>;
  /** `until`: null where a moderator has to lift it. `roleIds`: whom to ask; empty: whoever moderates. */
  'policy.blocked': { until: number | null; roleIds: readonly string[] };
  'policy.blockedMeanwhile': { until: number | null };
  /** `until`: when it is over if no moderator decides. */
  'approval.waiting': { until: number };
  'approval.refused': Record<never, never>;
  'approval.expired': Record<never, never>;
  'approval.over': Record<never, never>;
  'moderation.notYours': Record<never, never>;
  'moderation.gone': Record<never, never>;
  /** `byId`: empty where nobody knows. */
  'moderation.already': { byId: string };
  'moderation.notACover': Record<never, never>;
  'moderation.noMember': Record<never, never>;
  'moderation.notBlocked': Record<never, never>;
  'moderation.notYourself': Record<never, never>;
  'moderation.nothingToCancel': Record<never, never>;
  'moderation.nothingToRefund': Record<never, never>;
  'moderation.tooLateToUndo': Record<never, never>;
  'moderation.managersOnly': Record<never, never>;
  'moderation.cannotGive': Record<never, never>;
  'settings.notYours': Record<never, never>;
  'setUp.notYours': Record<never, never>;
  'tryIt.usedUp': { maximum: number };
  'settings.gone': Record<never, never>;
  'permissions.bot': { missing: readonly PermissionName[] };
  'permissions.botSilenced': { missing: readonly PermissionName[] };
  'permissions.notInThread': Record<never, never>;
  'permissions.botThere': { missing: readonly PermissionName[]; channelId: string };
  'permissions.hidden': { channelId: string };
  'permissions.timedOut': { until: number };
  'permissions.member': Record<never, never>;
  'target.gone': Record<never, never>;
  'target.wrongKind': { channelId: string };
  'target.noTag': { channelId: string; tags: readonly string[] };
  'draft.gone': Record<never, never>;
  'draft.forgotten': Record<never, never>;
  'drafts.full': Record<never, never>;
  'downloads.tooMany': { seconds: number };
  'job.gone': Record<never, never>;
  'job.notYours': Record<never, never>;
  'job.tooLateToCancel': Record<never, never>;
  'job.cancelledByModerator': Record<never, never>;
  'job.requeued': Record<never, never>;
  'cover.gone': Record<never, never>;
  'cover.notYoursToRemove': Record<never, never>;
  'cover.reportedAlready': Record<never, never>;
  'cover.none': Record<never, never>;
  'file.tooLarge': { sizeBytes: number; maximumBytes: number };
  'provider.rejectedAudio': { provider: string };
  'provider.songLength': { provider: string };
  'provider.noVocals': { provider: string };
  'provider.rejectedContent': { provider: string };
  'provider.rejectedRequest': { provider: string };
  'provider.noCredit': { provider: string };
  'provider.noAccess': { provider: string };
  'provider.busy': { provider: string };
  'provider.unavailable': { provider: string };
  'provider.failed': { provider: string };
  'provider.tooSlow': { provider: string; minutes: number };
  'provider.presumedSpent': { provider: string };
  'provider.resultLost': { provider: string };
  'delivery.kept': Record<never, never>;
  'delivery.permission': { missing: readonly PermissionName[]; channelId: string };
  'delivery.hidden': { channelId: string };
  'delivery.timedOut': { channelId: string; until: number };
  'delivery.closed': { channelId: string };
  'delivery.unseen': { channelId: string };
  'delivery.gone': Record<never, never>;
  'delivery.locked': { channelId: string };
  'delivery.noTag': { channelId: string };
  'delivery.archived': { channelId: string };
  'delivery.autoMod': { channelId: string };
  'delivery.refused': { channelId: string };
  'delivery.noAnswer': { channelId: string };
  'delivery.unsure': { channelId: string };
  'posting.cannotLook': { channelId: string };
  'export.underWay': Record<never, never>;
  'export.busy': Record<never, never>;
  'files.full': Record<never, never>;
  'files.gone': Record<never, never>;
  'files.notKept': Record<never, never>;
  'files.away': Record<never, never>;
  'busy.shuttingDown': Record<never, never>;
  'busy.away': Record<never, never>;
  'busy.slow': Record<never, never>;
  'busy.songs': Record<never, never>;
  'busy.discord': Record<never, never>;
  'busy.twoBots': Record<never, never>;
}

/**
 * What a quota counts for: all servers of the bot together, one server, a member in one server, a member in all servers; and
 * of a member in all servers, covers that were refused for what is in them, and lyrics that were heard or written.
 */
export const chargeScopeNames = [
  'operator',
  'guild',
  'member',
  'memberTotal',
  'memberRefused',
  'memberHeard',
  'memberWritten',
] as const;

export type ChargeScopeName = (typeof chargeScopeNames)[number];

export type MemberTextKey = keyof MemberTexts;

/** A text for a member: its key and what it says. Stored on jobs, so it stays plain data. */
export type MemberText = { [Key in MemberTextKey]: { key: Key; params: MemberTexts[Key] } }[MemberTextKey];

/** Refuses what a member asked, in words meant for the member. Nothing was spent and nothing is broken. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly text: MemberText;

  constructor(text: MemberText, options?: ErrorOptions) {
    super(text.key, options);
    this.text = text;
  }
}

/** The decision behind a failed call to a provider; one vendor code maps to one of these. */
export type ProviderErrorCode =
  | 'auth'
  | 'noAccess'
  | 'noCredit'
  | 'rateLimited'
  | 'content'
  | 'badAudio'
  | 'songLength'
  | 'noVocals'
  | 'badRequest'
  | 'duplicate'
  | 'notFound'
  | 'timeout'
  | 'unavailable'
  | 'failed'
  | 'badResponse'
  /** By us, before a byte of it had left: it says nothing of the provider. */
  | 'heldBack';

export interface ProviderErrorDetails {
  provider: string;
  code: ProviderErrorCode;
  /** Whether the provider took the task, and so may bill it. */
  accepted: 'no' | 'yes' | 'unknown';
  /** How long the provider asked us to wait, in milliseconds. */
  retryAfterMs?: number;
  /** What the provider says that it billed for the failure, in micro-dollars; missing where it says nothing of it. */
  costMicros?: number | undefined;
  /** The vendor's own code or HTTP status, for the log only. */
  vendorCode?: string;
  cause?: unknown;
}

/** A call to a provider failed. `code` says what to do, `accepted` says whether it may be repeated. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly provider: string;
  readonly code: ProviderErrorCode;
  readonly accepted: 'no' | 'yes' | 'unknown';
  readonly retryAfterMs: number | undefined;
  readonly costMicros: number | undefined;
  readonly vendorCode: string | undefined;

  constructor(message: string, details: ProviderErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.provider = details.provider;
    this.code = details.code;
    this.accepted = details.accepted;
    this.retryAfterMs = details.retryAfterMs;
    this.costMicros = details.costMicros;
    this.vendorCode = details.vendorCode;
  }
}

/** The decision behind a failed call to Discord. */
export type DiscordErrorCode =
  /** The channel or the right to post there is gone for good. */
  | 'gone'
  /** The files are too large for this channel. */
  | 'tooLarge'
  /** Discord refuses the message for what it says (AutoMod, a malformed body). */
  | 'refused'
  /** It may have happened or not; ask before doing it again. */
  | 'unknown'
  /** It did not happen; it may be tried again after a pause. */
  | 'retry';

/** Why Discord refuses for good, where it says so in a way that somebody can do something about. */
export type DiscordRefusal =
  /** There is no such channel any more. */
  | 'noChannel'
  /** There is no such message any more. */
  | 'noMessage'
  /** The bot may not do it, or not see the channel. */
  | 'noPermission'
  | 'archived'
  | 'locked'
  /** The forum wants a tag for each post, and does not have the one that covers get. */
  | 'noTag'
  /** A take is no longer among our files; nothing was sent. */
  | 'noFile'
  /** The server's own rules for messages stopped it. */
  | 'autoMod';

export class DiscordError extends Error {
  override readonly name = 'DiscordError';
  readonly code: DiscordErrorCode;
  readonly refusal: DiscordRefusal | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: DiscordErrorCode,
    message: string,
    options?: ErrorOptions & { retryAfterMs?: number; refusal?: DiscordRefusal | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.refusal = options?.refusal;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Why a guarded download did not come to an end. */
export type FetchErrorCode =
  /** Not http(s), or not a public address. */
  | 'address'
  /** A host, or one that a redirect leads to, that the caller does not allow. */
  | 'host'
  | 'tooLarge'
  /** Too slow as a whole, or silent for too long. */
  | 'slow'
  /** 403, 404 or 410: the link has died. */
  | 'dead'
  /** Anything else: refused, broken in the middle, shorter than announced, 5xx. */
  | 'failed';

/** A guarded download failed; nothing of it is left on disk. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code: FetchErrorCode;

  constructor(code: FetchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The place where files are kept does not answer, or takes nothing. Nothing is lost: the same may be done again later. No `UserError`,
 * since no cover ends for it; a member who waits is told `files.away`.
 */
export class FilesAwayError extends Error {
  override readonly name = 'FilesAwayError';
}

/** The bot cannot work; the message says why, in one line for its operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
  /** Whether it may be otherwise at the next start without anybody doing anything. */
  readonly mayPass: boolean;

  constructor(message: string, { mayPass = false, ...options }: ErrorOptions & { mayPass?: boolean } = {}) {
    super(message, options);
    this.mayPass = mayPass;
  }
}
