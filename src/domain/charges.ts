import type { ChargeScopeName, ProviderError } from '../errors.ts';
import type { Draft } from './draft.ts';
import type { Job } from './job.ts';
import { reservedMicros } from './new-job.ts';
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
  /** How often a member's covers may be refused for what is in them, in a UTC day and all servers. */
  refusalsPerDay: number;
  lyricsHeardPerDay: number;
  lyricsWrittenPerDay: number;
}

/** The limits that hold for what is asked in one server. */
export type QuotaLimits = Pick<QuotaPolicy, 'operatorMonth' | 'guildMonth' | 'memberDay' | 'memberDayTotal'>;

export function isNamedGuild({ allowedGuilds }: Pick<QuotaPolicy, 'allowedGuilds'>, guildId: string): boolean {
  return allowedGuilds.ids.includes(guildId);
}

/** False where nothing may be downloaded or paid for a server. */
export function isGuildAllowed(policy: Pick<QuotaPolicy, 'allowedGuilds'>, guildId: string): boolean {
  return policy.allowedGuilds.othersMayTry || isNamedGuild(policy, guildId);
}

export function limitsFor(policy: QuotaPolicy, guildId: string): QuotaLimits {
  return { ...policy, guildMonth: isNamedGuild(policy, guildId) ? policy.guildMonth : policy.trialMonth };
}

/** What a job takes from its server's month, its requester's day, there and in all servers, and the operator's month. */
export function chargesOf(job: Job, limits: QuotaLimits): LimitedCharge[] {
  return chargesFor(job, { count: job.wanted.takes, micros: reservedMicros(job) }, limits, job.acceptedAt);
}

type Asked = Pick<Draft, 'guildId' | 'requester'>;

/** What a cover takes, in takes and in micro-dollars at the price that the member is told, from each limit. */
export function chargesFor({ guildId, requester }: Asked, amount: Usage, limits: QuotaLimits, now: number) {
  const [day, month] = [dayOf(now), monthOf(now)];
  const { operatorMonth, guildMonth, memberDay, memberDayTotal } = limits;
  return [
    { scope: guildScope(guildId), window: month, ...amount, limit: guildMonth },
    { scope: memberScope(guildId, requester.id), window: day, ...amount, limit: memberDay },
    { scope: memberWideScope('memberTotal', requester.id), window: day, ...amount, limit: memberDayTotal },
    { scope: OPERATOR_SCOPE, window: month, ...amount, limit: operatorMonth },
  ] satisfies LimitedCharge[];
}

/** What one attempt at writing lyrics takes: money and no take, and one of the member's attempts of the day. */
export function writtenLyricsCharges(asked: Asked, micros: number, policy: QuotaPolicy, now: number): LimitedCharge[] {
  const attempt = memberWideCharge('memberWritten', asked.requester.id, now);
  return [
    ...chargesFor(asked, { count: 0, micros }, limitsFor(policy, asked.guildId), now),
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
