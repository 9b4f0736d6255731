import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/domain/job.ts';
import type { Lease } from '../../../src/jobs/runner.ts';
import {
  acceptAndMove,
  type CreateJobsHarness,
  createHeldHandler,
  moveNow,
  mustChange,
  soon,
  tenMinutes,
  useHarness,
} from './harness.ts';
import { candidateOf, guild, newcomer, steps } from './job-parts.ts';

const SUBMIT = steps.submitting(candidateOf('p'));

/** A job whose cover goes to a channel of its own. */
const elsewhere = (n: number, changes: Partial<Job> = {}) => newcomer(n, { channelId: `channel-${n}`, ...changes });

export function describeWork(create: CreateJobsHarness): void {
  describe('work', () => {
    it('hands out nothing before the start', async () => {
      const { jobs, clock } = await useHarness(create);
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      await jobs.accept(newcomer(1), []);
      await tenMinutes(clock);
      expect(make.started()).toEqual([]);

      jobs.start();

      await soon(() => expect(make.started()).toEqual([newcomer(1).id]));
    });

    it('brings a job from its turn to its delivery, with what it was given the turn for', async () => {
      const { jobs } = await useHarness(create);
      const leases: Lease[] = [];
      const handed: Job[] = [];
      jobs.work('make', async (job, lease) => {
        leases.push(lease);
        handed.push(job);
        const submitting = await mustChange(jobs, job, steps.submitting(lease.candidate));
        await mustChange(jobs, submitting, steps.delivering());
      });
      jobs.work('deliver', async (job, lease) => {
        leases.push(lease);
        handed.push(job);
        await mustChange(jobs, job, steps.delivered());
      });
      jobs.start();

      await jobs.accept(newcomer(1, { candidates: [candidateOf('first'), candidateOf('second')] }), []);

      await soon(async () => expect(await jobs.get(newcomer(1).id)).toMatchObject({ state: 'delivered' }));
      expect(leases.map(({ candidate }) => candidate)).toEqual([candidateOf('first'), candidateOf('first')]);
      expect(handed.map(({ state }) => state)).toEqual(['queued', 'delivering']);
    });

    it('lets go of a job before another kind of work begins', async () => {
      const { jobs, clock } = await useHarness(create);
      const make = createHeldHandler();
      const deliver = createHeldHandler();
      jobs.work('make', make.handler);
      jobs.work('deliver', deliver.handler);
      jobs.start();
      await jobs.accept(newcomer(1), []);
      await soon(() => expect(make.running()).toHaveLength(1));
      await moveNow(jobs, newcomer(1).id, SUBMIT);
      await moveNow(jobs, newcomer(1).id, steps.delivering());
      await tenMinutes(clock);
      expect(deliver.started()).toEqual([]);

      make.runOf(newcomer(1).id).end();

      await soon(() => expect(deliver.running()).toEqual([newcomer(1).id]));
      expect(make.started()).toEqual([newcomer(1).id]);
    });

    it('hands a job that was put back out again when it may', async () => {
      const { jobs, clock } = await useHarness(create);
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      jobs.start();
      await jobs.accept(newcomer(1), []);
      await soon(() => expect(make.running()).toHaveLength(1));
      const due = clock.now() + 90_000;
      await moveNow(jobs, newcomer(1).id, SUBMIT);
      await moveNow(jobs, newcomer(1).id, { to: 'queued', set: { task: null, notBefore: due } });
      make.runOf(newcomer(1).id).end();

      await clock.advance(89_000);
      expect(make.running()).toEqual([]);
      await clock.runUntil(() => make.running().length === 1);
      expect(clock.now()).toBeGreaterThanOrEqual(due);
      expect(make.runs[1]?.job).toMatchObject({ state: 'queued', notBefore: due });
    });

    it.each([
      -86_400_000, -600_000, 600_000, 86_400_000,
    ])('hands out a job that was put back in time, when the clock is set by %i ms meanwhile', async (steppedMs) => {
      const { jobs, clock } = await useHarness(create);
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      jobs.start();
      await jobs.accept(newcomer(1, { notBefore: clock.now() + 120_000 }), []);
      await clock.advance(60_000);
      clock.step(steppedMs);
      expect(make.running()).toEqual([]);
      await clock.advance(60_000);
      await soon(() => expect(make.running()).toHaveLength(1));
    });

    it('hands out a job that was put back by a clock that was far ahead before a crash', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      await jobs.accept(newcomer(1, { notBefore: clock.now() + 86_400_000 }), []);
      const reopened = await harness.reopenAfterCrash();
      const make = createHeldHandler();
      reopened.work('make', make.handler);
      reopened.start();
      await clock.runUntil(() => make.running().length === 1, { withinMs: 31 * 60_000, stepMs: 60_000 });
    });

    it('tries failed work again in time, though the clock is set back', async () => {
      const { jobs, clock } = await useHarness(create);
      let tries = 0;
      jobs.work('make', async () => {
        tries += 1;
        clock.step(-3_600_000);
        throw new Error('broken');
      });
      await jobs.accept(newcomer(1), []);
      jobs.start();
      await clock.runUntil(() => tries === 5, { withinMs: 60_000 });
    });

    it('hands a job out again when its handler came back without a word, but not at full speed', async () => {
      const { jobs, clock } = await useHarness(create);
      let runs = 0;
      jobs.work('make', async () => {
        runs += 1;
      });
      jobs.start();
      await jobs.accept(newcomer(1), []);
      await soon(() => expect(runs).toBe(1));
      for (let n = 0; n < 10; n += 1) await clock.advance(10);
      expect(runs).toBe(1);

      await clock.runUntil(() => runs === 2, { withinMs: 60_000 });
    });

    it.each([
      'make',
      'prepare',
      'deliver',
    ] as const)('tries failed %s work again after growing pauses', async (kind) => {
      const { jobs, clock } = await useHarness(create);
      const triedAt: number[] = [];
      jobs.work(kind, async () => {
        triedAt.push(clock.now());
        throw new Error('the outside is broken');
      });
      const moves = { make: [], prepare: [SUBMIT, steps.unprepared()], deliver: [SUBMIT, steps.delivering()] }[kind];
      await acceptAndMove(jobs, newcomer(1), ...moves);
      jobs.start();

      await clock.runUntil(() => triedAt.length === 5);

      const pauses = triedAt.slice(1).map((at, n) => at - (triedAt[n] ?? 0));
      expect(pauses[0]).toBeGreaterThanOrEqual(1_000);
      expect(pauses).toEqual([...new Set(pauses)].toSorted((one, other) => one - other));
    });

    it('does not let a job that fails or waits hold up the others of its guild', async () => {
      const { jobs, clock } = await useHarness(create, { perGuild: 1 });
      const done: string[] = [];
      jobs.work('make', async (job) => {
        if (job.id === newcomer(1).id) throw new Error('broken');
        done.push(job.id);
        await moveNow(jobs, job.id, steps.cancelled());
      });
      await jobs.accept(newcomer(1), []);
      await jobs.accept(newcomer(2, { notBefore: clock.now() + 3_600_000 }), []);
      await jobs.accept(newcomer(3), []);
      jobs.start();

      await soon(() => expect(done).toEqual([newcomer(3).id]));
    });

    it('does not work on what is unknown, and goes on as soon as the truth has turned up', async () => {
      const { jobs, clock } = await useHarness(create);
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      await acceptAndMove(jobs, newcomer(1), SUBMIT, steps.unknown());
      jobs.start();
      await tenMinutes(clock);
      expect(make.started()).toEqual([]);

      await moveNow(jobs, newcomer(1).id, steps.generating());

      await soon(() => expect(make.running()).toEqual([newcomer(1).id]));
      expect(make.runOf(newcomer(1).id).lease.candidate).toEqual(candidateOf('p'));
    });

    it('never hands out what was cancelled while it waited', async () => {
      const { jobs, clock } = await useHarness(create, { perGuild: 1 });
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      jobs.start();
      for (const n of [1, 2, 3]) await jobs.accept(newcomer(n), []);
      await soon(() => expect(make.running()).toHaveLength(1));

      await moveNow(jobs, newcomer(2).id, steps.cancelled());
      await moveNow(jobs, newcomer(1).id, steps.cancelled());
      make.runOf(newcomer(1).id).end();

      await soon(() => expect(make.running()).toEqual([newcomer(3).id]));
      await tenMinutes(clock);
      expect(make.started()).toEqual([newcomer(1).id, newcomer(3).id]);
    });

    it('gives a slot at a provider to the next job while the cover is still being posted', async () => {
      const { jobs } = await useHarness(create, { perProvider: 1 });
      const make = createHeldHandler();
      const deliver = createHeldHandler();
      jobs.work('make', make.handler);
      jobs.work('deliver', deliver.handler);
      jobs.start();
      for (const n of [1, 2]) await jobs.accept(newcomer(n), []);
      await soon(() => expect(make.running()).toEqual([newcomer(1).id]));
      await moveNow(jobs, newcomer(1).id, SUBMIT);
      await moveNow(jobs, newcomer(1).id, steps.delivering());

      make.runOf(newcomer(1).id).end();

      await soon(() => expect(make.running()).toEqual([newcomer(2).id]));
      await soon(() => expect(deliver.running()).toEqual([newcomer(1).id]));
    });

    it('delivers no more at once than it may', async () => {
      const { jobs, clock } = await useHarness(create, { deliveries: 2 });
      const deliver = createHeldHandler();
      jobs.work('deliver', deliver.handler);
      for (const n of [1, 2, 3]) {
        await acceptAndMove(jobs, elsewhere(n, guild(`guild-${n}`)), SUBMIT, steps.delivering());
      }
      jobs.start();
      await soon(() => expect(deliver.running()).toEqual([newcomer(1).id, newcomer(2).id]));
      await tenMinutes(clock);
      expect(deliver.running()).toHaveLength(2);

      await moveNow(jobs, newcomer(2).id, steps.delivered());
      deliver.runOf(newcomer(2).id).end();

      await soon(() => expect(deliver.running()).toEqual([newcomer(1).id, newcomer(3).id]));
    });

    it('goes on with a post that has begun before it begins others', async () => {
      const { jobs, harness } = await useHarness(create, { deliveries: 1 });
      for (const n of [1, 2]) await acceptAndMove(jobs, newcomer(n), SUBMIT, steps.delivering());
      await acceptAndMove(jobs, newcomer(3), SUBMIT, steps.delivering(), steps.posting(harness.clock.now()));
      const deliver = createHeldHandler();
      jobs.work('deliver', deliver.handler);
      jobs.start();
      await soon(() => expect(deliver.running()).toEqual([newcomer(3).id]));

      await moveNow(jobs, newcomer(3).id, steps.delivered());
      deliver.runOf(newcomer(3).id).end();

      await soon(() => expect(deliver.running()).toEqual([newcomer(1).id]));
    });

    it('makes the files of a message before it is delivered, in a lane of its own', async () => {
      const { jobs } = await useHarness(create, { deliveries: 1 });
      const [prepare, deliver] = [createHeldHandler(), createHeldHandler()];
      jobs.work('prepare', prepare.handler);
      jobs.work('deliver', deliver.handler);
      await acceptAndMove(jobs, elsewhere(1), SUBMIT, steps.delivering());
      await acceptAndMove(jobs, elsewhere(2), SUBMIT, steps.unprepared());
      jobs.start();
      await soon(() => expect(deliver.running()).toEqual([newcomer(1).id]));
      await soon(() => expect(prepare.running()).toEqual([newcomer(2).id]));

      await moveNow(jobs, newcomer(2).id, { to: 'delivering', set: { preparedFor: 1 } });
      prepare.runOf(newcomer(2).id).end();
      deliver.runOf(newcomer(1).id).end();
      await moveNow(jobs, newcomer(1).id, steps.delivered());
      await soon(() => expect(deliver.running()).toEqual([newcomer(2).id]));
    });

    it('delivers into a channel one at a time, and meanwhile into others', async () => {
      const { jobs, clock } = await useHarness(create);
      const deliver = createHeldHandler();
      jobs.work('deliver', deliver.handler);
      for (const n of [1, 2, 3]) await acceptAndMove(jobs, newcomer(n), SUBMIT, steps.delivering());
      await acceptAndMove(jobs, elsewhere(4), SUBMIT, steps.delivering());
      jobs.start();
      await soon(() => expect(deliver.running()).toEqual([newcomer(1).id, newcomer(4).id]));
      await tenMinutes(clock);
      expect(deliver.running()).toHaveLength(2);

      await moveNow(jobs, newcomer(1).id, steps.delivered());
      deliver.runOf(newcomer(1).id).end();
      await soon(() => expect(deliver.running()).toEqual([newcomer(2).id, newcomer(4).id]));
    });

    it('leaves a place for others however many channels of one guild do not answer', async () => {
      const { jobs } = await useHarness(create, { deliveries: 4 });
      const deliver = createHeldHandler();
      jobs.work('deliver', deliver.handler);
      for (let n = 1; n <= 9; n += 1)
        await acceptAndMove(jobs, elsewhere(n, guild('large')), SUBMIT, steps.delivering());
      await acceptAndMove(jobs, elsewhere(10, guild('small')), SUBMIT, steps.delivering());
      jobs.start();
      await soon(() => expect(deliver.running()).toHaveLength(3));
      expect(deliver.running()).toContain(newcomer(10).id);
    });

    it('leaves a channel alone for a while after a failure in it, and no other one', async () => {
      const { jobs, clock } = await useHarness(create);
      const triedAt = new Map<string, number>();
      jobs.work('deliver', async ({ id }) => {
        triedAt.set(id, clock.now());
        if (id === newcomer(1).id) throw new Error('the channel does not answer');
        await moveNow(jobs, id, steps.delivered());
      });
      for (const n of [1, 2]) await acceptAndMove(jobs, newcomer(n), SUBMIT, steps.delivering());
      await acceptAndMove(jobs, elsewhere(3), SUBMIT, steps.delivering());
      const began = clock.now();
      jobs.start();
      await clock.runUntil(() => triedAt.has(newcomer(2).id));
      expect(triedAt.get(newcomer(3).id)).toBe(began);
      expect(triedAt.get(newcomer(2).id)).toBeGreaterThanOrEqual(began + 1_000);
    });

    it('has one handler for each kind', async () => {
      const { jobs } = await useHarness(create);
      jobs.work('make', async () => undefined);

      expect(() => jobs.work('make', async () => undefined)).toThrow('handler');
    });
  });

  describe('after a crash', () => {
    it('goes on with every job where it was, and first with those that are at a provider', async () => {
      const { jobs, harness, clock } = await useHarness(create, { perGuild: 2 });
      await jobs.accept(newcomer(1), []);
      await acceptAndMove(jobs, newcomer(2), SUBMIT);
      await acceptAndMove(jobs, newcomer(3), steps.submitting(candidateOf('q')), steps.generating());
      await acceptAndMove(jobs, newcomer(4), SUBMIT, steps.delivering());
      await acceptAndMove(jobs, newcomer(5), SUBMIT, steps.unknown());
      await acceptAndMove(jobs, newcomer(6), steps.cancelled());

      const reopened = await harness.reopenAfterCrash();
      const make = createHeldHandler();
      const deliver = createHeldHandler();
      reopened.work('make', make.handler);
      reopened.work('deliver', deliver.handler);
      reopened.start();

      await soon(() => expect(make.running()).toEqual([newcomer(2).id, newcomer(3).id]));
      await soon(() => expect(deliver.running()).toEqual([newcomer(4).id]));
      expect(make.runOf(newcomer(3).id).lease.candidate).toEqual(candidateOf('q'));
      await tenMinutes(clock);
      expect(make.running()).toHaveLength(2);
      await expect(reopened.placeOf(newcomer(1).id)).resolves.toEqual({ place: 1, guildIsFull: true });

      await moveNow(reopened, newcomer(2).id, steps.failed());
      make.runOf(newcomer(2).id).end();
      await soon(() => expect(make.running()).toEqual([newcomer(1).id, newcomer(3).id]));
    });

    it('hands out again what a handler had', async () => {
      const { jobs, harness } = await useHarness(create);
      const before = createHeldHandler();
      jobs.work('make', before.handler);
      jobs.start();
      await jobs.accept(newcomer(1), []);
      await soon(() => expect(before.running()).toHaveLength(1));

      const reopened = await harness.reopenAfterCrash();
      const after = createHeldHandler();
      reopened.work('make', after.handler);
      reopened.start();

      await soon(() => expect(after.running()).toEqual([newcomer(1).id]));
    });

    it('counts what is at a provider against the caps of others too', async () => {
      const { jobs, harness, clock } = await useHarness(create, { perProvider: 1 });
      await acceptAndMove(jobs, newcomer(1, guild('a')), SUBMIT, steps.generating());
      await jobs.accept(newcomer(2, { ...guild('b'), candidates: [candidateOf('p')] }), []);
      await jobs.accept(newcomer(3, { ...guild('c'), candidates: [candidateOf('p'), candidateOf('q')] }), []);

      const reopened = await harness.reopenAfterCrash();
      const make = createHeldHandler();
      reopened.work('make', make.handler);
      reopened.start();

      await soon(() => expect(make.running()).toEqual([newcomer(1).id, newcomer(3).id]));
      expect(make.runOf(newcomer(3).id).lease.candidate).toEqual(candidateOf('q'));
      await tenMinutes(clock);
      expect(make.started()).toHaveLength(2);
    });
  });

  describe('a lease', () => {
    it('is ours until the job has ended or the handler has let go', async () => {
      const { jobs, clock } = await useHarness(create);
      const make = createHeldHandler();
      jobs.work('make', make.handler);
      jobs.start();
      await jobs.accept(newcomer(1), []);
      await jobs.accept(newcomer(2), []);
      await soon(() => expect(make.running()).toHaveLength(2));
      const first = make.runOf(newcomer(1).id);
      const second = make.runOf(newcomer(2).id);
      await expect(first.lease.stillOurs()).resolves.toBe(true);
      await moveNow(jobs, newcomer(1).id, SUBMIT);
      await expect(first.lease.stillOurs()).resolves.toBe(true);

      first.end();
      await clock.runUntil(() => make.running().includes(newcomer(1).id));
      await expect(first.lease.stillOurs()).resolves.toBe(false);
      await expect(make.runOf(newcomer(1).id).lease.stillOurs()).resolves.toBe(true);

      await moveNow(jobs, newcomer(2).id, steps.cancelled());
      await expect(second.lease.stillOurs()).resolves.toBe(false);
    });

    it('ends with the stop, which waits for the handlers', async () => {
      const { jobs, clock } = await useHarness(create, { perGuild: 1 });
      const events: string[] = [];
      let finish = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      jobs.work('make', async (_job, lease) => {
        events.push('started');
        await new Promise((resolve) => lease.signal.addEventListener('abort', resolve));
        events.push(`ours: ${await lease.stillOurs()}`);
        await finished;
        events.push('ended');
      });
      jobs.start();
      await jobs.accept(newcomer(1), []);
      await jobs.accept(newcomer(2), []);
      await soon(() => expect(events).toEqual(['started']));

      const stopped = jobs.stop().then(() => events.push('stopped'));
      await soon(() => expect(events).toEqual(['started', 'ours: false']));
      await tenMinutes(clock);
      expect(events).toEqual(['started', 'ours: false']);
      finish();
      await stopped;
      await tenMinutes(clock);

      expect(events).toEqual(['started', 'ours: false', 'ended', 'stopped']);
      await expect(jobs.accept(newcomer(3), [])).resolves.toMatchObject({ kind: 'accepted' });
      await expect(jobs.get(newcomer(2).id)).resolves.toMatchObject({ state: 'queued' });
    });

    it('leaves nothing behind when jobs stop that never started', async () => {
      const { jobs } = await useHarness(create);

      await expect(jobs.stop()).resolves.toBeUndefined();
    });
  });
}
