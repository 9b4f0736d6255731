import { describe, expect, it } from 'vitest';
import {
  chargesOf,
  heardLyricsCharges,
  isGuildAllowed,
  limitsFor,
  refusalCharge,
  writtenLyricsCharges,
} from '../../../src/domain/money/charges.ts';
import { aDraft, buildJob, NO_LIMITS, SOME_TIME } from '../../support/build-job.ts';
import { PLAIN_SETTINGS } from '../../support/plain-settings.ts';

const GUILD = '2000000000000000001';
const MEMBER = '4000000000000000001';
const MONTH = { key: '2026-11', endsAt: Date.UTC(2026, 11, 1) };
const DAY = { key: '2026-11-20', endsAt: Date.UTC(2026, 10, 21) };

describe('chargesOf', () => {
  it('reserves every take at its price from the server, the member here and everywhere, and the operator', () => {
    const limits = {
      ...NO_LIMITS,
      operatorMonth: { micros: 1 },
      guildMonth: { count: 9 },
      memberDay: { count: 4 },
      memberDayTotal: { count: 5 },
    };
    const job = buildJob();
    const amount = { count: 3, micros: 450_000 };
    expect(chargesOf({ ...job, wanted: { ...job.wanted, takes: 3 } }, limits)).toEqual([
      { scope: { name: 'guild', id: GUILD }, window: MONTH, ...amount, limit: { count: 9 } },
      { scope: { name: 'guild', id: GUILD }, window: DAY, ...amount, limit: {} },
      { scope: { name: 'member', id: `${GUILD}:${MEMBER}` }, window: DAY, ...amount, limit: { count: 4 } },
      { scope: { name: 'member', id: `${GUILD}:${MEMBER}` }, window: MONTH, ...amount, limit: {} },
      { scope: { name: 'memberTotal', id: MEMBER }, window: DAY, ...amount, limit: { count: 5 } },
      { scope: { name: 'operator', id: 'all' }, window: MONTH, ...amount, limit: { micros: 1 } },
    ]);
  });
});

describe('limitsFor', () => {
  const policy = { ...NO_LIMITS, guildMonth: { micros: 15 }, trialMonth: { micros: 1 } };

  it('gives the full budget to a server that the operator has named, and a trial to others', () => {
    const named = { ...policy, allowedGuilds: { ids: ['named'], othersMayTry: true } };
    expect(limitsFor(named, 'named').guildMonth).toEqual({ micros: 15 });
    expect(limitsFor(named, 'other').guildMonth).toEqual({ micros: 1 });
  });
});

describe("a server's own limits", () => {
  const policy = { ...NO_LIMITS, guildMonth: { count: 100, micros: 15 }, memberDay: { count: 10 } };
  const named = { ...policy, allowedGuilds: { ids: ['g'], othersMayTry: true } };
  const role = { dayTakes: null, monthTakes: null, dayMicros: null, monthMicros: null };

  it('hold beside those of the operator, and say that they are its own', () => {
    const chosen = { ...PLAIN_SETTINGS, guildDayTakes: 5, guildMonthTakes: 50, memberMonthMicros: 7 };

    expect(limitsFor(named, 'g', chosen)).toEqual({
      operatorMonth: {},
      guildDay: { count: 5, own: { count: true } },
      guildMonth: { count: 50, mostCount: 100, micros: 15, own: { count: true } },
      memberDay: { count: 10 },
      memberMonth: { micros: 7, own: { micros: true } },
      memberDayTotal: {},
    });
  });

  it('are never above those of the operator', () => {
    const chosen = { ...PLAIN_SETTINGS, guildMonthTakes: 500, memberDayTakes: 50 };

    const { guildMonth, memberDay } = limitsFor(named, 'g', chosen);

    expect([guildMonth, memberDay]).toEqual([{ count: 100, micros: 15 }, { count: 10 }]);
  });

  it('of a member are the most generous of all that the roles give, within those of the operator', () => {
    const roleLimits = [
      { ...role, roleId: 'low', dayTakes: 1 },
      { ...role, roleId: 'high', dayTakes: 4 },
      { ...role, roleId: 'huge', dayTakes: 40 },
      { ...role, roleId: 'money', dayMicros: 9 },
    ];
    const chosen = { ...PLAIN_SETTINGS, memberDayTakes: 2, memberDayMicros: 3, roleLimits };
    const dayOf = (...roleIds: string[]) => limitsFor(named, 'g', chosen, roleIds).memberDay;

    expect(dayOf()).toMatchObject({ count: 2, micros: 3 });
    expect(dayOf('low')).toMatchObject({ count: 2 });
    expect(dayOf('low', 'high', 'money')).toMatchObject({ count: 4, micros: 9 });
    expect(dayOf('huge')).toMatchObject({ count: 10 });
  });

  it('of a role that everybody has hold for everybody', () => {
    const roleLimits = [{ ...role, roleId: 'g', dayTakes: 4 }];

    expect(limitsFor(named, 'g', { ...PLAIN_SETTINGS, memberDayTakes: 2, roleLimits }).memberDay.count).toBe(4);
  });
});

describe('isGuildAllowed', () => {
  it.each([
    { ids: [], othersMayTry: true, named: true, other: true },
    { ids: ['named'], othersMayTry: true, named: true, other: true },
    { ids: ['named'], othersMayTry: false, named: true, other: false },
  ])('with $ids and others let in: $othersMayTry', ({ named, other, ...allowedGuilds }) => {
    expect(isGuildAllowed({ allowedGuilds }, 'named')).toBe(named);
    expect(isGuildAllowed({ allowedGuilds }, 'other')).toBe(other);
  });
});

describe('lyrics', () => {
  it('that are written take money from all budgets, no take, and one of the attempts of the day', () => {
    const charges = writtenLyricsCharges(aDraft(), 700, { ...NO_LIMITS, lyricsWrittenPerDay: 2 }, SOME_TIME);
    expect(charges.map(({ scope, count, micros }) => [scope.name, count, micros])).toEqual([
      ['guild', 0, 700],
      ['guild', 0, 700],
      ['member', 0, 700],
      ['member', 0, 700],
      ['memberTotal', 0, 700],
      ['operator', 0, 700],
      ['memberWritten', 1, 0],
    ]);
    expect(charges.at(-1)?.limit).toEqual({ count: 2 });
  });

  it('that are heard take one of the times of the day', () => {
    expect(heardLyricsCharges(aDraft(), { ...NO_LIMITS, lyricsHeardPerDay: 3 }, SOME_TIME)).toEqual([
      { scope: { name: 'memberHeard', id: MEMBER }, window: DAY, count: 1, micros: 0, limit: { count: 3 } },
    ]);
  });
});

describe('refusalCharge', () => {
  it.each([
    ['content', false, true],
    ['badAudio', false, true],
    ['songLength', false, true],
    ['noVocals', false, true],
    ['badRequest', false, true],
    ['failed', true, true],
    ['failed', false, false],
    ['unavailable', true, false],
    ['timeout', true, false],
    ['rateLimited', true, false],
    ['notFound', true, false],
    ['badResponse', true, false],
    ['noCredit', true, false],
  ] as const)('counts %s, where it may be billed: %s, against the member: %s', (code, mayBeBilled, counts) => {
    const charge = refusalCharge(buildJob(), { code }, mayBeBilled, SOME_TIME);
    expect(charge).toEqual(
      counts ? { scope: { name: 'memberRefused', id: MEMBER }, window: DAY, count: 1, micros: 0 } : undefined,
    );
  });
});
