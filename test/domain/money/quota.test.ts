import { describe, expect, it } from 'vitest';
import { dayOf, type Limit, type LimitedCharge, monthOf, refusalOf } from '../../../src/domain/money/quota.ts';

describe('windows', () => {
  it.each([
    {
      time: '2026-11-30T23:59:59.999Z',
      month: '2026-11',
      monthEnd: '2026-12-01',
      day: '2026-11-30',
      dayEnd: '2026-12-01',
    },
    {
      time: '2026-12-01T00:00:00.000Z',
      month: '2026-12',
      monthEnd: '2027-01-01',
      day: '2026-12-01',
      dayEnd: '2026-12-02',
    },
    {
      time: '2026-12-31T23:59:59.999Z',
      month: '2026-12',
      monthEnd: '2027-01-01',
      day: '2026-12-31',
      dayEnd: '2027-01-01',
    },
    {
      time: '2027-01-01T00:00:00.000Z',
      month: '2027-01',
      monthEnd: '2027-02-01',
      day: '2027-01-01',
      dayEnd: '2027-01-02',
    },
    {
      time: '2028-02-28T12:00:00.000Z',
      month: '2028-02',
      monthEnd: '2028-03-01',
      day: '2028-02-28',
      dayEnd: '2028-02-29',
    },
    {
      time: '2028-02-29T12:00:00.000Z',
      month: '2028-02',
      monthEnd: '2028-03-01',
      day: '2028-02-29',
      dayEnd: '2028-03-01',
    },
  ])('of $time are the UTC month and day', ({ time, month, monthEnd, day, dayEnd }) => {
    const now = Date.parse(time);

    expect(monthOf(now)).toEqual({ key: month, endsAt: Date.parse(monthEnd) });
    expect(dayOf(now)).toEqual({ key: day, endsAt: Date.parse(dayEnd) });
  });
});

describe('refusalOf', () => {
  const charge = (limit: Limit): LimitedCharge => ({
    scope: { name: 'guild', id: 'g' },
    window: monthOf(0),
    count: 2,
    micros: 500,
    limit,
  });
  const used = { count: 3, micros: 1_000 };

  it.each([
    { limit: {}, refusal: undefined },
    { limit: { count: 5 }, refusal: undefined },
    { limit: { count: 4 }, refusal: 'count' },
    { limit: { micros: 1_500 }, refusal: undefined },
    { limit: { micros: 1_499 }, refusal: 'money' },
    { limit: { count: 4, micros: 1_499 }, refusal: 'count' },
    { limit: { count: 0 }, refusal: 'count' },
    { limit: { micros: 0 }, refusal: 'money' },
  ])('finds $refusal at the limit $limit', ({ limit, refusal }) => {
    expect(refusalOf(charge(limit), used)).toEqual(refusal && { kind: refusal, charge: charge(limit), used });
  });
});
