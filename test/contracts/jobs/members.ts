import { describe, expect, it } from 'vitest';
import { forgettingId } from '../../../src/domain/forgetting.ts';
import type { Job } from '../../../src/domain/job.ts';
import { chargesOf, memberScope, memberWideScope, writtenLyricsCharges } from '../../../src/domain/money/charges.ts';
import { dayOf, monthOf } from '../../../src/domain/money/quota.ts';
import { aDraft, aReference, NO_LIMITS, SOME_TIME } from '../../support/build-job.ts';
import { acceptAndMove, acceptAndPost, type CreateJobsHarness, moveNow, soon, useHarness } from './harness.ts';
import { candidateOf, newcomer, steps } from './job-parts.ts';

const GUILD = 'guild-1';
const hash = (letter: string) => letter.repeat(64);
const DAY = dayOf(SOME_TIME);
const MONTH = monthOf(SOME_TIME);
const LATER = SOME_TIME + 1;

const requester = (id: string): Partial<Job> => ({ guildId: GUILD, requester: { id, name: id } });
const ofAda = (n: number, changes: Partial<Job> = {}) => newcomer(n, { ...requester('ada'), ...changes });
const ofBob = (n: number, changes: Partial<Job> = {}) => newcomer(n, { ...requester('bob'), ...changes });

export function describeMembers(create: CreateJobsHarness): void {
  describe('recordsOf', () => {
    it('has all that is stored about a member, and nothing of others', async () => {
      const { jobs, clock } = await useHarness(create);
      await jobs.accept(ofAda(1), chargesOf(ofAda(1), NO_LIMITS));
      await acceptAndPost(jobs, ofAda(2, { guildId: 'guild-2' }));
      await acceptAndPost(jobs, ofBob(3));
      await jobs.accept(ofBob(4), chargesOf(ofBob(4), NO_LIMITS));
      const draft = aDraft({ guildId: GUILD, requester: { id: 'ada', name: 'Ada' } });
      await jobs.charge('lyrics-1', writtenLyricsCharges(draft, 700, NO_LIMITS, SOME_TIME));
      await jobs.vote(newcomer(3).id, 'ada');
      await jobs.vote(newcomer(2).id, 'bob');

      const { jobs: stored, covers, votes, charges } = await jobs.recordsOf('ada');

      expect(stored.map(({ id }) => id).toSorted()).toEqual([newcomer(1).id, newcomer(2).id]);
      expect(stored[0]).toEqual({ ...(await jobs.get(stored[0]?.id ?? '')), progress: null });
      expect(covers).toEqual([await jobs.cover(newcomer(2).id)]);
      expect(votes).toEqual([{ coverId: newcomer(3).id, at: clock.now() }]);
      const lyrics = { jobId: 'lyrics-1', state: 'reserved', window: DAY, count: 0, micros: 700 };
      const cover = { jobId: newcomer(1).id, state: 'reserved', window: DAY, count: 1, micros: 150_000 };
      const [here, everywhere] = [memberScope(GUILD, 'ada'), memberWideScope('memberTotal', 'ada')];
      const attempts = memberWideScope('memberWritten', 'ada');
      expect(charges).toHaveLength(7);
      expect(charges).toEqual(
        expect.arrayContaining([
          { ...lyrics, scope: here },
          { ...lyrics, scope: everywhere },
          { ...lyrics, scope: attempts, count: 1, micros: 0 },
          { ...cover, scope: here },
          { ...cover, scope: here, window: MONTH },
          { ...cover, scope: everywhere },
        ]),
      );
    });

    it('never gives away the token of an interaction', async () => {
      const { jobs } = await useHarness(create);
      await jobs.accept(ofAda(1), []);
      const token = newcomer(1).progress?.token ?? 'a token';
      expect(JSON.stringify(await jobs.get(newcomer(1).id))).toContain(token);

      expect(JSON.stringify(await jobs.recordsOf('ada'))).not.toContain(token);
    });

    it('is complete however much there is', async () => {
      const { jobs } = await useHarness(create);
      for (let n = 0; n < 120; n += 1) await jobs.accept(ofAda(n), []);

      const { jobs: stored } = await jobs.recordsOf('ada');

      expect(stored.map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, n) => newcomer(n).id));
    });
  });

  describe('forget', () => {
    it('deletes what has ended and every vote of a member, also after a crash', async () => {
      const { jobs, harness } = await useHarness(create);
      await acceptAndPost(jobs, ofAda(1));
      await acceptAndPost(jobs, ofAda(2, { guildId: 'guild-2' }));
      await acceptAndMove(jobs, ofAda(3), steps.cancelled());
      await acceptAndPost(jobs, ofBob(4));
      for (const voter of ['ada', 'bob']) {
        for (const n of [1, 4]) await jobs.vote(newcomer(n).id, voter);
      }
      const covers = [await jobs.cover(newcomer(1).id), await jobs.cover(newcomer(2).id)];

      const forgotten = await jobs.forget('ada', LATER);

      expect(forgotten).toEqual({ covers, unusedFiles: [], unfinished: [] });
      const reopened = await harness.reopenAfterCrash();
      await expect(reopened.recordsOf('ada')).resolves.toEqual({ jobs: [], covers: [], votes: [], charges: [] });
      for (const n of [1, 2, 3]) {
        await expect(reopened.get(newcomer(n).id)).resolves.toBeUndefined();
        await expect(reopened.cover(newcomer(n).id)).resolves.toBeUndefined();
      }
      await expect(reopened.cover(newcomer(4).id)).resolves.toMatchObject({ votes: 1 });
      const bobs = await reopened.recordsOf('bob');
      expect([bobs.jobs.length, bobs.covers.length, bobs.votes.map(({ coverId }) => coverId)]).toEqual([
        1,
        1,
        [newcomer(4).id],
      ]);
      await expect(reopened.forget('ada', LATER)).resolves.toEqual({ covers: [], unusedFiles: [], unfinished: [] });
    });

    it('leaves what is on its way, or came later, and names the former', async () => {
      const { jobs } = await useHarness(create);
      const before = SOME_TIME + 60_000;
      await jobs.accept(ofAda(1), chargesOf(ofAda(1), NO_LIMITS));
      await acceptAndMove(jobs, ofAda(2), steps.submitting(candidateOf('p')), steps.unknown());
      await acceptAndPost(jobs, ofAda(3, { acceptedAt: before }));
      await jobs.accept(ofAda(4, { acceptedAt: before }), []);
      const draft = aDraft({ guildId: GUILD, requester: { id: 'ada', name: 'Ada' } });
      await jobs.charge('lyrics-1', writtenLyricsCharges(draft, 700, NO_LIMITS, SOME_TIME));
      const records = async () => (await jobs.recordsOf('ada')).jobs.map(({ id }) => id);

      const forgotten = await jobs.forget('ada', before);

      expect(forgotten).toEqual({ covers: [], unusedFiles: [], unfinished: [newcomer(1).id, newcomer(2).id] });
      await expect(records()).resolves.toEqual([1, 2, 3, 4].map((n) => newcomer(n).id));
      const { charges } = await jobs.recordsOf('ada');
      expect(new Set(charges.map(({ jobId }) => jobId))).toEqual(new Set([newcomer(1).id]));

      await moveNow(jobs, newcomer(1).id, steps.cancelled());
      await jobs.forget('ada', before);
      await expect(records()).resolves.toEqual([2, 3, 4].map((n) => newcomer(n).id));
    });

    it('reaches what an earlier interaction has begun, and what tries that again, whenever it was accepted', async () => {
      const { jobs } = await useHarness(create);
      const acceptedAt = SOME_TIME + 60_000;
      const begun = ofAda(1, { id: '999999999999999998', acceptedAt });
      const again = ofAda(2, { id: '999999999999999998-2', acceptedAt });
      const later = ofAda(3, { id: '1000000000000000000', acceptedAt });
      for (const job of [begun, again, later]) await jobs.accept(job, []);
      await moveNow(jobs, begun.id, steps.cancelled());

      const { unfinished } = await jobs.forget('ada', SOME_TIME, '999999999999999999');

      expect(unfinished).toEqual([again.id]);
      expect((await jobs.recordsOf('ada')).jobs.map(({ id }) => id)).toEqual([again.id, later.id]);
    });

    it('is known of what was begun before it, as long as its alarm stands', async () => {
      const { jobs, clock } = await useHarness(create);
      const askedBy = '999999999999999999';
      await jobs.alarms.set(
        'forget',
        clock.now() + 60_000,
        forgettingId({ memberId: 'ada', before: SOME_TIME, askedBy }),
      );

      const known = (memberId: string, beganBy: string) => jobs.isForgotten(memberId, beganBy);
      await expect(known('ada', '999999999999999998')).resolves.toBe(true);
      await expect(known('ada', '999999999999999998-2')).resolves.toBe(true);
      await expect(known('ada', '1000000000000000000')).resolves.toBe(false);
      await expect(known('ada', askedBy)).resolves.toBe(false);
      for (const other of ['bob', 'ad', 'ada2', '%']) await expect(known(other, '1')).resolves.toBe(false);
    });

    it('leaves the votes that were given later', async () => {
      const { jobs, clock } = await useHarness(create);
      for (const n of [1, 2]) await acceptAndPost(jobs, ofBob(n));
      await jobs.vote(newcomer(1).id, 'ada');
      await clock.advance(60_000);
      const before = clock.now();
      await jobs.vote(newcomer(2).id, 'ada');

      await jobs.forget('ada', before);

      expect((await jobs.recordsOf('ada')).votes).toEqual([{ coverId: newcomer(2).id, at: before }]);
      await expect(jobs.cover(newcomer(1).id)).resolves.toMatchObject({ votes: 0 });
      await expect(jobs.cover(newcomer(2).id)).resolves.toMatchObject({ votes: 1 });
    });

    it('names the files that no job holds any more', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndPost(jobs, ofAda(1, { voice: aReference({ hash: hash('c') }) }));
      await acceptAndMove(jobs, ofAda(2, { voice: aReference({ hash: hash('d') }) }), steps.cancelled());
      await jobs.accept(ofBob(3, { instrumental: aReference({ hash: hash('d') }) }), []);

      const { unusedFiles } = await jobs.forget('ada', LATER);

      expect(unusedFiles.toSorted()).toEqual([hash('b'), hash('c')]);
      const all = ['a', 'b', 'c', 'd'].map(hash);
      await expect(jobs.filesInUse(all)).resolves.toEqual(new Set([hash('a'), hash('d')]));
    });

    it('lets charges count on, without the name, until their windows end', async () => {
      const { jobs, harness } = await useHarness(create);
      const scope = memberScope(GUILD, 'ada');
      const other = memberScope('guild-2', 'ada');
      const limits = { ...NO_LIMITS, memberDay: { count: 2 } };
      await jobs.accept(ofAda(1), chargesOf(ofAda(1), limits));
      await moveNow(jobs, newcomer(1).id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 90_000 } });
      await jobs.accept(ofAda(2), chargesOf(ofAda(2), limits));
      await moveNow(jobs, newcomer(2).id, steps.cancelled());
      const draft = aDraft({ guildId: GUILD, requester: { id: 'ada', name: 'Ada' } });
      await jobs.charge('lyrics-1', writtenLyricsCharges(draft, 700, NO_LIMITS, SOME_TIME));

      await jobs.forget('ada', LATER);

      expect((await jobs.recordsOf('ada')).charges).toEqual([]);
      const reopened = await harness.reopenAfterCrash();
      await expect(reopened.usage(scope, DAY.key)).resolves.toEqual({ count: 1, micros: 90_700 });
      await expect(reopened.usage({ name: 'guild', id: GUILD }, MONTH.key)).resolves.toEqual({
        count: 1,
        micros: 90_700,
      });
      await expect(reopened.usage(other, DAY.key)).resolves.toEqual({ count: 0, micros: 0 });
      await expect(reopened.usage(memberScope(GUILD, 'bob'), DAY.key)).resolves.toEqual({ count: 0, micros: 0 });
      // Charges from before and from after count together.
      await expect(reopened.accept(ofAda(3), chargesOf(ofAda(3), limits))).resolves.toMatchObject({ kind: 'accepted' });
      await expect(reopened.accept(ofAda(4), chargesOf(ofAda(4), limits))).resolves.toMatchObject({ kind: 'refused' });
      await reopened.settleCharge('lyrics-1', { kind: 'refund' });
      await expect(reopened.usage(scope, DAY.key)).resolves.toEqual({ count: 2, micros: 240_000 });
    });

    it('deletes charges whose windows have ended', async () => {
      const { jobs, clock } = await useHarness(create);
      const scope = memberScope(GUILD, 'ada');
      for (const n of [1, 2]) {
        await jobs.accept(ofAda(n), chargesOf(ofAda(n), NO_LIMITS));
        await moveNow(jobs, newcomer(n).id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 5 } });
        if (n === 1) await jobs.forget('ada', LATER);
      }
      await expect(jobs.usage(scope, DAY.key)).resolves.toEqual({ count: 2, micros: 10 });
      await clock.advance(DAY.endsAt - clock.now());

      await jobs.forget('ada', clock.now());

      await expect(jobs.usage(scope, DAY.key)).resolves.toEqual({ count: 0, micros: 0 });
      await expect(jobs.usage({ name: 'guild', id: GUILD }, MONTH.key)).resolves.toEqual({ count: 2, micros: 10 });
    });

    it('lets a job of the same id be accepted anew, and be forgotten again', async () => {
      const { jobs } = await useHarness(create);
      for (let round = 1; round <= 2; round += 1) {
        await expect(jobs.accept(ofAda(1), chargesOf(ofAda(1), NO_LIMITS))).resolves.toMatchObject({
          kind: 'accepted',
        });
        await moveNow(jobs, newcomer(1).id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 5 } });
        await jobs.forget('ada', LATER);
      }

      await expect(jobs.usage(memberScope(GUILD, 'ada'), DAY.key)).resolves.toEqual({ count: 2, micros: 10 });
    });

    it('rings its alarm at its time, with the id that it was given', async () => {
      const { jobs, clock } = await useHarness(create);
      const rung: string[] = [];
      jobs.onAlarm('forget', async (id) => void rung.push(id));
      jobs.start();
      await jobs.alarms.set('forget', clock.now() + 60_000, 'ada:1');
      await clock.advance(59_000);
      expect(rung).toEqual([]);

      await clock.advance(1_000);

      await soon(() => expect(rung).toEqual(['ada:1']));
    });
  });
}
