/** What moderators can do. */
export const moderationKinds = [
  'block',
  'unblock',
  'warn',
  'delete',
  'takeDown',
  'blockSong',
  'dismiss',
  'cancel',
  'refund',
  'give',
  'approve',
  'refuse',
  'settings',
] as const;

export type ModerationKind = (typeof moderationKinds)[number];

/** One thing that a moderator did, with who, when and why. */
export interface ModerationAction {
  /** That of the interaction. */
  id: string;
  guildId: string;
  kind: ModerationKind;
  /** Whom it is about; null where it is about a song alone, and once the member is forgotten. */
  memberId: string | null;
  /** The cover that it is about. */
  jobId: string | null;
  /** Empty once the moderator is forgotten. */
  byId: string;
  /** May be empty. */
  reason: string;
  /** In milliseconds, as all moments. */
  at: number;
  /** Of a block, when it ends; null: when a moderator lifts it. */
  until: number | null;
  /** Takes that were given, or given back; covers that were taken away or cancelled. */
  count: number | null;
  /** Of a song that was blocked: what can be allowed again. */
  hashes: readonly string[];
  /** Of a warning: whether its message arrived; null before that is known. */
  isTold: boolean | null;
  /** Of a change of settings: what stood there before; null: the operator's. */
  settings?: Readonly<Record<string, unknown>> | undefined;
  undoneAt: number | null;
  undoneById: string | null;
}

/** A member may have nothing made in a server. */
export interface MemberBlock {
  memberId: string;
  /** In milliseconds; null: until a moderator lifts it. */
  until: number | null;
  actionId: string;
}

/** What a member wrote about a cover to the moderators. */
export interface CoverReport {
  id: string;
  guildId: string;
  jobId: string;
  reporter: { id: string; name: string };
  reason: string;
  at: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** For how long an action can be undone by its button. */
export const UNDO_MS = 30 * DAY_MS;

/** For how long actions and reports are kept. */
export const MODERATION_KEPT_DAYS = 180;

/** How long a block may last, in hours; 0: until it is lifted. */
export const blockHours = [1, 24, 3 * 24, 7 * 24, 30 * 24, 0] as const;

/** When a block of so many hours ends. */
export function blockEnd(hours: number, now: number): number | null {
  return hours === 0 ? null : now + hours * HOUR_MS;
}

export function isBlockOver({ until }: Pick<MemberBlock, 'until'>, now: number): boolean {
  return until !== null && until <= now;
}

const UNDOABLE: ReadonlySet<ModerationKind> = new Set(['block', 'warn', 'blockSong', 'give', 'settings']);

/** Whether somebody can still take it back. */
export function isUndoable({ kind, at, undoneAt }: ModerationAction, now: number): boolean {
  return UNDOABLE.has(kind) && undoneAt === null && now < at + UNDO_MS;
}

const ONCE: ReadonlySet<ModerationKind> = new Set([
  'warn',
  'delete',
  'takeDown',
  'blockSong',
  'dismiss',
  'refund',
  'approve',
  'refuse',
]);

/** Names what is done once about a cover, however many moderators click; null for what may be done again. */
export function onceKeyOf({ kind, jobId }: Pick<ModerationAction, 'kind' | 'jobId'>): string | null {
  return jobId !== null && ONCE.has(kind) ? `${kind}:${jobId}` : null;
}
