import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRun } from './plan-run.ts';
import { providerOf } from './points.ts';

const LARGE = { seed: 7, jobs: 1_000, kills: 300 };

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planRun(LARGE)).toEqual(planRun(LARGE));
    expect(planRun({ ...LARGE, seed: 8 }).interruptions).not.toEqual(planRun(LARGE).interruptions);
  });

  it('has as many wishes and kills as asked for, whatever the numbers', () => {
    const options = fc.record({
      seed: fc.nat(),
      jobs: fc.integer({ min: 10, max: 300 }),
      kills: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(options, (given) => {
        const { wishes, interruptions } = planRun(given);
        expect(wishes.map(({ number }) => number)).toEqual([...wishes.keys()]);
        expect(interruptions.filter(({ kind }) => kind === 'kill')).toHaveLength(given.kills);
        expect(interruptions.every(({ atWish }) => atWish < given.jobs)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('aims half of its kills, at every kind of boundary and at each moment of a request', () => {
    const kills = planRun(LARGE).interruptions.filter(({ kind }) => kind === 'kill');
    const aims = kills.flatMap(({ aim }) => aim ?? []);
    expect(aims.length / kills.length).toBeCloseTo(0.5, 1);
    const points = new Set(aims.map(({ point }) => point));
    for (const point of ['runware.paid', 'aimlapi.paid', 'discord.post', 'discord.answer', 'runware.result'] as const) {
      expect(points).toContain(point);
    }
    const moments = new Set(aims.filter(({ point }) => point === 'discord.post').map(({ moment }) => moment));
    expect(moments).toEqual(new Set(['arrived', 'passing', 'executed', 'answered']));
  });

  it('aims only at whom the bot asks first at that time', () => {
    const { interruptions, phases } = planRun(LARGE);
    for (const { aim, atWish } of interruptions) {
      const provider = aim && providerOf(aim.point);
      const first = phases.findLast(({ fromWish }) => fromWish <= atWish)?.providers[0];
      if (provider) expect(provider).toBe(first);
    }
  });

  it('comes back at once, beyond a nonce, beyond a token and beyond half an hour', () => {
    const away = planRun(LARGE).interruptions.map(({ awayMs }) => awayMs / 60_000);
    expect(away.filter((minutes) => minutes === 0).length).toBeGreaterThan(100);
    expect(away.filter((minutes) => minutes > 2 && minutes < 14).length).toBeGreaterThan(10);
    expect(away.filter((minutes) => minutes > 14 && minutes < 30).length).toBeGreaterThan(10);
    expect(away.filter((minutes) => minutes > 30).length).toBeGreaterThan(10);
  });

  it('has channels that hang or are slow, and a provider that changes what it says of tasks it does not know', () => {
    const { faults } = planRun(LARGE);
    const channels = faults.flatMap((fault) => (fault.kind === 'channel' ? fault.fault : []));
    expect(new Set(channels)).toEqual(new Set(['hang', 'slow']));
    const words = faults.flatMap((fault) => (fault.kind === 'habits' ? fault.habits.unknownTask : []));
    expect(new Set(words)).toEqual(new Set(['error', 'running', 'empty']));
    expect(planRun({ seed: 1, jobs: 20, kills: 2 }).faults.some(({ kind }) => kind === 'habits')).toBe(true);
  });

  it('cuts off few paid requests that cannot be asked about: each of them is a cover given up', () => {
    const { interruptions, faults } = planRun(LARGE);
    const isUnaskable = (point: string | undefined) => point === 'aimlapi.paid' || point === 'minimax.paid';
    const cut = interruptions.filter(({ kind, aim }) => kind === 'kill' && isUnaskable(aim?.point));
    const broken = faults.filter((fault) => fault.kind === 'http' && isUnaskable(fault.point) && fault.fault !== '429');
    expect(cut.length + broken.length).toBeGreaterThan(5);
    expect(cut.length + broken.length).toBeLessThan(20);
  });
});
