import { type GuildSettings, isSettingKey, type SettingKey, settingKeys, settingRows } from './guild-settings.ts';

/** What the operator set for a server. */
export interface OperatorTerms {
  /** What holds until the server chooses. */
  defaults: GuildSettings;
  /** Beyond which it cannot choose. */
  bounds: SettingBounds;
}

/** The most of each; of `modelIds` all that there are; `wantsRightsTick: true` cannot be taken back. */
export type SettingBounds = Partial<Record<BoundedNumber, number>> & {
  modelIds?: readonly string[];
  wantsRightsTick?: true;
};

const boundedNumbers = [
  'guildDayTakes',
  'guildMonthTakes',
  'guildDayMicros',
  'guildMonthMicros',
  'memberDayTakes',
  'memberMonthTakes',
  'memberDayMicros',
  'memberMonthMicros',
  'runningPerGuild',
] as const satisfies readonly SettingKey[];

type BoundedNumber = (typeof boundedNumbers)[number];

/** Whose a value is; `clamped`: the server chose something that the operator does not allow any more. */
export type SettingSource = { by: 'operator' } | { by: 'guild'; clamped: boolean };

/** What holds for a server, and whose each value is. */
export interface ResolvedPolicy {
  values: GuildSettings;
  sources: Readonly<Record<SettingKey, SettingSource>>;
}

/** Undefined takes a choice back: the operator's holds again. */
export type SettingChanges = { [Key in SettingKey]?: GuildSettings[Key] | undefined };

export interface SettingsChange {
  before: ResolvedPolicy;
  after: ResolvedPolicy;
}

/** The settings that a change has changed, by their values or by whose they are. */
export function changedKeys({ before, after }: SettingsChange): SettingKey[] {
  return settingKeys.filter((key) => {
    const isSame = JSON.stringify(before.values[key]) === JSON.stringify(after.values[key]);
    return !isSame || before.sources[key].by !== after.sources[key].by;
  });
}

/** A server's own choices as they are stored: what this release does not know, or cannot read, is in it as well. */
export type OwnChoices = Readonly<Record<string, unknown>>;

/** What holds for a server that has chosen this, within the operator's bounds. What cannot be read counts as not chosen. */
export function policyFor(own: OwnChoices, { defaults, bounds }: OperatorTerms): ResolvedPolicy {
  const resolved = settingKeys.map((key) => [key, resolve(key, own[key], defaults[key], bounds)] as const);
  return {
    values: Object.fromEntries(resolved.map(([key, { value }]) => [key, value])) as GuildSettings,
    sources: Object.fromEntries(resolved.map(([key, { source }]) => [key, source])) as ResolvedPolicy['sources'],
  };
}

function resolve(key: SettingKey, chosen: unknown, fallback: unknown, bounds: SettingBounds) {
  const parsed = chosen === undefined ? undefined : settingRows[key].schema.safeParse(chosen);
  if (!parsed?.success) return { value: within(key, fallback, bounds), source: { by: 'operator' } as const };
  const value = within(key, parsed.data, bounds);
  const clamped = value !== parsed.data;
  return { value, source: { by: 'guild', clamped } as const };
}

/** The value itself where it is within the bounds, else the nearest that is. */
function within(key: SettingKey, value: unknown, bounds: SettingBounds): unknown {
  if (isBoundedNumber(key)) {
    const most = bounds[key];
    return most === undefined || (typeof value === 'number' && value <= most) ? value : most;
  }
  if (key === 'wantsRightsTick') return value === true || bounds.wantsRightsTick === true;
  if (key === 'modelIds' && bounds.modelIds) {
    const ids = value as readonly string[];
    const known = ids.filter((id) => bounds.modelIds?.includes(id));
    return known.length === ids.length ? value : known;
  }
  if (key === 'roleLimits') return limitsWithin(value as GuildSettings['roleLimits'], bounds);
  return value;
}

/** What those with a role may have is never more than the operator gives any member. */
function limitsWithin(limits: GuildSettings['roleLimits'], bounds: SettingBounds): GuildSettings['roleLimits'] {
  const cut = limits.map((limit) => ({
    roleId: limit.roleId,
    dayTakes: atMost(limit.dayTakes, bounds.memberDayTakes),
    monthTakes: atMost(limit.monthTakes, bounds.memberMonthTakes),
    dayMicros: atMost(limit.dayMicros, bounds.memberDayMicros),
    monthMicros: atMost(limit.monthMicros, bounds.memberMonthMicros),
  }));
  return JSON.stringify(cut) === JSON.stringify(limits) ? limits : cut;
}

function atMost(value: number | null, most: number | undefined): number | null {
  return value === null || most === undefined ? value : Math.min(value, most);
}

function isBoundedNumber(key: SettingKey): key is BoundedNumber {
  return (boundedNumbers as readonly SettingKey[]).includes(key);
}

/** Why a server cannot choose a value; undefined where it can. `most`: the operator's bound. */
export function faultOfChoice(
  key: SettingKey,
  value: unknown,
  { bounds }: Pick<OperatorTerms, 'bounds'>,
): { kind: 'invalid' } | { kind: 'aboveBound'; most: number } | { kind: 'demanded' } | undefined {
  const parsed = settingRows[key].schema.safeParse(value);
  if (!parsed.success) return { kind: 'invalid' };
  if (parsed.data === null) return undefined;
  if (within(key, parsed.data, bounds) === parsed.data) return undefined;
  if (key === 'wantsRightsTick') return { kind: 'demanded' };
  return isBoundedNumber(key) ? { kind: 'aboveBound', most: bounds[key] ?? 0 } : { kind: 'invalid' };
}

/** What is stored after a change; undefined takes a choice back. All else stays as it was, known or not. */
export function withChanges(own: OwnChoices, changes: Partial<Record<SettingKey, unknown>>): OwnChoices {
  const next = Object.entries({ ...own, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(next);
}

/** Choices that this release has a row for and cannot read. */
export function unreadableIn(own: OwnChoices): SettingKey[] {
  return Object.keys(own)
    .filter(isSettingKey)
    .filter((key) => !settingRows[key].schema.safeParse(own[key]).success);
}
