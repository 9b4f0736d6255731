import { describe, expect, it } from 'vitest';
import { aReference } from '../../support/build-job.ts';
import { acceptAndMove, acceptAndPost, type CreateJobsHarness, mustChange, useHarness } from './harness.ts';
import { aTake, candidateOf, newcomer, steps } from './job-parts.ts';

const hash = (letter: string) => letter.repeat(64);
const song = hash('a');
const take = hash('b');

export function describeRemoval(create: CreateJobsHarness): void {
  describe('removeCover', () => {
    it('leaves the record of its job, and no cover, vote or place in a list, also after a crash', async () => {
      const { jobs, harness } = await useHarness(create);
      const job = await acceptAndPost(jobs, newcomer(1));
      const { guildId } = job;
      await jobs.vote(job.id, 'ada');

      await jobs.removeCover(job.id);

      const reopened = await harness.reopenAfterCrash();
      await expect(reopened.get(job.id)).resolves.toEqual(job);
      await expect(reopened.cover(job.id)).resolves.toBeUndefined();
      expect((await reopened.recordsOf('ada')).votes).toEqual([]);
      for (const query of [
        { kind: 'posted', guildId },
        { kind: 'posted', guildId, text: 'blues' },
        { kind: 'top', guildId, since: 0 },
        { kind: 'lineage', guildId, rootHash: song },
      ] as const) {
        await expect(reopened.history({ ...query, limit: 10 })).resolves.toEqual({ entries: [], hasMore: false });
      }
    });

    it('names the files that no other job holds', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndPost(jobs, newcomer(1, { voice: aReference({ hash: hash('c') }) }));
      await acceptAndPost(jobs, newcomer(2));

      await expect(jobs.removeCover(newcomer(1).id)).resolves.toEqual({ unusedFiles: [hash('c')] });
      await expect(jobs.filesInUse([song, take, hash('c')])).resolves.toEqual(new Set([song, take]));

      const { unusedFiles } = await jobs.removeCover(newcomer(2).id);
      expect(unusedFiles.toSorted()).toEqual([song, take]);
      await expect(jobs.filesInUse([song, take])).resolves.toEqual(new Set());
    });

    it('does nothing where nothing is posted', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndMove(jobs, newcomer(1), steps.cancelled());
      await acceptAndPost(jobs, newcomer(2));
      await jobs.removeCover(newcomer(2).id);

      for (const id of [newcomer(1).id, newcomer(2).id, 'nothing']) {
        await expect(jobs.removeCover(id)).resolves.toEqual({ unusedFiles: [] });
      }
      await expect(jobs.filesInUse([song])).resolves.toEqual(new Set([song]));
    });

    it('does not come back when its job is written to', async () => {
      const { jobs } = await useHarness(create);
      const posted = await acceptAndPost(jobs, newcomer(1));
      await jobs.removeCover(posted.id);

      await mustChange(jobs, posted, { to: 'delivered', set: { progress: null } });

      await expect(jobs.cover(posted.id)).resolves.toBeUndefined();
      await expect(jobs.filesInUse([song, take])).resolves.toEqual(new Set());
    });
  });

  describe('filesInUse', () => {
    it('knows of what was made of the takes for a message, too', async () => {
      const { jobs } = await useHarness(create);
      const job = await acceptAndMove(jobs, newcomer(1), steps.submitting(candidateOf('p')), steps.delivering());
      const takes = [aTake({ playable: { hash: hash('c'), sizeBytes: 1 } }), aTake({ hash: hash('d') })];
      const waveform = { hash: hash('e'), sizeBytes: 1 };
      const all = [song, take, hash('c'), hash('d'), hash('e')];

      const withFiles = await mustChange(jobs, job, { to: 'delivering', set: { takes, waveform } });
      await expect(jobs.filesInUse(all)).resolves.toEqual(new Set(all));

      await mustChange(jobs, withFiles, { to: 'delivering', set: { takes: [aTake()], waveform: null } });
      await expect(jobs.filesInUse(all)).resolves.toEqual(new Set([song, take]));
    });
  });
}
