import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/domain/job.ts';
import { aReference } from '../../support/build-job.ts';
import { fromLater, withWordsOfLater, wordsOfLaterIn } from '../../support/newer-release.ts';
import { acceptAndMove, type CreateJobsHarness, mustChange, useHarness } from './harness.ts';
import { aTake, candidateOf, newcomer, steps } from './job-parts.ts';

const ROOM = { make: 100, prepare: 100, deliver: 100 };
const RULES = {
  perGuild: 2,
  guildCaps: new Map<string, number>(),
  slots: new Map([['p', 1]]),
  held: { all: false, guilds: new Set<string>(), providers: new Set<string>() },
};

const LOUDNESS = { lufs: -14, truePeakDb: -1 };
const MADE = { hash: 'c'.repeat(64), sizeBytes: 1 };
const SONG = aReference({
  link: { url: 'https://example.com/song.mp3', expiresAt: 1 },
  loudness: LOUDNESS,
  cutFrom: { hash: 'd'.repeat(64), startMs: 0, durationMs: 1 },
});

/** A job in which nothing is missing that has fields of its own. */
const FULL: Partial<Job> = {
  candidates: [candidateOf('p')],
  reference: SONG,
  voice: SONG,
  instrumental: SONG,
  lineage: {
    rootHash: 'a'.repeat(64),
    rootCutFrom: SONG.cutFrom,
    parent: { id: 'parent', channelId: 'c', messageId: 'm' },
    ancestors: [],
    from: 'cover',
  },
  tried: [{ provider: 'q', model: 'm', at: 1, reason: 'busy' }],
  takes: [
    aTake({
      link: { url: 'https://example.com/take.mp3', expiresAt: null },
      sound: { durationMs: 1, container: 'MP3', codec: 'MP3' },
      loudness: LOUDNESS,
      finished: MADE,
      playable: MADE,
    }),
  ],
  waveform: MADE,
  approval: { state: 'granted', why: 'all', until: null, isAsked: true, isTold: true },
  failure: { key: 'job.expired', params: {} } as unknown as Job['failure'],
};

export function describeNewerReleases(create: CreateJobsHarness): void {
  describe('beside a newer release', () => {
    it('a job keeps what that wrote into it, at each depth, whatever is written here', async () => {
      const { harness, jobs } = await useHarness(create);
      const { id } = await acceptAndMove(jobs, newcomer(1, FULL), steps.submitting(candidateOf('p')), {
        to: 'delivering',
        set: { delivery: { startedAt: null, messageId: null } },
      });
      await harness.rewrite(id, withWordsOfLater);
      const read = async () => {
        const job = await jobs.get(id);
        if (!job) throw new Error('it is gone');
        return job;
      };
      const written = wordsOfLaterIn(await read());
      expect(written.length).toBeGreaterThan(30);
      const { delivery } = await read();

      await mustChange(jobs, await read(), { to: 'delivering', set: { preparedFor: 10_000_000 } });
      expect(wordsOfLaterIn(await read())).toEqual(written);
      await mustChange(jobs, await read(), {
        to: 'delivering',
        set: { delivery: { startedAt: 1, messageId: null, ...fromLater } as unknown as Job['delivery'] },
        alarms: [{ kind: 'tell', at: 1 }],
      });
      expect(wordsOfLaterIn(await read())).toEqual(written);
      const sent = (await read()).delivery ?? { startedAt: null };
      await mustChange(jobs, await read(), {
        to: 'delivered',
        set: { delivery: { ...delivery, ...sent, messageId: 'message-1' } },
        settle: { kind: 'commit', count: 1, micros: 90_000 },
      });
      expect(wordsOfLaterIn(await read())).toEqual(written);
      const { entries } = await jobs.history({
        kind: 'member',
        guildId: newcomer(1).guildId,
        memberId: newcomer(1).requester.id,
        limit: 1,
      });
      expect(entries.flatMap(({ job }) => wordsOfLaterIn(job))).toEqual(written);
    });

    it('a job in a state of that is left alone, and holds up nobody', async () => {
      const { harness, jobs, clock } = await useHarness(create);
      const strange: string[] = [];
      const begin = [
        [],
        [steps.submitting(candidateOf('q'))],
        [steps.submitting(candidateOf('q')), steps.unprepared()],
        [steps.submitting(candidateOf('q')), steps.delivering()],
      ];
      for (const [index, moves] of begin.entries()) {
        const { id } = await acceptAndMove(
          jobs,
          newcomer(index + 1, { candidates: [candidateOf('q')], guildId: `of ${index}` }),
          ...moves,
        );
        strange.push(id);
        await harness.rewrite(id, (record) => ({ ...record, state: 'mastering' }));
        await jobs.alarms.set('tell', 0, id);
      }
      await jobs.accept(newcomer(9, { candidates: [candidateOf('p')] }), []);
      await jobs.alarms.set('tell', 0, newcomer(9).id);

      const leases = jobs.leasesOf({ workerId: 'worker', lastsMs: 30_000 });
      await leases.join();
      const { claims } = await leases.claim({ rules: RULES, room: ROOM, perGuild: ROOM });
      expect(claims.map(({ id }) => id)).toEqual([newcomer(9).id]);
      expect((await jobs.alarms.claim('worker', 'tell', clock.now(), 9)).map(({ id }) => id)).toEqual([newcomer(9).id]);
      expect((await jobs.unfinished()).map(({ id }) => id)).toEqual([newcomer(9).id]);
      await expect(jobs.countUnfinished('of 0')).resolves.toBe(1);
      for (const id of strange) await expect(jobs.get(id)).rejects.toThrow('which only a newer release knows');
    });

    it('a job that was in such a state and has left it is gone on with', async () => {
      const { harness, jobs } = await useHarness(create);
      const { id } = await acceptAndMove(jobs, newcomer(1, { candidates: [candidateOf('p')] }));
      await harness.rewrite(id, (record) => ({
        ...record,
        timeline: [...(record.timeline as object[]), { state: 'mastering', at: 1 }, { state: 'queued', at: 2 }],
      }));
      const leases = jobs.leasesOf({ workerId: 'worker', lastsMs: 30_000 });
      await leases.join();
      const { claims } = await leases.claim({ rules: RULES, room: ROOM, perGuild: ROOM });
      expect(claims.map((claim) => claim.id)).toEqual([id]);
      expect((await jobs.get(id))?.timeline.map(({ state }) => state)).toEqual(['queued', 'mastering', 'queued']);
    });
  });
}
