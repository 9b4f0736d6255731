import { describe, expect, it } from 'vitest';
import { TELL_AT_ONCE } from '../../../src/domain/job.ts';
import { acceptAndMove, type CreateJobsHarness, mustChange, soon, tenMinutes, useHarness } from './harness.ts';
import { newcomer, steps } from './job-parts.ts';

const MINUTE = 60_000;

export function describeAlarms(create: CreateJobsHarness): void {
  describe('alarms', () => {
    it('ring at their time or later, and once when they are heeded', async () => {
      const { jobs, clock } = await useHarness(create);
      const rung: { id: string; at: number }[] = [];
      jobs.onAlarm('tell', async (id) => void rung.push({ id, at: clock.now() }));
      jobs.start();
      const start = clock.now();
      await jobs.alarms.set('tell', start + 2 * MINUTE, 'late');
      await jobs.alarms.set('tell', start - MINUTE, 'past');
      await soon(() => expect(rung.map(({ id }) => id)).toEqual(['past']));
      await jobs.alarms.set('tell', start + MINUTE, 'early');

      await clock.advance(MINUTE - 1);
      expect(rung).toHaveLength(1);
      await clock.runUntil(() => rung.length === 3, { stepMs: 5_000 });
      await tenMinutes(clock);

      expect(rung.map(({ id }) => id)).toEqual(['past', 'early', 'late']);
      expect(rung[1]?.at).toBeGreaterThanOrEqual(start + MINUTE);
      expect(rung[1]?.at).toBeLessThan(start + 2 * MINUTE);
      expect(rung[2]?.at).toBeGreaterThanOrEqual(start + 2 * MINUTE);
    });

    it('are taken back with a move, whenever they were to ring, and others are not', async () => {
      const { jobs, clock } = await useHarness(create);
      const rung: string[] = [];
      for (const kind of ['tell', 'unknownDeadline'] as const)
        jobs.onAlarm(kind, async (id) => void rung.push(`${kind} ${id}`));
      jobs.start();
      const alarmsIn = (minutes: number) => [
        { kind: 'unknownDeadline', at: clock.now() + minutes * MINUTE } as const,
        { kind: 'tell', at: clock.now() + minutes * MINUTE } as const,
      ];
      const [first, second] = [newcomer(1), newcomer(2)];
      const seen = await acceptAndMove(jobs, first, { to: 'queued', alarms: alarmsIn(2) });
      await acceptAndMove(jobs, second, { to: 'queued', alarms: alarmsIn(3) });
      const later = await mustChange(jobs, seen, { to: 'queued', alarms: alarmsIn(4) });

      await mustChange(jobs, later, { to: 'queued', disarms: ['unknownDeadline'] });

      await clock.runUntil(() => rung.length === 4, { stepMs: 5_000 });
      await tenMinutes(clock);
      const ofSecond = [`tell ${second.id}`, `unknownDeadline ${second.id}`];
      expect(rung.toSorted()).toEqual([`tell ${first.id}`, `tell ${first.id}`, ...ofSecond].toSorted());
    });

    it.each([
      -86_400_000, -600_000, 600_000, 86_400_000,
    ])('ring after their time at the latest, when the clock is set by %i ms meanwhile', async (steppedMs) => {
      const { jobs, clock } = await useHarness(create);
      let rung = 0;
      jobs.onAlarm('tell', async () => {
        rung += 1;
      });
      jobs.start();
      await jobs.alarms.set('tell', clock.now() + 5 * MINUTE, 'a');
      await clock.advance(MINUTE);
      clock.step(steppedMs);
      await clock.advance(4 * MINUTE);
      await soon(() => expect(rung).toBe(1));
      await tenMinutes(clock);
      expect(rung).toBe(1);
    });

    it('ring though they were set by a clock that was far ahead before a crash', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      await jobs.alarms.set('tell', clock.now() + 86_400_000, 'a');
      const reopened = await harness.reopenAfterCrash();
      let rung = 0;
      reopened.onAlarm('tell', async () => {
        rung += 1;
      });
      reopened.start();
      await clock.runUntil(() => rung === 1, { withinMs: 21 * MINUTE, stepMs: MINUTE });
    });

    it('reach the handler of their kind', async () => {
      const { jobs, clock } = await useHarness(create);
      const rung: string[] = [];
      jobs.onAlarm('tell', async (id) => void rung.push(`tell ${id}`));
      jobs.onAlarm('unknownDeadline', async (id) => void rung.push(`unknownDeadline ${id}`));
      jobs.start();

      await jobs.alarms.set('unknownDeadline', clock.now(), 'a');
      await jobs.alarms.set('tell', clock.now(), 'a');

      await soon(() => expect(rung.toSorted()).toEqual(['tell a', 'unknownDeadline a']));
      expect(() => jobs.onAlarm('tell', async () => undefined)).toThrow('handler');
    });

    it('are set by a move, in the same write', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const due = clock.now() + MINUTE;
      await acceptAndMove(jobs, newcomer(1), { ...steps.cancelled(), alarms: [{ kind: 'tell', at: due }] });

      const reopened = await harness.reopenAfterCrash();
      const rung: string[] = [];
      reopened.onAlarm('tell', async (id) => void rung.push(id));
      reopened.start();

      await clock.runUntil(() => rung.length > 0, { stepMs: 5_000 });
      expect(rung).toEqual([newcomer(1).id]);
      expect(clock.now()).toBeGreaterThanOrEqual(due);
    });

    it('ring at once where an end is to be told, though the clock was ahead when that was written', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      clock.step(10 * MINUTE);
      await acceptAndMove(jobs, newcomer(1), { ...steps.cancelled(), alarms: [TELL_AT_ONCE] });
      clock.step(-10 * MINUTE);

      const reopened = await harness.reopenAfterCrash();
      const rung: string[] = [];
      reopened.onAlarm('tell', async (id) => void rung.push(id));
      reopened.start();

      await soon(() => expect(rung).toEqual([newcomer(1).id]));
    });

    it('ring late rather than never when they fell due while nothing ran', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      await jobs.alarms.set('tell', clock.now() + MINUTE, 'a');
      await tenMinutes(clock);

      const reopened = await harness.reopenAfterCrash();
      const rung: string[] = [];
      reopened.onAlarm('tell', async (id) => void rung.push(id));
      reopened.start();

      await soon(() => expect(rung).toEqual(['a']));
    });

    it('ring again after a crash in the middle of the ringing', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      let rings = 0;
      jobs.onAlarm('tell', () => {
        rings += 1;
        return new Promise(() => {});
      });
      jobs.start();
      await jobs.alarms.set('tell', clock.now(), 'a');
      await soon(() => expect(rings).toBe(1));

      const reopened = await harness.reopenAfterCrash();
      reopened.onAlarm('tell', async () => {
        rings += 1;
      });
      reopened.start();

      await soon(() => expect(rings).toBe(2));
    });

    it('ring again after growing pauses until they are heeded', async () => {
      const { jobs, clock } = await useHarness(create);
      const rungAt: number[] = [];
      jobs.onAlarm('tell', async () => {
        rungAt.push(clock.now());
        if (rungAt.length < 5) throw new Error('nobody answers');
      });
      jobs.start();
      await jobs.alarms.set('tell', clock.now(), 'a');

      await clock.runUntil(() => rungAt.length === 5);
      await tenMinutes(clock);

      const pauses = rungAt.slice(1).map((at, n) => at - (rungAt[n] ?? 0));
      expect(pauses).toHaveLength(4);
      expect(pauses[0]).toBeGreaterThanOrEqual(1_000);
      expect(pauses).toEqual([...new Set(pauses)].toSorted((one, other) => one - other));
    });

    it('set anew while they ring, ring once more', async () => {
      const { jobs, clock } = await useHarness(create);
      const due = clock.now() + MINUTE;
      let rings = 0;
      jobs.onAlarm('tell', async (id) => {
        rings += 1;
        if (rings === 1) await jobs.alarms.set('tell', due, id);
      });
      jobs.start();
      await jobs.alarms.set('tell', due, 'a');

      await clock.runUntil(() => rings === 2, { stepMs: 5_000 });
      await tenMinutes(clock);

      expect(rings).toBe(2);
    });

    it('all ring, however many are due at once and however many of them fail', async () => {
      const { jobs, clock } = await useHarness(create);
      const rung = new Set<string>();
      jobs.onAlarm('tell', async (id) => {
        rung.add(id);
        if (id.startsWith('bad')) throw new Error('nobody answers');
      });
      for (let n = 0; n < 20; n += 1) {
        await jobs.alarms.set('tell', clock.now() - 1, `bad-${n}`);
        await jobs.alarms.set('tell', clock.now(), `good-${n}`);
      }
      jobs.start();

      await soon(() => expect(rung.size).toBe(40));
    });

    it('are no longer rung after the stop', async () => {
      const { jobs, clock } = await useHarness(create);
      const rung: string[] = [];
      jobs.onAlarm('tell', async (id) => void rung.push(id));
      jobs.start();
      await jobs.alarms.set('tell', clock.now() + MINUTE, 'a');

      await jobs.stop();
      await tenMinutes(clock);

      expect(rung).toEqual([]);
    });
  });
}
