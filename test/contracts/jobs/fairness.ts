import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/domain/job.ts';
import type { ManualClock } from '../../support/manual-clock.ts';
import type { Jobs } from '../../support/open-jobs.ts';
import { type CreateJobsHarness, createHeldHandler, moveNow, soon, useHarness } from './harness.ts';
import { candidateOf, guild, newcomer, requestedBy, steps } from './job-parts.ts';

/** Works for a second on each job, and notes who started, and how many were under way at once at most. */
function workForASecond(jobs: Jobs, clock: ManualClock) {
  const started: Job[] = [];
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  const count = (key: string, change: number) => {
    now.set(key, (now.get(key) ?? 0) + change);
    most.set(key, Math.max(most.get(key) ?? 0, now.get(key) ?? 0));
  };
  jobs.work('make', async (job, lease) => {
    started.push(job);
    const keys = [`guild ${job.guildId}`, `provider ${lease.candidate.provider}`];
    for (const key of keys) count(key, 1);
    await moveNow(jobs, job.id, steps.submitting(lease.candidate));
    await clock.sleep(1_000);
    await moveNow(jobs, job.id, steps.failed());
    for (const key of keys) count(key, -1);
  });
  return { started, most: (key: string) => most.get(key) ?? 0 };
}

export function describeFairness(create: CreateJobsHarness): void {
  describe('turns', () => {
    it('come round to each guild: 400 jobs of one do not hold up the few of the others', async () => {
      const perGuild = 2;
      const { jobs, clock } = await useHarness(create, { perGuild, perProvider: 4 });
      const { started, most } = workForASecond(jobs, clock);
      jobs.start();
      for (let n = 0; n < 400; n += 1) await jobs.accept(newcomer(n, guild('busy')), []);
      await soon(() => expect(started).toHaveLength(perGuild));
      for (let n = 0; n < 40; n += 1) await jobs.accept(newcomer(1_000 + n, guild(`small-${n % 20}`)), []);
      const isSmall = (job: Job) => job.guildId !== 'busy';

      await clock.runUntil(() => started.filter(isSmall).length === 40, { stepMs: 1_000 });

      // What it had before the others came, and one turn in each of the two rounds that they need.
      const busyBefore = started.findLastIndex(isSmall) + 1 - 40;
      expect(busyBefore).toBeLessThanOrEqual(perGuild + 2);
      expect(most('guild busy')).toBe(perGuild);
      expect(most('provider runware')).toBe(4);
    });

    it('come round to each member of a guild: one with forty waiting does not hold up one with a single cover', async () => {
      const { jobs, clock } = await useHarness(create, { perGuild: 2, perProvider: 4 });
      const { started, most } = workForASecond(jobs, clock);
      jobs.start();
      for (let n = 0; n < 42; n += 1) await jobs.accept(newcomer(n, requestedBy('busy')), []);
      await soon(() => expect(started).toHaveLength(2));
      const single = newcomer(99, requestedBy('quiet'));
      await jobs.accept(single, []);
      const line = await jobs.lineOf(single.guildId);
      const place = await jobs.placeOf(single.id);
      const isStarted = () => started.some(({ id }) => id === single.id);

      await clock.runUntil(isStarted, { stepMs: 1_000 });

      const before = started.findIndex(({ id }) => id === single.id) - 2;
      expect(before).toBeLessThanOrEqual(2);
      expect(place).toMatchObject({ guildIsFull: true });
      // Two that get their turns together begin in any order.
      expect(Math.abs((place?.place ?? 0) - (before + 1))).toBeLessThanOrEqual(1);
      // What runs stands in front, then what waits as it is given its turns.
      expect(line.slice(0, 4)).toEqual([0, 1, 2, 99].map((n) => newcomer(n).id));
      expect(line).toHaveLength(43);
      expect(most(`guild ${single.guildId}`)).toBe(2);
    });

    it('come round to each member after a crash too', async () => {
      const harness = await create({ perGuild: 1, perProvider: 4, deliveries: 1 });
      try {
        const jobs = await harness.open();
        for (let n = 0; n < 40; n += 1) await jobs.accept(newcomer(n, requestedBy('busy')), []);
        await jobs.accept(newcomer(99, requestedBy('quiet')), []);

        const reopened = await harness.reopenAfterCrash();
        const line = await reopened.lineOf(newcomer(99).guildId);

        expect(line.indexOf(newcomer(99).id)).toBe(1);
      } finally {
        await harness.close();
      }
    });

    it('go in order of acceptance to one member of a guild', async () => {
      const { jobs, clock } = await useHarness(create, { perGuild: 1 });
      const { started } = workForASecond(jobs, clock);
      for (const n of [4, 2, 3, 1]) await jobs.accept(newcomer(n), []);
      jobs.start();

      await clock.runUntil(() => started.length === 4, { stepMs: 1_000 });

      expect(started.map(({ id }) => id)).toEqual([4, 2, 3, 1].map((n) => newcomer(n).id));
    });

    it('go to the first candidate that has a free slot', async () => {
      const { jobs } = await useHarness(create, { perProvider: 1 });
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      const candidates = [candidateOf('first'), candidateOf('second')];
      for (const n of [1, 2]) await jobs.accept(newcomer(n, { candidates }), []);
      jobs.start();
      await soon(() => expect(make.running()).toHaveLength(2));
      expect([1, 2].map((n) => make.runOf(newcomer(n).id).lease.candidate)).toEqual(candidates);
    });

    it('go on when a provider that took nobody takes some again', async () => {
      const { jobs, clock } = await useHarness(create);
      for (const { provider } of newcomer(1).candidates)
        await jobs.breakers.change(provider, (_, now) => ({
          failures: 3,
          closedUntil: now + 3_600_000,
          isOnTrial: true,
        }));
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      for (const n of [1, 2]) await jobs.accept(newcomer(n), []);
      jobs.start();
      await clock.advance(3_599_999);
      expect(make.running()).toEqual([]);

      await clock.advance(1);

      await soon(() => expect(make.running()).toEqual([newcomer(1).id]));
    });

    it('go one at a time to a provider that was away, beyond what is under way there, until it is on trial no more', async () => {
      const { jobs, clock } = await useHarness(create, { perGuild: 5 });
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      const closedUntil = jobs.breakers.now() + 300;
      await jobs.breakers.change('runware', () => ({ failures: 3, closedUntil, isOnTrial: true }));
      for (const n of [1, 2, 3, 4]) await jobs.accept(newcomer(n, { candidates: [candidateOf('runware')] }), []);
      jobs.start();
      await clock.advance(299);
      expect(make.running()).toEqual([]);
      await clock.advance(1);
      await soon(() => expect(make.running()).toEqual([newcomer(1).id]));
      await clock.advance(60_000);
      expect(make.running()).toEqual([newcomer(1).id]);
      await moveNow(jobs, newcomer(1).id, steps.submitting(candidateOf('runware')));
      await moveNow(jobs, newcomer(1).id, steps.delivering());
      make.runOf(newcomer(1).id).end();
      await soon(() => expect(make.running()).toEqual([newcomer(2).id]));

      await jobs.breakers.change('runware', () => ({ failures: 0, closedUntil: 0, isOnTrial: false }));

      await soon(() => expect(make.running()).toHaveLength(3));
    });

    it('pass over a guild whose provider is full, without loss of its place', async () => {
      const { jobs } = await useHarness(create, { perProvider: 1 });
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      const at = (provider: string) => ({ candidates: [candidateOf(provider)] });
      await jobs.accept(newcomer(1, { ...guild('a'), ...at('p') }), []);
      await jobs.accept(newcomer(2, { ...guild('b'), ...at('p') }), []);
      await jobs.accept(newcomer(3, { ...guild('c'), ...at('q') }), []);
      await jobs.accept(newcomer(4, { ...guild('d'), ...at('p') }), []);
      jobs.start();
      await soon(() => expect(make.running()).toEqual([newcomer(1).id, newcomer(3).id]));

      await moveNow(jobs, newcomer(1).id, steps.cancelled());
      make.runOf(newcomer(1).id).end();

      await soon(() => expect(make.running()).toEqual([newcomer(2).id, newcomer(3).id]));
    });

    it('never exceed a cap and forget no job, whatever waits and wherever it crashes', async () => {
      const arrival = fc.record({
        guildId: fc.constantFrom('a', 'b', 'c'),
        providers: fc.constantFrom(['p'], ['q'], ['p', 'q'], ['q', 'p']),
        waitsMs: fc.constantFrom(0, 0, 1_500),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(arrival, { minLength: 1, maxLength: 16 }),
          fc.constantFrom(1, 2, 3),
          fc.constantFrom(1, 2),
          fc.nat(5),
          async (arrivals, perGuild, perProvider, crashAfter) => {
            const harness = await create({ perGuild, perProvider, deliveries: 1 });
            try {
              const jobs = await harness.open();
              for (const [n, { guildId, providers, waitsMs }] of arrivals.entries()) {
                const candidates = providers.map(candidateOf);
                await jobs.accept(newcomer(n, { guildId, candidates, notBefore: harness.clock.now() + waitsMs }), []);
              }
              const first = workForASecond(jobs, harness.clock);
              jobs.start();
              await harness.clock.advance(crashAfter * 500);

              const reopened = await harness.reopenAfterCrash();
              const second = workAgain(reopened, harness.clock);
              reopened.start();
              await harness.clock.runUntil(async () => (await reopened.unfinished()).length === 0, { stepMs: 500 });

              for (const { most } of [first, second]) {
                for (const guildId of ['a', 'b', 'c']) expect(most(`guild ${guildId}`)).toBeLessThanOrEqual(perGuild);
                for (const provider of ['p', 'q']) {
                  expect(most(`provider ${provider}`)).toBeLessThanOrEqual(perProvider);
                }
              }
            } finally {
              await harness.close();
            }
          },
        ),
        { numRuns: 15 },
      );
    });
  });

  describe('places', () => {
    it('are an upper bound on the turns that come first, and move when the line does', async () => {
      const { jobs } = await useHarness(create, { perGuild: 2 });
      for (const n of [1, 2, 3]) await jobs.accept(newcomer(n, guild('a')), []);
      for (const n of [11, 12, 13, 14, 15]) await jobs.accept(newcomer(n, guild('b')), []);
      const placesOf = async (...ns: number[]) =>
        Promise.all(ns.map(async (n) => (await jobs.placeOf(newcomer(n).id))?.place));

      await expect(placesOf(1, 2, 3)).resolves.toEqual([3, 4, 7]);
      await expect(placesOf(11, 12, 13, 14, 15)).resolves.toEqual([3, 4, 6, 7, 8]);

      await moveNow(jobs, newcomer(1).id, steps.cancelled());
      await expect(placesOf(1, 2, 3, 11)).resolves.toEqual([undefined, 3, 4, 3]);
      expect((await jobs.places()).size).toBe(7);
      expect((await jobs.places()).get(newcomer(3).id)).toEqual({ place: 4, guildIsFull: false });
    });

    it('are kept by waiting jobs only, and say when the guild is at its cap', async () => {
      const { jobs } = await useHarness(create, { perGuild: 1 });
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      for (const n of [1, 2]) await jobs.accept(newcomer(n), []);
      jobs.start();
      await soon(() => expect(make.running()).toHaveLength(1));

      await expect(jobs.placeOf(newcomer(1).id)).resolves.toBeUndefined();
      await expect(jobs.placeOf(newcomer(2).id)).resolves.toEqual({ place: 1, guildIsFull: true });
      await expect(jobs.placeOf('nobody')).resolves.toBeUndefined();
    });

    it('stay when a waiting job is only written to', async () => {
      const { jobs } = await useHarness(create, { perGuild: 1, perProvider: 1 });
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      await jobs.accept(newcomer(1, guild('a')), []);
      await jobs.accept(newcomer(2, guild('b')), []);
      await jobs.accept(newcomer(3, guild('c')), []);

      await moveNow(jobs, newcomer(1).id, { to: 'queued', set: { progress: null } });
      jobs.start();

      await soon(() => expect(make.started()).toEqual([newcomer(1).id]));
      expect(make.runOf(newcomer(1).id).job.progress).toBeNull();
    });
  });
}

/** As before the crash, for jobs that may have got anywhere. */
function workAgain(jobs: Jobs, clock: ManualClock) {
  const noted = workForASecond(
    {
      ...jobs,
      async change(id, version, move) {
        const job = await jobs.get(id);
        return move.to === 'submitting' && job?.state === 'submitting' ? job : jobs.change(id, version, move);
      },
    },
    clock,
  );
  return noted;
}
