import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/domain/job.ts';
import { aReference, SOME_TIME } from '../../support/build-job.ts';
import { acceptAndMove, acceptAndPost, type CreateJobsHarness, useHarness } from './harness.ts';
import { newcomer, steps } from './job-parts.ts';

const LINK = { url: 'https://cdn.example/ada-sings.mp3', expiresAt: SOME_TIME };
const ofAda = aReference({ name: 'Ada sings.MP3', posterId: 'ada', link: LINK });
const by = (id: string): Partial<Job> => ({ guildId: 'guild-1', requester: { id, name: id } });

/** Jobs of Bob: posted, failed, waiting, of Ada's file as a part; and some that are none of Ada's business. */
async function useUploads(create: CreateJobsHarness) {
  const { jobs, harness } = await useHarness(create);
  await acceptAndPost(jobs, newcomer(1, { ...by('bob'), reference: ofAda }));
  await acceptAndMove(jobs, newcomer(2, { ...by('bob'), reference: ofAda }), steps.cancelled());
  await jobs.accept(newcomer(3, { ...by('bob'), reference: null, voice: ofAda, instrumental: aReference() }), []);
  await jobs.accept(newcomer(4, { ...by('bob'), style: '"ada"', reference: aReference({ posterId: 'bob' }) }), []);
  await jobs.accept(newcomer(5, { ...by('ada'), reference: ofAda }), []);
  return { jobs, harness };
}

export function describeUploads(create: CreateJobsHarness): void {
  describe('what others have made of a member’s files', () => {
    it('is found whatever became of it, and however many other jobs there are', async () => {
      const { jobs } = await useUploads(create);
      for (let n = 100; n < 700; n += 1) await jobs.accept(newcomer(n, by('cara')), []);
      await jobs.accept(newcomer(700, { ...by('cara'), reference: ofAda }), []);

      const uses = await jobs.usesOf('ada');

      const use = { guildId: 'guild-1', name: 'Ada sings.MP3' };
      expect(uses).toEqual([1, 2, 3, 700].map((n) => ({ ...use, id: newcomer(n).id })));
      await expect(jobs.usesOf('nobody')).resolves.toEqual([]);
    });

    it('forgets what they were called and where they were, not whose they are, and goes on', async () => {
      const { jobs, harness } = await useUploads(create);
      const before = await jobs.get(newcomer(3).id);

      await jobs.forgetUploads('ada', SOME_TIME + 1);

      const later = await harness.reopenAfterCrash();
      for (const n of [1, 2]) {
        const job = await later.get(newcomer(n).id);
        expect(job?.reference).toEqual({ ...ofAda, name: 'song.mp3', link: null });
      }
      const waiting = await later.get(newcomer(3).id);
      expect(waiting).toEqual({ ...before, voice: { ...ofAda, name: 'song.mp3', link: null } });
      expect((await later.get(newcomer(5).id))?.reference).toEqual(ofAda);
      const found = (text: string) => later.history({ kind: 'posted', guildId: 'guild-1', text, limit: 5 });
      expect((await found('Ada sings')).entries).toEqual([]);
      expect((await found('song.mp3')).entries).toHaveLength(1);
      await expect(later.change(newcomer(3).id, before?.version ?? 0, steps.cancelled())).resolves.toBeDefined();
    });

    it('keeps what they are called in jobs from after that time', async () => {
      const { jobs } = await useUploads(create);

      await jobs.forgetUploads('ada', SOME_TIME);

      expect((await jobs.get(newcomer(1).id))?.reference).toEqual(ofAda);
    });
  });
}
