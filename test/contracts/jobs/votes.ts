import { describe, expect, it } from 'vitest';
import { acceptAndMove, acceptAndPost, type CreateJobsHarness, useHarness } from './harness.ts';
import { newcomer, steps } from './job-parts.ts';

const { id } = newcomer(1);

export function describeVotes(create: CreateJobsHarness): void {
  describe('vote', () => {
    it('gives a vote and takes it back, and the cover has the count, also after a crash', async () => {
      const { jobs, harness } = await useHarness(create);
      await acceptAndPost(jobs, newcomer(1));

      await expect(jobs.vote(id, 'ada')).resolves.toEqual({ count: 1, isGiven: true });
      await expect(jobs.vote(id, 'bob')).resolves.toEqual({ count: 2, isGiven: true });
      await expect(jobs.vote(id, 'ada')).resolves.toEqual({ count: 1, isGiven: false });

      const reopened = await harness.reopenAfterCrash();
      await expect(reopened.cover(id)).resolves.toMatchObject({ votes: 1 });
      await expect(reopened.vote(id, 'bob')).resolves.toEqual({ count: 0, isGiven: false });
    });

    it('counts a hundred who vote at once, each once', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndPost(jobs, newcomer(1));

      const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => jobs.vote(id, `member-${n}`)));

      expect(answers.map((vote) => vote?.count).sort((one, other) => (one ?? 0) - (other ?? 0))).toEqual(
        Array.from({ length: 100 }, (_, n) => n + 1),
      );
      await expect(jobs.cover(id)).resolves.toMatchObject({ votes: 100 });
    });

    it('of one member clicked several times at once ends as the clicks say', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndPost(jobs, newcomer(1));

      const twice = await Promise.all([jobs.vote(id, 'ada'), jobs.vote(id, 'ada')]);
      expect(twice.map((vote) => vote?.isGiven).toSorted()).toEqual([false, true]);
      await expect(jobs.cover(id)).resolves.toMatchObject({ votes: 0 });

      await Promise.all(Array.from({ length: 7 }, () => jobs.vote(id, 'ada')));
      await expect(jobs.cover(id)).resolves.toMatchObject({ votes: 1 });
    });

    it('is for covers that are posted', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndMove(jobs, newcomer(1), steps.cancelled());
      await acceptAndPost(jobs, newcomer(2));
      await jobs.removeCover(newcomer(2).id);

      await expect(jobs.vote(id, 'ada')).resolves.toBeUndefined();
      await expect(jobs.vote('nothing', 'ada')).resolves.toBeUndefined();
      await expect(jobs.vote(newcomer(2).id, 'ada')).resolves.toBeUndefined();
      expect((await jobs.recordsOf('ada')).votes).toEqual([]);
    });
  });
}
