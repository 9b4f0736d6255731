import { describe, expect, it } from 'vitest';
import type { Job, Move } from '../../../src/domain/job.ts';
import { acceptAndMove, type CreateJobsHarness, moveNow, mustChange, useHarness } from './harness.ts';
import { aCharge, candidateOf, newcomer, steps } from './job-parts.ts';

const SCOPE = aCharge().scope;
const WINDOW = aCharge().window.key;
const MEMBER = { name: 'member', id: 'guild-1:member-1' } as const;

export function describeChange(create: CreateJobsHarness): void {
  describe('change', () => {
    it('writes the move and gives the job as it is then, also after a crash', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      await jobs.accept(newcomer(1), []);
      await clock.advance(5_000);

      const changed = await mustChange(jobs, newcomer(1), steps.submitting(candidateOf('p')));

      expect(changed).toMatchObject({ state: 'submitting', version: newcomer(1).version + 1 });
      expect(changed.timeline.at(-1)).toMatchObject({ state: 'submitting', at: clock.now(), provider: 'p' });
      await expect(jobs.get(changed.id)).resolves.toEqual(changed);
      await expect((await harness.reopenAfterCrash()).get(changed.id)).resolves.toEqual(changed);
    });

    it('has exactly one winner of many', async () => {
      const { jobs } = await useHarness(create);
      await jobs.accept(newcomer(1), [aCharge()]);
      const { id, version } = newcomer(1);
      const submit = steps.submitting(candidateOf('p'));

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => jobs.change(id, version, n % 2 ? steps.cancelled() : submit)),
      );

      const winners = answers.filter((answer) => answer !== undefined);
      expect(winners).toHaveLength(1);
      await expect(jobs.get(id)).resolves.toEqual(winners[0]);
    });

    it('gives undefined for a job that is not there', async () => {
      const { jobs } = await useHarness(create);

      await expect(jobs.change('nobody', 0, steps.cancelled())).resolves.toBeUndefined();
    });

    it('writes nothing of a move that the state table does not have', async () => {
      const { jobs, clock } = await useHarness(create);
      const rung: string[] = [];
      jobs.onAlarm('tell', async (id) => void rung.push(id));
      jobs.start();
      await jobs.accept(newcomer(1), [aCharge()]);
      const impossible: Move = { ...steps.delivered(), alarms: [{ kind: 'tell', at: clock.now() }] };

      await expect(jobs.change(newcomer(1).id, newcomer(1).version, impossible)).rejects.toThrow('delivered');

      await clock.advance(1_000);
      expect(rung).toEqual([]);
      await expect(jobs.get(newcomer(1).id)).resolves.toEqual(newcomer(1));
      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toEqual({ count: 1, micros: 100_000 });
      await expect(jobs.cover(newcomer(1).id)).resolves.toBeUndefined();
    });

    it.each<{ what: string; settle: Move['settle']; used: object }>([
      { what: 'refund', settle: { kind: 'refund' }, used: { count: 0, micros: 0 } },
      {
        what: 'commit of less',
        settle: { kind: 'commit', count: 2, micros: 70_000 },
        used: { count: 2, micros: 70_000 },
      },
      {
        what: 'presumed spent',
        settle: { kind: 'commit', count: 0, micros: 300_000 },
        used: { count: 0, micros: 300_000 },
      },
    ])('settles every charge of the job: $what', async ({ settle, used }) => {
      const { jobs } = await useHarness(create);
      const charge = aCharge({ count: 3, micros: 300_000 });
      await jobs.accept(newcomer(1), [charge, { ...charge, scope: MEMBER }]);
      await jobs.accept(newcomer(2), [aCharge({ scope: { name: 'guild', id: 'guild-2' } })]);

      await mustChange(jobs, newcomer(1), { to: 'failed', ...(settle && { settle }) });

      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toEqual(used);
      await expect(jobs.usage(MEMBER, WINDOW)).resolves.toEqual(used);
      await expect(jobs.usage({ name: 'guild', id: 'guild-2' }, WINDOW)).resolves.toEqual({
        count: 1,
        micros: 100_000,
      });
    });

    it('gives back what was committed when the provider returns the money later', async () => {
      const { jobs } = await useHarness(create);
      await jobs.accept(newcomer(1), [aCharge()]);
      const failed = await mustChange(jobs, newcomer(1), {
        to: 'failed',
        settle: { kind: 'commit', count: 1, micros: 100_000 },
      });

      const refunded = await mustChange(jobs, failed, { to: 'failed', settle: { kind: 'refund' } });

      expect(refunded).toMatchObject({ settled: 'refunded', spentMicros: 0 });
      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toEqual({ count: 0, micros: 0 });
      await expect(
        jobs.change(refunded.id, refunded.version, { to: 'failed', settle: { kind: 'refund' } }),
      ).rejects.toThrow('refunded');
    });

    it('makes a cover of what was posted, and of nothing else', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const way = [steps.submitting(candidateOf('p')), steps.delivering()];
      await acceptAndMove(jobs, newcomer(1), ...way);
      await acceptAndMove(jobs, newcomer(2), ...way, steps.failed());
      await acceptAndMove(jobs, newcomer(3), ...way);

      const posted = await moveNow(jobs, newcomer(1).id, steps.delivered('message-7'));
      await moveNow(jobs, newcomer(3).id, { to: 'delivered', settle: { kind: 'refund' } });
      await moveNow(jobs, posted.id, { to: 'delivered', set: { progress: null } });

      const reopened = await harness.reopenAfterCrash();
      await expect(reopened.cover(posted.id)).resolves.toEqual({
        id: posted.id,
        guildId: posted.guildId,
        channelId: posted.channelId,
        messageId: 'message-7',
        requesterId: posted.requester.id,
        postedAt: clock.now(),
        votes: 0,
      });
      await expect(reopened.cover(newcomer(2).id)).resolves.toBeUndefined();
      await expect(reopened.cover(newcomer(3).id)).resolves.toBeUndefined();
    });
  });

  describe('onChange', () => {
    it('tells each version once and in order, also to those who change jobs themselves', async () => {
      const { jobs } = await useHarness(create);
      const told: string[] = [];
      const followUps: Promise<unknown>[] = [];
      jobs.onChange((job) => {
        if (job.state === 'queued') followUps.push(jobs.change(job.id, job.version, steps.cancelled()));
      });
      jobs.onChange((job) => told.push(`${job.id} ${job.state}`));

      await jobs.accept(newcomer(1), []);
      await jobs.accept(newcomer(1), []);
      await jobs.change(newcomer(1).id, newcomer(1).version, steps.cancelled());
      await Promise.all(followUps);

      expect(told).toEqual([`${newcomer(1).id} queued`, `${newcomer(1).id} cancelled`]);
    });

    it('tells after the write', async () => {
      const { jobs } = await useHarness(create);
      const read: Promise<Job | undefined>[] = [];
      jobs.onChange((job) => read.push(jobs.get(job.id)));

      const cancelled = await acceptAndMove(jobs, newcomer(1), steps.cancelled());

      const [afterAccept, afterChange] = await Promise.all(read);
      expect(afterAccept?.version).toBeGreaterThanOrEqual(newcomer(1).version);
      expect(afterChange).toEqual(cancelled);
    });

    it('lets one listener fail without harm to the write or to the others', async () => {
      const { jobs } = await useHarness(create);
      const told: string[] = [];
      jobs.onChange(() => {
        throw new Error('a listener broke');
      });
      jobs.onChange((job) => told.push(job.state));

      await expect(jobs.accept(newcomer(1), [])).resolves.toMatchObject({ kind: 'accepted' });

      expect(told).toEqual(['queued']);
    });
  });
}
