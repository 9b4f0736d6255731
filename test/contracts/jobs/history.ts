import { describe, expect, it } from 'vitest';
import type { Job, Lineage } from '../../../src/domain/job.ts';
import type { HistoryPage, HistoryQuery } from '../../../src/jobs/library.ts';
import { aReference } from '../../support/build-job.ts';
import type { ManualClock } from '../../support/manual-clock.ts';
import type { Jobs } from '../../support/open-jobs.ts';
import { acceptAndMove, acceptAndPost, type CreateJobsHarness, useHarness } from './harness.ts';
import { aTake, candidateOf, newcomer, steps } from './job-parts.ts';

const GUILD = 'guild-1';
const OTHER_GUILD = 'guild-2';

const named = (id: string) => ({ id, name: id });
const idsIn = ({ entries }: HistoryPage) => entries.map(({ job }) => job.id);
const ids = (...numbers: number[]) => numbers.map((n) => newcomer(n).id);

/** A cover of its own minute. */
async function post(jobs: Jobs, clock: ManualClock, n: number, changes: Partial<Job> = {}): Promise<void> {
  await acceptAndPost(jobs, newcomer(n, { guildId: GUILD, ...changes }));
  await clock.advance(60_000);
}

export function describeHistory(create: CreateJobsHarness): void {
  describe('history', () => {
    it('has a member’s own in one server, whatever became of them, newest first', async () => {
      const { jobs, clock, harness } = await useHarness(create);
      const mine = { guildId: GUILD, requester: named('ada') };
      await post(jobs, clock, 1, mine);
      await acceptAndMove(jobs, newcomer(2, mine), steps.failed());
      await jobs.accept(newcomer(3, { ...mine, requester: named('bob') }), []);
      await jobs.accept(newcomer(4, { ...mine, guildId: OTHER_GUILD }), []);
      await jobs.accept(newcomer(5, mine), []);
      await post(jobs, clock, 6, mine);
      await jobs.removeCover(newcomer(6).id);

      const reopened = await harness.reopenAfterCrash();
      const page = await reopened.history({ kind: 'member', guildId: GUILD, memberId: 'ada', limit: 10 });

      expect(idsIn(page)).toEqual(ids(6, 5, 2, 1));
      expect(page.hasMore).toBe(false);
      expect(page.entries.map(({ cover }) => cover?.id)).toEqual([undefined, undefined, undefined, newcomer(1).id]);
      expect(page.entries[3]).toEqual({
        job: await reopened.get(newcomer(1).id),
        cover: await reopened.cover(newcomer(1).id),
      });
    });

    it('goes to older and newer pages of a member’s own', async () => {
      const { jobs } = await useHarness(create);
      const mine = { guildId: GUILD, requester: named('ada') };
      for (let n = 1; n <= 5; n += 1) await jobs.accept(newcomer(n, mine), []);
      const page = (from: { olderThan?: string; newerThan?: string }, limit = 2) =>
        jobs.history({ kind: 'member', guildId: GUILD, memberId: 'ada', limit, ...from });

      const found = await Promise.all([
        page({}),
        page({ olderThan: newcomer(4).id }),
        page({ olderThan: newcomer(2).id }),
        page({ newerThan: newcomer(1).id }),
        page({ newerThan: newcomer(3).id }),
        page({ newerThan: newcomer(5).id }),
      ]);

      expect(found.map((one) => [idsIn(one), one.hasMore])).toEqual([
        [ids(5, 4), true],
        [ids(3, 2), true],
        [ids(1), false],
        [ids(3, 2), true],
        [ids(5, 4), false],
        [[], false],
      ]);
    });

    it('takes a job that is gone for older than all that are there', async () => {
      const { jobs } = await useHarness(create);
      const mine = { guildId: GUILD, requester: named('ada') };
      for (const n of [1, 2]) await jobs.accept(newcomer(n, mine), []);
      const page = (from: { olderThan?: string; newerThan?: string }) =>
        jobs.history({ kind: 'member', guildId: GUILD, memberId: 'ada', limit: 1, ...from });

      expect(idsIn(await page({ newerThan: 'gone' }))).toEqual(ids(1));
      expect(idsIn(await page({ olderThan: 'gone' }))).toEqual([]);
    });

    it('has what waits or runs in a server, in order of acceptance', async () => {
      const { jobs, clock } = await useHarness(create);
      await acceptAndMove(jobs, newcomer(3, { guildId: GUILD }), steps.submitting(candidateOf('p')));
      await post(jobs, clock, 2);
      await jobs.accept(newcomer(4, { guildId: OTHER_GUILD }), []);
      await jobs.accept(newcomer(1, { guildId: GUILD }), []);
      await jobs.accept(newcomer(5, { guildId: GUILD }), []);

      const page = await jobs.history({ kind: 'unfinished', guildId: GUILD, limit: 2 });

      expect(idsIn(page)).toEqual(ids(3, 1));
      expect(page.hasMore).toBe(true);
      await expect(jobs.countUnfinished(GUILD)).resolves.toBe(3);
      await expect(jobs.countUnfinished('guild-3')).resolves.toBe(0);
    });

    it('has what waits or runs of one member of a server, in order of acceptance', async () => {
      const { jobs, clock } = await useHarness(create);
      const mine = { guildId: GUILD, requester: named('ada') };
      await jobs.accept(newcomer(4, { guildId: GUILD, requester: named('bob') }), []);
      await acceptAndMove(jobs, newcomer(3, mine), steps.submitting(candidateOf('p')));
      await post(jobs, clock, 2, mine);
      await jobs.accept(newcomer(6, { ...mine, guildId: OTHER_GUILD }), []);
      for (const n of [1, 5]) await jobs.accept(newcomer(n, mine), []);

      const page = await jobs.history({ kind: 'unfinished', guildId: GUILD, memberId: 'ada', limit: 2 });

      expect([idsIn(page), page.hasMore]).toEqual([ids(3, 1), true]);
    });

    it('has the posted covers of a server, newest first', async () => {
      const { jobs, clock } = await useHarness(create);
      for (const n of [2, 1, 3]) await post(jobs, clock, n);
      await post(jobs, clock, 4, { guildId: OTHER_GUILD });
      await jobs.accept(newcomer(5, { guildId: GUILD }), []);
      await jobs.removeCover(newcomer(1).id);

      const all = await jobs.history({ kind: 'posted', guildId: GUILD, limit: 2 });
      const one = await jobs.history({ kind: 'posted', guildId: GUILD, limit: 1 });

      expect([idsIn(all), all.hasMore]).toEqual([ids(3, 2), false]);
      expect(all.entries[0]?.cover).toMatchObject({ id: newcomer(3).id, votes: 0 });
      expect([idsIn(one), one.hasMore]).toEqual([ids(3), true]);
    });

    it('finds a text in the name of the song or in the style, whatever its case', async () => {
      const { jobs, clock } = await useHarness(create);
      const words = { reference: null, kind: 'song' } as const;
      await post(jobs, clock, 1, { reference: aReference({ name: 'дождь.mp3' }), style: 'slow, 100% Blues' });
      await post(jobs, clock, 2, { reference: aReference({ name: 'Straße.flac' }), style: 'Slow waltz' });
      await post(jobs, clock, 3, {
        reference: null,
        voice: aReference({ name: 'part.mp3' }),
        style: 'E\u0301te\u0301',
      });
      await post(jobs, clock, 4, { ...words, style: 'a_b' });
      await post(jobs, clock, 5, { ...words, style: null });
      await post(jobs, clock, 6, { guildId: OTHER_GUILD, style: 'slow, 100%, été, a_b' });
      const wanted = {
        SLOW: ids(2, 1),
        été: ids(3),
        ÉTÉ: ids(3),
        strasse: ids(2),
        ДОЖДЬ: ids(1),
        '100%': ids(1),
        '%': ids(1),
        a_b: ids(4),
        _: ids(4),
        'part.mp3': ids(3),
        'nothing of the kind': [],
      };

      const found: Record<string, string[]> = {};
      for (const text of Object.keys(wanted)) {
        found[text] = idsIn(await jobs.history({ kind: 'posted', guildId: GUILD, text, limit: 10 }));
      }

      expect(found).toEqual(wanted);
    });

    it('says whether more covers have the text', async () => {
      const { jobs, clock } = await useHarness(create);
      for (const n of [1, 2, 3]) await post(jobs, clock, n, { style: n === 2 ? 'jazz' : 'blues' });
      const search = (limit: number) => jobs.history({ kind: 'posted', guildId: GUILD, text: 'blues', limit });

      await expect(search(1)).resolves.toMatchObject({ entries: [{ job: { id: newcomer(3).id } }], hasMore: true });
      await expect(search(2)).resolves.toMatchObject({ hasMore: false });
    });

    it('has the covers with the most votes since a time, and none without a vote', async () => {
      const { jobs, clock } = await useHarness(create);
      const votes = { 1: 3, 2: 1, 3: 2, 4: 0, 5: 2 };
      const start = clock.now();
      for (const [n, count] of Object.entries(votes)) {
        await post(jobs, clock, Number(n));
        for (let voter = 0; voter < count; voter += 1) await jobs.vote(newcomer(Number(n)).id, `voter-${voter}`);
      }
      await post(jobs, clock, 6, { guildId: OTHER_GUILD });
      await jobs.vote(newcomer(6).id, 'voter-0');
      const top = (since: number, limit: number) => jobs.history({ kind: 'top', guildId: GUILD, since, limit });

      const all = await top(start, 10);
      expect([idsIn(all), all.hasMore]).toEqual([ids(1, 5, 3, 2), false]);
      expect(all.entries.map(({ cover }) => cover?.votes)).toEqual([3, 2, 2, 1]);
      const first = await top(start, 2);
      expect([idsIn(first), first.hasMore]).toEqual([ids(1, 5), true]);
      expect(idsIn(await top(start + 60_000, 10))).toEqual(ids(5, 3, 2));

      await jobs.vote(newcomer(2).id, 'voter-0');
      expect(idsIn(await top(start, 10))).toEqual(ids(1, 5, 3));
    });

    it('has all covers of a server that go back to one reference, oldest first', async () => {
      const { jobs, clock } = await useHarness(create);
      const root = aReference({ hash: 'c'.repeat(64) });
      const lineage: Lineage = {
        rootHash: root.hash,
        parent: { id: 'x', channelId: 'c', messageId: 'm' },
        ancestors: [],
        from: 'cover',
      };
      await post(jobs, clock, 3, { reference: root });
      await post(jobs, clock, 1, { reference: aReference({ hash: 'd'.repeat(64) }), lineage });
      await post(jobs, clock, 2, { reference: null, voice: root });
      await post(jobs, clock, 4);
      await post(jobs, clock, 5, { reference: root, guildId: OTHER_GUILD });
      await acceptAndMove(jobs, newcomer(6, { guildId: GUILD, reference: root }), steps.cancelled());
      const family = (limit: number) => jobs.history({ kind: 'lineage', guildId: GUILD, rootHash: root.hash, limit });

      const all = await family(10);
      expect([idsIn(all), all.hasMore]).toEqual([ids(3, 1, 2), false]);
      const first = await family(2);
      expect([idsIn(first), first.hasMore]).toEqual([ids(3, 1), true]);
    });

    it('has new music among what goes back to its first take', async () => {
      const { jobs, clock } = await useHarness(create);
      const { hash } = aTake();
      await post(jobs, clock, 1, { kind: 'song', reference: null });
      await post(jobs, clock, 2, { reference: aReference({ hash }) });

      const page = await jobs.history({ kind: 'lineage', guildId: GUILD, rootHash: hash, limit: 10 });

      expect(idsIn(page)).toEqual(ids(1, 2));
    });

    it('has what was made, anywhere, from what a member put into Discord, newest first', async () => {
      const { jobs, clock } = await useHarness(create);
      const uploaded = { reference: aReference({ posterId: 'ada' }) };
      await post(jobs, clock, 1, uploaded);
      await post(jobs, clock, 2, { reference: aReference({ posterId: 'bob' }) });
      await post(jobs, clock, 3, {
        reference: null,
        instrumental: aReference({ posterId: 'ada' }),
        guildId: OTHER_GUILD,
      });
      await post(jobs, clock, 4, { requester: named('ada') });
      await post(jobs, clock, 5, uploaded);
      await jobs.removeCover(newcomer(5).id);

      const page = await jobs.history({ kind: 'poster', posterId: 'ada', limit: 10 });

      expect([idsIn(page), page.hasMore]).toEqual([ids(3, 1), false]);
    });

    it.each<HistoryQuery>([
      { kind: 'member', guildId: GUILD, memberId: 'ada', limit: 5 },
      { kind: 'unfinished', guildId: GUILD, limit: 5 },
      { kind: 'unfinished', guildId: GUILD, memberId: 'ada', limit: 5 },
      { kind: 'posted', guildId: GUILD, limit: 5 },
      { kind: 'posted', guildId: GUILD, text: 'x', limit: 5 },
      { kind: 'top', guildId: GUILD, since: 0, limit: 5 },
      { kind: 'lineage', guildId: GUILD, rootHash: 'x', limit: 5 },
      { kind: 'poster', posterId: 'ada', limit: 5 },
    ])('is empty where there is nothing: $kind', async (query) => {
      const { jobs } = await useHarness(create);

      await expect(jobs.history(query)).resolves.toEqual({ entries: [], hasMore: false });
    });
  });
}
