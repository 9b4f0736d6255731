import type { ChargeScopeName } from '../../errors.ts';

/** What a job takes from one quota. Count is in takes, money in micro-dollars; the window is fixed at acceptance. */
export interface Charge {
  scope: ChargeScope;
  window: Window;
  count: number;
  micros: number;
}

export interface ChargeScope {
  name: ChargeScopeName;
  /** `guildId`, or `guildId:memberId`. */
  id: string;
}

/** A UTC day or month. */
export interface Window {
  /** `2026-11` or `2026-11-20`. */
  key: string;
  /** When the quota renews, in milliseconds since the epoch. */
  endsAt: number;
}

/** Most that may be used within one window; undefined means no limit. */
export interface Limit {
  count?: number;
  micros?: number;
  /** Which of them the server has chosen for itself; all others are the operator's. */
  own?: { count?: true; micros?: true };
  /** Of a count that is the server's own: the operator's, beyond which nothing that moderators give goes. */
  mostCount?: number;
}

/** A charge together with the limit it must stay within. */
export interface LimitedCharge extends Charge {
  limit: Limit;
}

export interface Usage {
  count: number;
  micros: number;
  /** Takes that moderators have given beside the limit; missing: none. */
  given?: number;
}

/** A quota whose sum is not that of its charges: a bug somewhere, and money at risk. */
export interface Imbalance {
  scope: ChargeScope;
  windowKey: string;
  /** What the counter says, and what the charges come to. */
  counted: Usage;
  charged: Usage;
}

export type QuotaRefusal = { kind: 'count' | 'money'; charge: LimitedCharge; used: Usage };

/** Of a window, by how its key is written. */
export function spanOf({ key }: Pick<Window, 'key'>): 'day' | 'month' {
  return key.length > '2026-11'.length ? 'day' : 'month';
}

/** The UTC month that holds a time. */
export function monthOf(now: number): Window {
  const date = new Date(now);
  return {
    key: date.toISOString().slice(0, 7),
    endsAt: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1),
  };
}

/** The UTC day that holds a time. */
export function dayOf(now: number): Window {
  const date = new Date(now);
  return {
    key: date.toISOString().slice(0, 10),
    endsAt: Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1),
  };
}

/** The limit with what moderators have given: only where the server has set it itself, and never above the operator's. */
export function withGiven(limit: Limit, { given = 0 }: Usage): Limit {
  if (given === 0 || limit.count === undefined || !limit.own?.count) return limit;
  return { ...limit, count: Math.min(limit.count + given, limit.mostCount ?? Number.POSITIVE_INFINITY) };
}

/** Why a charge does not fit beside what is used already; undefined when it fits. */
export function refusalOf(asked: LimitedCharge, used: Usage): QuotaRefusal | undefined {
  const charge = { ...asked, limit: withGiven(asked.limit, used) };
  const { count, micros } = charge.limit;
  if (count !== undefined && used.count + charge.count > count) return { kind: 'count', charge, used };
  if (micros !== undefined && used.micros + charge.micros > micros) return { kind: 'money', charge, used };
  return undefined;
}
