import { describe, expect, it } from 'vitest';
import { aReference } from '../../support/build-job.ts';
import { acceptAndMove, acceptAndPost, type CreateJobsHarness, useHarness } from './harness.ts';
import { aCharge, aTake, candidateOf, newcomer, steps } from './job-parts.ts';

const SCOPE = aCharge().scope;
const WINDOW = aCharge().window.key;

export function describeAccept(create: CreateJobsHarness): void {
  describe('accept', () => {
    it('keeps the job as it was given', async () => {
      const { jobs } = await useHarness(create);

      await expect(jobs.accept(newcomer(1), [aCharge()])).resolves.toEqual({ kind: 'accepted', job: newcomer(1) });
      await expect(jobs.get(newcomer(1).id)).resolves.toEqual(newcomer(1));
      await expect(jobs.get('another')).resolves.toBeUndefined();
    });

    it('gives the present job when the id is there already, and charges nothing again', async () => {
      const { jobs } = await useHarness(create);
      await jobs.accept(newcomer(1), [aCharge()]);
      const moved = await jobs.change(newcomer(1).id, newcomer(1).version, steps.submitting(candidateOf('p')));

      const again = await jobs.accept(newcomer(1, { style: 'another' }), [aCharge({ count: 5, limit: { count: 1 } })]);

      expect(again).toEqual({ kind: 'exists', job: moved });
      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toEqual({ count: 1, micros: 100_000 });
    });

    it('is one job however many ask for it at once', async () => {
      const { jobs } = await useHarness(create);

      const answers = await Promise.all(Array.from({ length: 10 }, () => jobs.accept(newcomer(1), [aCharge()])));

      expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
      expect(answers.filter(({ kind }) => kind === 'exists')).toHaveLength(9);
      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toEqual({ count: 1, micros: 100_000 });
    });

    it('takes the same wish of a member once within a time, and again where that is not asked for', async () => {
      const { jobs } = await useHarness(create);
      const { acceptedAt } = newcomer(1);
      await jobs.accept(newcomer(1), [aCharge()], { onceSince: acceptedAt });

      const [again, other, elsewhere, later, anyway] = [
        await jobs.accept(newcomer(2), [aCharge()], { onceSince: acceptedAt }),
        await jobs.accept(newcomer(3, { style: 'another' }), [aCharge()], { onceSince: acceptedAt }),
        await jobs.accept(newcomer(4, { guildId: 'another' }), [aCharge()], { onceSince: acceptedAt }),
        await jobs.accept(newcomer(5), [aCharge()], { onceSince: acceptedAt + 1 }),
        await jobs.accept(newcomer(6), [aCharge()]),
      ];

      expect(again).toEqual({ kind: 'repeats', job: newcomer(1) });
      expect([other, elsewhere, later, anyway].map(({ kind }) => kind)).toEqual(Array(4).fill('accepted'));
      await expect(jobs.get(newcomer(2).id)).resolves.toBeUndefined();
      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toMatchObject({ count: 5 });
    });

    it('takes the same wish again at once where the first has come to nothing', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndMove(jobs, newcomer(1), steps.cancelled());
      await expect(jobs.accept(newcomer(2), [], { onceSince: 0 })).resolves.toMatchObject({ kind: 'accepted' });
    });

    it('lets in exactly as many as a limit allows when all come at once', async () => {
      const { jobs } = await useHarness(create);
      const charge = aCharge({ count: 2, limit: { count: 7 } });

      const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => jobs.accept(newcomer(n), [charge])));

      // Whoever shares a server is served as it comes.
      const kinds = answers.map(({ kind }) => kind).toSorted();
      expect(kinds).toEqual([...Array(3).fill('accepted'), ...Array(7).fill('refused')]);
      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toMatchObject({ count: 6 });
    });

    it.each([
      { limit: { micros: 200_000 }, accepted: 2, kind: 'money' },
      { limit: { micros: 199_999 }, accepted: 1, kind: 'money' },
      { limit: { count: 2 }, accepted: 2, kind: 'count' },
      { limit: { count: 0 }, accepted: 0, kind: 'count' },
    ])('stops at the limit $limit', async ({ limit, accepted, kind }) => {
      const { jobs } = await useHarness(create);
      for (let n = 0; n < accepted; n += 1) {
        await expect(jobs.accept(newcomer(n), [aCharge({ limit })])).resolves.toMatchObject({ kind: 'accepted' });
      }

      const used = { count: accepted, micros: accepted * 100_000 };
      await expect(jobs.accept(newcomer(99), [aCharge({ limit })])).resolves.toEqual({
        kind: 'refused',
        refusal: { kind, charge: aCharge({ limit }), used },
      });
      await expect(jobs.get(newcomer(99).id)).resolves.toBeUndefined();
    });

    it('lets in one of two that come at once from a member who is to pause between them, and takes nothing for the other', async () => {
      const { jobs } = await useHarness(create);
      const pace = { pauseMs: 60_000, mostWaiting: null };

      const answers = await Promise.all([1, 2].map((n) => jobs.accept(newcomer(n), [aCharge()], { pace })));

      expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'tooFast']);
      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toEqual({ count: 1, micros: 100_000 });
      await expect(jobs.accept(newcomer(1), [aCharge()], { pace })).resolves.toMatchObject({ kind: 'exists' });
    });

    it('keeps no member waiting for what has come to nothing, and counts in line only what is there', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndMove(jobs, newcomer(1), steps.cancelled());
      const pace = { pauseMs: 60_000, mostWaiting: 1 };

      await expect(jobs.accept(newcomer(2), [], { pace })).resolves.toMatchObject({ kind: 'accepted' });
      const line = { pauseMs: 0, mostWaiting: 1 };
      await expect(jobs.accept(newcomer(3), [], { pace: line })).resolves.toMatchObject({ kind: 'tooFast' });
      await jobs.change(newcomer(2).id, newcomer(2).version, steps.submitting(candidateOf('p')));
      await expect(jobs.accept(newcomer(3), [], { pace: line })).resolves.toMatchObject({ kind: 'accepted' });
    });

    it('takes nothing at all when one of several charges does not fit', async () => {
      const { jobs } = await useHarness(create);
      const member = { name: 'member', id: 'guild-1:member-1' } as const;

      const answer = await jobs.accept(newcomer(1), [aCharge(), aCharge({ scope: member, limit: { count: 0 } })]);

      expect(answer).toMatchObject({ kind: 'refused', refusal: { charge: { scope: member } } });
      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toEqual({ count: 0, micros: 0 });
      await expect(jobs.unfinished()).resolves.toEqual([]);
    });

    it('counts scopes and windows apart', async () => {
      const { jobs } = await useHarness(create);
      const next = { key: '2026-12', endsAt: Date.UTC(2027, 0, 1) };
      await jobs.accept(newcomer(1), [aCharge(), aCharge({ window: next })]);
      await jobs.accept(newcomer(2), [aCharge({ scope: { name: 'member', id: SCOPE.id } })]);

      await expect(jobs.usage(SCOPE, WINDOW)).resolves.toMatchObject({ count: 1 });
      await expect(jobs.usage(SCOPE, next.key)).resolves.toMatchObject({ count: 1 });
      await expect(jobs.usage({ name: 'guild', id: 'guild-2' }, WINDOW)).resolves.toEqual({ count: 0, micros: 0 });
    });

    it('refuses a job that has begun already', async () => {
      const { jobs } = await useHarness(create);

      await expect(jobs.accept(newcomer(1, { state: 'generating' }), [])).rejects.toThrow('queued');
    });

    it('lists what is not at its end in order of acceptance', async () => {
      const { jobs } = await useHarness(create);
      for (const n of [3, 1, 2]) await jobs.accept(newcomer(n), []);
      await acceptAndMove(jobs, newcomer(0), steps.cancelled());

      const ids = (await jobs.unfinished()).map(({ id }) => id);

      expect(ids).toEqual([newcomer(3).id, newcomer(1).id, newcomer(2).id]);
    });

    it('has all of it after a crash', async () => {
      const { jobs, harness } = await useHarness(create);
      await jobs.accept(newcomer(1), [aCharge()]);

      const reopened = await harness.reopenAfterCrash();

      await expect(reopened.get(newcomer(1).id)).resolves.toEqual(newcomer(1));
      await expect(reopened.usage(SCOPE, WINDOW)).resolves.toEqual({ count: 1, micros: 100_000 });
      await expect(reopened.accept(newcomer(1), [aCharge()])).resolves.toMatchObject({ kind: 'exists' });
    });
  });

  describe('filesInUse', () => {
    const reference = 'a'.repeat(64);
    const take = 'b'.repeat(64);

    it('names the files of all jobs, and says what holds them: the most that does', async () => {
      const { jobs } = await useHarness(create);
      const of = (letter: string) => letter.repeat(64);
      const [first, second] = [aReference({ hash: of('1') }), aReference({ hash: of('2') })];
      await acceptAndMove(jobs, newcomer(1, { reference: first }), steps.submitting(candidateOf('p')));
      await acceptAndMove(jobs, newcomer(2, { reference: first }), steps.cancelled());
      await acceptAndMove(jobs, newcomer(3, { reference: second }), steps.cancelled());
      await acceptAndPost(jobs, newcomer(4, { reference: aReference({ hash: of('4') }) }));
      const paid = { ...steps.delivering(), set: { takes: [aTake({ hash: of('6') })] } };
      await acceptAndMove(
        jobs,
        newcomer(5, { reference: aReference({ hash: of('5') }) }),
        steps.submitting(candidateOf('p')),
        paid,
        steps.failed(),
      );
      const held = { '1': 'unfinished', '2': 'ended', '4': 'cover', '5': 'cover', '6': 'cover' };
      const expected = Object.entries(held).map(([letter, holder]) => [of(letter), holder]);
      const asked = [...expected.map(([hash]) => hash ?? ''), of('c')];
      await expect(jobs.holdersOf(asked)).resolves.toEqual(new Map(expected as [string, string][]));
      await expect(jobs.filesInUse(asked)).resolves.toEqual(new Set(expected.map(([hash]) => hash)));
    });

    it('forgets a take that its job no longer has', async () => {
      const { jobs } = await useHarness(create);
      const job = await acceptAndMove(jobs, newcomer(1), steps.submitting(candidateOf('p')), steps.delivering());

      await jobs.change(job.id, job.version, { to: 'delivering', set: { takes: [] } });

      await expect(jobs.filesInUse([reference, take])).resolves.toEqual(new Set([reference]));
    });

    it('finds nothing when nothing is asked for', async () => {
      const { jobs } = await useHarness(create);
      await jobs.accept(newcomer(1), []);

      await expect(jobs.filesInUse([])).resolves.toEqual(new Set());
    });
  });
}
