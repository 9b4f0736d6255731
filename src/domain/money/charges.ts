import type { ChargeScopeName, ProviderError } from '../../errors.ts';
import type { Draft } from '../draft.ts';
import type { Job } from '../job.ts';
import { reservedMicros } from '../new-job.ts';
import type { GuildSettings } from '../policy/guild-settings.ts';
import type { GuildChoice } from '../policy/operator-choices.ts';
import { type Charge, type ChargeScope, dayOf, type Limit, type LimitedCharge, monthOf, type Usage } from './quota.ts';

/** What the operator allows, to all servers and to each. */
export interface QuotaPolicy {
  /** All servers together. */
  operatorMonth: Limit;
  guildMonth: Limit;
  /** In place of `guildMonth` for a server that the operator has not named. */
  trialMonth: Limit;
  /** A member in one server, and in all of them together. */
  memberDay: Limit;
  memberDayTotal: Limit;
  /** Servers that the operator has named, and whether others may use the bot at all. */
  allowedGuilds: { ids: readonly string[]; othersMayTry: boolean };
  /** What the operator has chosen for a server meanwhile, over all that is said of single servers here. */
  choiceOf?: (guildId: string) => GuildChoice | undefined;
  /** How often a member's covers may be refused for what is in them, in a UTC day and all servers. */
  refusalsPerDay: number;
  lyricsHeardPerDay: number;
  lyricsWrittenPerDay: number;
}

/** The limits that hold for what is asked in one server. */
export interface QuotaLimits
  extends Pick<QuotaPolicy, 'operatorMonth' | 'guildMonth' | 'memberDay' | 'memberDayTotal'> {
  guildDay?: Limit;
  memberMonth?: Limit;
}

/** What a server has chosen of it, within the operator's bounds. */
export type ChosenLimits = Pick<
  GuildSettings,
  | 'guildDayTakes'
  | 'guildMonthTakes'
  | 'guildDayMicros'
  | 'guildMonthMicros'
  | 'memberDayTakes'
  | 'memberMonthTakes'
  | 'memberDayMicros'
  | 'memberMonthMicros'
  | 'roleLimits'
>;

type GuildsPolicy = Pick<QuotaPolicy, 'allowedGuilds' | 'choiceOf'>;

export function isNamedGuild({ allowedGuilds, choiceOf }: GuildsPolicy, guildId: string): boolean {
  return choiceOf?.(guildId)?.isAllowed ?? allowedGuilds.ids.includes(guildId);
}

/** False where nothing may be downloaded or paid for a server. */
export function isGuildAllowed(policy: GuildsPolicy, guildId: string): boolean {
  const { othersMayTry } = policy.allowedGuilds;
  return policy.choiceOf?.(guildId)?.isAllowed ?? (othersMayTry || isNamedGuild(policy, guildId));
}

/** What the operator gives a server for a month. */
export function guildMonthOf(
  policy: GuildsPolicy & Pick<QuotaPolicy, 'guildMonth' | 'trialMonth'>,
  guildId: string,
): Limit {
  const { monthTakes, monthMicros } = policy.choiceOf?.(guildId) ?? {};
  return {
    ...(isNamedGuild(policy, guildId) ? policy.guildMonth : policy.trialMonth),
    ...(monthTakes !== undefined && { count: monthTakes }),
    ...(monthMicros !== undefined && { micros: monthMicros }),
  };
}

/** What holds in a server for a member with these roles: of the member's own limits, the most generous. */
export function limitsFor(
  policy: QuotaPolicy,
  guildId: string,
  chosen?: ChosenLimits,
  roleIds: readonly string[] = [],
): QuotaLimits {
  const { operatorMonth, memberDay, memberDayTotal } = policy;
  const guildMonth = guildMonthOf(policy, guildId);
  if (!chosen) return { operatorMonth, guildMonth, memberDay, memberDayTotal };
  const held = chosen.roleLimits.filter(({ roleId }) => roleId === guildId || roleIds.includes(roleId));
  const most = (own: number | null, given: readonly (number | null)[]) =>
    own === null ? null : Math.max(own, ...given.filter((value) => value !== null));
  return {
    operatorMonth,
    memberDayTotal,
    guildDay: chosenLimit({}, chosen.guildDayTakes, chosen.guildDayMicros),
    guildMonth: chosenLimit(guildMonth, chosen.guildMonthTakes, chosen.guildMonthMicros),
    memberDay: chosenLimit(
      memberDay,
      most(
        chosen.memberDayTakes,
        held.map(({ dayTakes }) => dayTakes),
      ),
      most(
        chosen.memberDayMicros,
        held.map(({ dayMicros }) => dayMicros),
      ),
    ),
    memberMonth: chosenLimit(
      {},
      most(
        chosen.memberMonthTakes,
        held.map(({ monthTakes }) => monthTakes),
      ),
      most(
        chosen.memberMonthMicros,
        held.map(({ monthMicros }) => monthMicros),
      ),
    ),
  };
}

/** A server's choice, never above the operator's. */
function chosenLimit(operators: Limit, count: number | null, micros: number | null): Limit {
  const isOwnCount = count !== null && count < (operators.count ?? Number.POSITIVE_INFINITY);
  const isOwnMicros = micros !== null && micros < (operators.micros ?? Number.POSITIVE_INFINITY);
  const own = { ...(isOwnCount && { count: true as const }), ...(isOwnMicros && { micros: true as const }) };
  return {
    ...operators,
    ...(isOwnCount && { count }),
    ...(isOwnCount && operators.count !== undefined && { mostCount: operators.count }),
    ...(isOwnMicros && { micros }),
    ...((isOwnCount || isOwnMicros) && { own }),
  };
}

/** What a job takes from its server's and its requester's days and months, the requester's day in all servers, and the operator's month. */
export function chargesOf(job: Job, limits: QuotaLimits): LimitedCharge[] {
  return chargesFor(job, { count: job.wanted.takes, micros: reservedMicros(job) }, limits, job.acceptedAt);
}

type Asked = Pick<Draft, 'guildId' | 'requester'>;

/** What a cover takes, in takes and in micro-dollars at the price that the member is told, from each limit. */
export function chargesFor({ guildId, requester }: Asked, amount: Usage, limits: QuotaLimits, now: number) {
  const [day, month] = [dayOf(now), monthOf(now)];
  const { operatorMonth, guildDay = {}, guildMonth, memberDay, memberMonth = {}, memberDayTotal } = limits;
  // Also where there is no limit: one that is set later counts what was used before.
  return [
    { scope: guildScope(guildId), window: month, ...amount, limit: guildMonth },
    { scope: guildScope(guildId), window: day, ...amount, limit: guildDay },
    { scope: memberScope(guildId, requester.id), window: day, ...amount, limit: memberDay },
    { scope: memberScope(guildId, requester.id), window: month, ...amount, limit: memberMonth },
    { scope: memberWideScope('memberTotal', requester.id), window: day, ...amount, limit: memberDayTotal },
    { scope: OPERATOR_SCOPE, window: month, ...amount, limit: operatorMonth },
  ] satisfies LimitedCharge[];
}

/** What one attempt at writing lyrics takes: money and no take, and one of the member's attempts of the day. */
export function writtenLyricsCharges(
  asked: Asked,
  micros: number,
  policy: QuotaPolicy,
  now: number,
  limits: QuotaLimits = limitsFor(policy, asked.guildId),
): LimitedCharge[] {
  const attempt = memberWideCharge('memberWritten', asked.requester.id, now);
  return [
    ...chargesFor(asked, { count: 0, micros }, limits, now),
    { ...attempt, limit: { count: policy.lyricsWrittenPerDay } },
  ];
}

/** What having the lyrics of a song heard takes: no money, and one of the member's times of the day. */
export function heardLyricsCharges({ requester }: Asked, policy: QuotaPolicy, now: number): LimitedCharge[] {
  const time = memberWideCharge('memberHeard', requester.id, now);
  return [{ ...time, limit: { count: policy.lyricsHeardPerDay } }];
}

/**
 * What a refusal counts against its member; undefined where the failure is the provider's own. A song, a style or lyrics that
 * are refused always count. A task that failed for no stated reason counts where it is or may be billed: else somebody who has
 * found a song that makes tasks fail could spend a server's month with no take of their own.
 */
export function refusalCharge(
  { requester }: Pick<Job, 'requester'>,
  error: Pick<ProviderError, 'code'>,
  mayBeBilled: boolean,
  now: number,
): Charge | undefined {
  const isMembers = REFUSING_CODES.has(error.code) || (error.code === 'failed' && mayBeBilled);
  return isMembers ? memberWideCharge('memberRefused', requester.id, now) : undefined;
}

const REFUSING_CODES: ReadonlySet<ProviderError['code']> = new Set([
  'content',
  'badAudio',
  'songLength',
  'noVocals',
  'badRequest',
]);

export const OPERATOR_SCOPE: ChargeScope = { name: 'operator', id: 'all' };

export function guildScope(guildId: string): ChargeScope {
  return { name: 'guild', id: guildId };
}

/** A member's own quota in one server. */
export function memberScope(guildId: string, memberId: string): ChargeScope {
  return { name: 'member', id: `${guildId}:${memberId}` };
}

type MemberWideScopeName = Extract<ChargeScopeName, 'memberTotal' | 'memberRefused' | 'memberHeard' | 'memberWritten'>;

/** A member's own quota in all servers together. */
export function memberWideScope(name: MemberWideScopeName, memberId: string): ChargeScope {
  return { name, id: memberId };
}

function memberWideCharge(name: MemberWideScopeName, memberId: string, now: number): Charge {
  return { scope: memberWideScope(name, memberId), window: dayOf(now), count: 1, micros: 0 };
}
