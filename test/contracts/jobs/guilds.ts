import { describe, expect, it } from 'vitest';
import {
  chargesOf,
  guildScope,
  memberScope,
  memberWideScope,
  writtenLyricsCharges,
} from '../../../src/domain/money/charges.ts';
import { dayOf, monthOf } from '../../../src/domain/money/quota.ts';
import { aDraft, aReference, NO_LIMITS, SOME_TIME } from '../../support/build-job.ts';
import type { Jobs } from '../../support/open-jobs.ts';
import { acceptAndMove, acceptAndPost, type CreateJobsHarness, moveNow, useHarness } from './harness.ts';
import { candidateOf, newcomer, steps } from './job-parts.ts';

/** A prefix of the other one, as ids of servers may be. */
const GUILD = '200000000000000001';
const OTHER = '2000000000000000010';
const LATER = SOME_TIME + 24 * 3_600_000;
const MONTH = monthOf(SOME_TIME);
const DAY = dayOf(SOME_TIME);

const here = (n: number, changes = {}) => newcomer(n, { guildId: GUILD, ...changes });
const elsewhere = (n: number, changes = {}) => newcomer(n, { guildId: OTHER, ...changes });
const hash = (letter: string) => letter.repeat(64);

async function idsOf(jobs: Jobs, { before = LATER, limit = 100 } = {}) {
  return (await jobs.endedIn(GUILD, before, limit)).map(({ id }) => id);
}

export function describeGuilds(create: CreateJobsHarness): void {
  describe('guildIds', () => {
    it('names each server once, whatever became of its jobs', async () => {
      const { jobs } = await useHarness(create);
      await expect(jobs.guildIds()).resolves.toEqual(new Set());
      await jobs.accept(here(1), []);
      await acceptAndPost(jobs, here(2));
      await acceptAndMove(jobs, elsewhere(3), steps.cancelled());

      await expect(jobs.guildIds()).resolves.toEqual(new Set([GUILD, OTHER]));
    });
  });

  describe('endedIn', () => {
    it('names the first jobs of a server that have ended, and where they were to be posted', async () => {
      const { jobs } = await useHarness(create);
      await acceptAndPost(jobs, here(1, { channelId: 'thread-1' }));
      await jobs.accept(here(2), []);
      await acceptAndMove(jobs, elsewhere(3), steps.cancelled());
      await acceptAndMove(jobs, here(4), steps.cancelled());
      await acceptAndMove(jobs, here(5, { acceptedAt: LATER }), steps.cancelled());

      await expect(jobs.endedIn(GUILD, LATER, 1)).resolves.toEqual([{ id: newcomer(1).id, channelId: 'thread-1' }]);
      await expect(idsOf(jobs)).resolves.toEqual([1, 4].map((n) => newcomer(n).id));
    });
  });

  describe('forgetEnded', () => {
    it('deletes jobs with their covers and votes, and names the files that no job holds any more, also after a crash', async () => {
      const { jobs, harness } = await useHarness(create);
      await acceptAndPost(jobs, here(1, { voice: aReference({ hash: hash('c') }) }));
      await acceptAndPost(jobs, elsewhere(2));
      for (const n of [1, 2]) await jobs.vote(newcomer(n).id, 'ada');

      await expect(jobs.forgetEnded([newcomer(1).id])).resolves.toEqual({ unusedFiles: [hash('c')] });

      const reopened = await harness.reopenAfterCrash();
      await expect(reopened.get(newcomer(1).id)).resolves.toBeUndefined();
      await expect(reopened.cover(newcomer(1).id)).resolves.toBeUndefined();
      await expect(reopened.cover(newcomer(2).id)).resolves.toMatchObject({ votes: 1 });
      expect((await reopened.recordsOf('ada')).votes).toMatchObject([{ coverId: newcomer(2).id }]);
      await expect(reopened.forgetEnded([newcomer(1).id])).resolves.toEqual({ unusedFiles: [] });
    });

    it('leaves what is on its way, and what has been set on its way again', async () => {
      const { jobs } = await useHarness(create);
      await jobs.accept(here(1), []);
      const kept = await acceptAndMove(jobs, here(2), steps.submitting(candidateOf('p')), steps.delivering(), {
        to: 'failed',
        settle: { kind: 'commit', count: 1, micros: 1 },
      });
      await expect(idsOf(jobs)).resolves.toEqual([kept.id]);
      await moveNow(jobs, kept.id, { to: 'delivering' });

      await jobs.forgetEnded([newcomer(1).id, kept.id]);

      await expect(jobs.get(newcomer(1).id)).resolves.toMatchObject({ state: 'queued' });
      await expect(jobs.get(kept.id)).resolves.toMatchObject({ state: 'delivering' });
    });

    it('lets what was used count on, without the names of members', async () => {
      const { jobs } = await useHarness(create);
      const job = here(1, { requester: { id: 'ada', name: 'Ada' } });
      await jobs.accept(job, chargesOf(job, NO_LIMITS));
      await moveNow(jobs, job.id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 90_000 } });

      await jobs.forgetEnded([job.id]);

      const used = { count: 1, micros: 90_000 };
      await expect(jobs.usage({ name: 'operator', id: 'all' }, MONTH.key)).resolves.toEqual(used);
      await expect(jobs.usage(guildScope(GUILD), MONTH.key)).resolves.toEqual(used);
      await expect(jobs.usage(memberScope(GUILD, 'ada'), DAY.key)).resolves.toEqual(used);
      await expect(jobs.usage(memberWideScope('memberTotal', 'ada'), DAY.key)).resolves.toEqual(used);
      expect((await jobs.recordsOf('ada')).charges).toEqual([]);
    });
  });

  describe('forgetGuild', () => {
    it('says whether anything is left: jobs, or what counts until the month ends', async () => {
      const { jobs, clock } = await useHarness(create);
      const job = here(1, { requester: { id: 'ada', name: 'Ada' } });
      await jobs.accept(job, chargesOf(job, NO_LIMITS));
      const draft = aDraft({ guildId: GUILD, requester: { id: 'ada', name: 'Ada' } });
      await jobs.charge('lyrics-1', writtenLyricsCharges(draft, 700, NO_LIMITS, SOME_TIME));
      await jobs.charge('lyrics-2', writtenLyricsCharges({ ...draft, guildId: OTHER }, 900, NO_LIMITS, SOME_TIME));
      await expect(jobs.forgetGuild(GUILD)).resolves.toBe(false);
      await moveNow(jobs, job.id, { to: 'failed', settle: { kind: 'commit', count: 1, micros: 90_000 } });
      await jobs.forgetEnded([job.id]);

      await expect(jobs.forgetGuild(GUILD)).resolves.toBe(false);
      await expect(jobs.usage(guildScope(GUILD), MONTH.key)).resolves.toEqual({ count: 1, micros: 90_700 });
      await clock.advance(MONTH.endsAt - clock.now());

      await expect(jobs.forgetGuild(GUILD)).resolves.toBe(true);
      await expect(jobs.usage(guildScope(GUILD), MONTH.key)).resolves.toEqual({ count: 0, micros: 0 });
      await expect(jobs.usage(guildScope(OTHER), MONTH.key)).resolves.toEqual({ count: 0, micros: 900 });
      await expect(jobs.usage(memberScope(OTHER, 'ada'), DAY.key)).resolves.toEqual({ count: 0, micros: 900 });
    });
  });
}
