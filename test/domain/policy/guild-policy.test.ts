import { describe, expect, it } from 'vitest';
import { faultOfChoice, type OperatorTerms, policyFor, withChanges } from '../../../src/domain/policy/guild-policy.ts';
import {
  type GuildSettings,
  type SettingKey,
  settingFallbacks,
  settingKeys,
  settingRows,
} from '../../../src/domain/policy/guild-settings.ts';
import { plainTerms } from '../../support/plain-settings.ts';

const [ROLE, CHANNEL] = ['6000000000000000001', '3000000000000000001'];
const limit = { roleId: ROLE, dayTakes: 5, monthTakes: null, dayMicros: null, monthMicros: null };

/** For each setting: what a server chooses, and what nobody can choose. */
const examples: { [Key in SettingKey]: { chosen: GuildSettings[Key]; impossible: unknown } } = {
  channelIds: { chosen: [CHANNEL], impossible: ['#covers'] },
  remixChannelIds: { chosen: [CHANNEL], impossible: 'covers' },
  opensThreads: { chosen: true, impossible: 'yes' },
  remixTag: { chosen: 'Covers', impossible: 'a tag that is longer than twenty' },
  pricesFor: { chosen: 'nobody', impossible: 'friends' },
  allowedRoleIds: { chosen: [ROLE], impossible: [7] },
  deniedRoleIds: { chosen: [ROLE], impossible: Array.from({ length: 26 }, () => ROLE) },
  membershipMinutes: { chosen: 60, impossible: -1 },
  pauseMinutes: { chosen: 5, impossible: 0.5 },
  guildDayTakes: { chosen: 5, impossible: -1 },
  guildMonthTakes: { chosen: 5, impossible: 1.5 },
  guildDayMicros: { chosen: 5_000_000, impossible: -1 },
  guildMonthMicros: { chosen: 5_000_000, impossible: 'five' },
  memberDayTakes: { chosen: 5, impossible: 1_000_001 },
  memberMonthTakes: { chosen: 5, impossible: -1 },
  memberDayMicros: { chosen: 5_000_000, impossible: -1 },
  memberMonthMicros: { chosen: 5_000_000, impossible: -1 },
  roleLimits: { chosen: [limit], impossible: [{ ...limit, dayTakes: -1 }] },
  waitingPerMember: { chosen: 2, impossible: 0 },
  confirmAboveMicros: { chosen: 100_000, impossible: -1 },
  runningPerGuild: { chosen: 1, impossible: 0 },
  modelIds: { chosen: ['runware/one'], impossible: 'runware/one' },
  format: { chosen: 'ogg', impossible: 'midi' },
  bitrateKbps: { chosen: 128, impossible: 47 },
  wantsRightsTick: { chosen: true, impossible: null },
  forbiddenWords: { chosen: [{ word: 'darn', inside: true }], impossible: [{ word: '', inside: true }] },
  approval: { chosen: 'all', impossible: 'some' },
  flaggedWords: { chosen: [{ word: 'darn', inside: false }], impossible: 'darn' },
  presets: {
    chosen: [{ name: 'Shanty', style: 'sea shanty' }],
    impossible: Array.from({ length: 26 }, (_, at) => ({ name: `${at}`, style: 'sea shanty' })),
  },
  locale: { chosen: 'de', impossible: 'x' },
  howTo: { chosen: true, impossible: 1 },
  logChannelIds: { chosen: [CHANNEL], impossible: [CHANNEL, CHANNEL] },
  reportChannelIds: { chosen: [CHANNEL], impossible: CHANNEL },
  moderatorRoleIds: { chosen: [ROLE], impossible: ROLE },
  privateFirst: { chosen: true, impossible: 'maybe' },
};

const free: OperatorTerms = { ...plainTerms(), bounds: { modelIds: ['runware/one', 'runware/two'] } };

describe('each setting', () => {
  it.each(
    settingKeys,
  )('%s is the operator’s until it is set, the server’s then, and the operator’s after a reset', (key) => {
    const { chosen } = examples[key];
    const before = policyFor({}, free);
    const own = withChanges({}, { [key]: chosen });
    const after = policyFor(own, free);

    expect([before.values[key], before.sources[key]]).toEqual([settingFallbacks[key], { by: 'operator' }]);
    expect([after.values[key], after.sources[key]]).toEqual([chosen, { by: 'guild', clamped: false }]);
    expect(faultOfChoice(key, chosen, free)).toBeUndefined();
    expect(after.values).toEqual({ ...before.values, [key]: chosen });
    expect(policyFor(withChanges(own, { [key]: undefined }), free)).toEqual(before);
  });

  it.each(
    settingKeys,
  )('%s takes nothing that nobody can choose, and such a thing on record counts as not chosen', (key) => {
    const { impossible } = examples[key];

    expect(faultOfChoice(key, impossible, free)).toEqual({ kind: 'invalid' });
    expect(policyFor({ [key]: impossible }, free)).toEqual(policyFor({}, free));
  });

  it.each(settingKeys)('%s stays as the server chose it when only the operator’s default becomes another', (key) => {
    const { chosen } = examples[key];
    const changed: OperatorTerms = { ...free, defaults: { ...settingFallbacks, [key]: chosen } };
    const own = withChanges({}, { [key]: settingFallbacks[key] });

    const after = policyFor(own, changed);

    expect(after.values[key]).toEqual(settingFallbacks[key]);
    expect(after.sources[key]).toEqual({ by: 'guild', clamped: false });
    expect(policyFor({}, changed).values[key]).toEqual(chosen);
  });

  it.each(settingKeys)('%s has a page, and a default that it takes itself', (key) => {
    expect(settingRows[key].schema.safeParse(settingRows[key].fallback).success).toBe(true);
    expect(settingRows[key].page).toMatch(/^(where|who|howMuch|what|styles|voice)$/);
  });
});

describe("the operator's bounds", () => {
  const numbers = [
    'guildDayTakes',
    'guildMonthTakes',
    'guildDayMicros',
    'guildMonthMicros',
    'memberDayTakes',
    'memberMonthTakes',
    'memberDayMicros',
    'memberMonthMicros',
    'runningPerGuild',
  ] as const;

  it.each(numbers)('hold for %s: above them is refused, and what was chosen before they were lowered is cut', (key) => {
    const lowered: OperatorTerms = { defaults: { ...settingFallbacks, [key]: 3 }, bounds: { [key]: 3 } };

    expect(faultOfChoice(key, 4, lowered)).toEqual({ kind: 'aboveBound', most: 3 });
    expect(faultOfChoice(key, 3, lowered)).toBeUndefined();
    const cut = policyFor({ [key]: 8 }, lowered);
    expect([cut.values[key], cut.sources[key]]).toEqual([3, { by: 'guild', clamped: true }]);
    const raised: OperatorTerms = { defaults: { ...settingFallbacks, [key]: 20 }, bounds: { [key]: 20 } };
    expect(policyFor({ [key]: 8 }, raised).values[key]).toBe(8);
    // No limit of the server's own is none above the operator's.
    expect(policyFor({ [key]: null }, lowered).values[key]).toBe(3);
  });

  it('keep a server from dropping the tick that the operator asks for', () => {
    const asked: OperatorTerms = {
      defaults: { ...settingFallbacks, wantsRightsTick: true },
      bounds: { wantsRightsTick: true },
    };

    expect(faultOfChoice('wantsRightsTick', false, asked)).toEqual({ kind: 'demanded' });
    const kept = policyFor({ wantsRightsTick: false }, asked);
    expect([kept.values.wantsRightsTick, kept.sources.wantsRightsTick]).toEqual([true, { by: 'guild', clamped: true }]);
  });

  it('leave of the chosen models those that the operator still has', () => {
    const fewer: OperatorTerms = { ...free, bounds: { modelIds: ['runware/two'] } };

    expect(faultOfChoice('modelIds', ['runware/one'], fewer)).toEqual({ kind: 'invalid' });
    const left = policyFor({ modelIds: ['runware/one', 'runware/two'] }, fewer);
    expect([left.values.modelIds, left.sources.modelIds]).toEqual([['runware/two'], { by: 'guild', clamped: true }]);
  });

  it('cut what a role has to what any member may have', () => {
    const lowered: OperatorTerms = { ...free, bounds: { memberDayTakes: 2 } };

    const { values, sources } = policyFor({ roleLimits: [limit] }, lowered);

    expect(values.roleLimits).toEqual([{ ...limit, dayTakes: 2 }]);
    expect(sources.roleLimits).toEqual({ by: 'guild', clamped: true });
  });
});
