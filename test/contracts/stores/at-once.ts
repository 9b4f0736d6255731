import { describe, expect, it } from 'vitest';
import type { Database } from '../../../src/database.ts';
import { newGreeting } from '../../../src/domain/guild/greeting.ts';
import { createLogger } from '../../../src/logger.ts';
import { createDraftUploads } from '../../../src/store/draft-uploads.ts';
import { createDrafts } from '../../../src/store/drafts.ts';
import { createLatestTimes } from '../../../src/store/duration-samples.ts';
import { createFirstPosters } from '../../../src/store/first-posters.ts';
import { createGreetings } from '../../../src/store/greetings.ts';
import { homeOf, noteHome } from '../../../src/store/home.ts';
import { createHowTos } from '../../../src/store/how-tos.ts';
import { createLastStyles } from '../../../src/store/last-styles.ts';
import { createReports } from '../../../src/store/reports.ts';
import { createSettings } from '../../../src/store/settings.ts';
import { createThreads } from '../../../src/store/threads.ts';
import { aDraft } from '../../support/build-job.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { plainTerms } from '../../support/plain-settings.ts';
import type { UseDatabase } from './use-database.ts';

const log = createLogger({ level: 'silent' });
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const MODEL = { provider: 'p', model: 'm' };

/** By two who have the same storage open. */
export function describeAtOnce(useDatabase: UseDatabase): void {
  const openTwo = async <Store>(
    create: (parts: { database: Database; clock: ReturnType<typeof createManualClock> }) => Store,
  ) => {
    const { open, openBeside } = await useDatabase();
    const clock = createManualClock();
    const database = await open();
    const beside = await openBeside();
    return { clock, database, beside, one: create({ database, clock }), other: create({ database: beside, clock }) };
  };

  describe('of what two change at the same time, nothing is lost:', () => {
    it('the settings of a server', async () => {
      const { one, other } = await openTwo((parts) => createSettings({ ...parts, terms: () => plainTerms(), log }));

      const changes = await Promise.all([
        one.change('g', () => ({ wantsRightsTick: true })),
        other.change('g', () => ({ opensThreads: true })),
        one.change('g', () => ({ locale: 'de' })),
      ]);

      await expect(other.get('g')).resolves.toMatchObject({ wantsRightsTick: true, opensThreads: true, locale: 'de' });
      expect(changes.filter(({ before }) => before.values.locale !== 'de').length).toBeGreaterThan(0);
    });

    it('a draft', async () => {
      const { one, other } = await openTwo(createDrafts);
      await one.save(aDraft());

      await Promise.all([
        one.change(aDraft().id, (saved) => ({ ...saved, takes: 2 })),
        other.change(aDraft().id, (saved) => ({ ...saved, seed: 7 })),
      ]);

      await expect(one.get(aDraft().id)).resolves.toEqual(aDraft({ takes: 2, seed: 7 }));
    });

    it('the uploads of a draft, where the change before lets go of others late', async () => {
      const { one, database, beside, clock } = await openTwo(createDrafts);
      const uploads = createDraftUploads({ database: beside });
      const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const keepOnly: typeof uploads.keepOnly = async (...call) => {
        reached.resolve();
        await gate.promise;
        return uploads.keepOnly(...call);
      };
      const slow = createDrafts({ database: beside, clock, uploads: { ...uploads, keepOnly } });
      const url = 'https://example.com/second';
      const voice = { kind: 'link', url, name: 'v', sizeBytes: 1, expiresAt: null, posterId: null } as const;
      const { id } = aDraft();
      await one.save(aDraft());

      const first = slow.change(id, (saved) => ({ ...saved, takes: 2 }));
      await reached.promise;
      const held = { draftId: id, memberId: 'ada', hash: 'v', url, sizeBytes: 1 };
      const second = one
        .change(id, (saved) => ({ ...saved, voice }))
        .then(() => createDraftUploads({ database }).hold(held, 1));
      // Time enough to be through, where nothing keeps it waiting.
      for (const _ of numbers(20)) await one.get('nobody');
      gate.resolve();
      await Promise.all([first, second]);

      await expect(one.get(id)).resolves.toMatchObject({ takes: 2, voice });
      await expect(uploads.among(['v'])).resolves.toEqual(new Set(['v']));
      await Promise.all([one.discard(id), slow.change(id, (saved) => ({ ...saved, takes: 3 }))]);
      await expect(uploads.among(['v'])).resolves.toEqual(new Set());
    });

    it('the last styles of a member', async () => {
      const { one, other } = await openTwo(createLastStyles);
      await Promise.all([one.add('ada', 'a'), other.add('ada', 'b'), one.add('ada', 'c')]);
      expect((await other.of('ada')).toSorted()).toEqual(['a', 'b', 'c']);
    });

    it('the reports of a member', async () => {
      const { one, other, clock } = await openTwo(createReports);
      await one.add('gone', 'ada');
      await clock.advance(1);
      await Promise.all([
        one.add('cover-1', 'ada'),
        other.forgetCovers(['gone']),
        other.add('cover-2', 'ada'),
        one.forget('ada', clock.now()),
        one.add('cover-1', 'ada'),
      ]);
      expect((await other.of('ada')).toSorted()).toEqual(['cover-1', 'cover-2']);
    });

    it('whose a thread is', async () => {
      const { one, other } = await openTwo(createThreads);
      const claims = [one.claim('channel', 'song', 'thread'), other.claim('channel', 'another', 'thread')];
      const [isTheSongs] = await Promise.all(claims);
      await expect(other.get('channel', 'song')).resolves.toBe(isTheSongs ? 'thread' : undefined);
      await expect(one.get('channel', 'another')).resolves.toBe(isTheSongs ? undefined : 'thread');
    });

    it('who was the first to post a song, by whichever of its hashes', async () => {
      const { one, other } = await openTwo(createFirstPosters);
      await Promise.all([one.note('g', ['sound', 'bytes'], 'ada'), other.note('g', ['other bytes', 'sound'], 'bob')]);
      await Promise.all([one.note('h', ['a', 'b'], 'ada'), other.note('h', ['b', 'a'], 'bob')]);

      for (const [guildId, hashes] of [
        ['g', ['bytes', 'other bytes', 'sound']],
        ['h', ['a', 'b']],
      ] as const) {
        const told = await Promise.all(hashes.map((hash) => other.of(guildId, [hash])));
        expect(new Set(told).size).toBe(1);
        expect(['ada', 'bob']).toContain(told[0]);
      }
    });

    it('that a song is nobody’s, while somebody posts it', async () => {
      const { one, other } = await openTwo(createFirstPosters);
      await one.note('g', ['sound'], 'ada');
      await Promise.all([one.note('g', ['sound', 'bytes'], 'ada'), other.release('g', ['sound', 'bytes'])]);
      await expect(one.of('g', ['sound', 'bytes'])).resolves.toBeNull();
    });

    it('how a server was greeted', async () => {
      const { one, other } = await openTwo(createGreetings);
      const begin =
        (at: number) =>
        (now = newGreeting('due')) =>
          now.state === 'due' ? ({ ...now, state: 'begun', begun: { channelId: 'c', at } } as const) : now;

      const begun = await Promise.all([one.change('g', begin(1)), other.change('g', begin(2))]);
      expect(begun.toSorted()).toEqual([false, true]);
      const at = begun.indexOf(true) + 1;
      const tried = (now = newGreeting('due')) => ({ ...now, tries: now.tries + 1 });
      await Promise.all([one.change('g', tried), other.change('g', tried)]);
      await expect(one.of('g')).resolves.toEqual({ state: 'begun', begun: { channelId: 'c', at }, tries: 2 });
    });

    it('what is known of a how-to, which one of two begins', async () => {
      const { one, other } = await openTwo(createHowTos);
      const howTo = { channelId: 'c', message: null, hash: 'h', isPinned: false, isDeleted: false };
      const begin = (startedAt: number) => (now: unknown) => (now ? undefined : { ...howTo, startedAt });

      const begun = [one.change('g', 'c', begin(1)), other.change('g', 'c', begin(2))];
      const results = await Promise.all(begun);
      expect(results.toSorted()).toEqual([false, true]);
      const startedAt = results.indexOf(true) + 1;
      await Promise.all([
        one.change('g', 'c', (now) => now && { ...now, isPinned: true }),
        other.change('g', 'c', (now) => now && { ...now, isDeleted: true }),
      ]);
      await expect(one.of('g')).resolves.toEqual([{ ...howTo, startedAt, isPinned: true, isDeleted: true }]);
    });

    it('how long covers took', async () => {
      const { one, other } = await openTwo(createLatestTimes);
      const added = await Promise.all(numbers(25).map((n) => (n % 2 ? one : other).add(MODEL, n)));
      const latest = await one.of(MODEL);
      expect(new Set(latest).size).toBe(20);
      expect(added).toContainEqual(latest);
    });

    it('where the data is used, of which one of two is told', async () => {
      const lines: string[] = [];
      const loud = createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
      const { database, beside } = await openTwo(() => undefined);
      const home = { ...homeOf('.'), path: '/elsewhere' };
      await noteHome({ database, log: loud, home: { ...home, path: '/before' } });

      await Promise.all([noteHome({ database, log: loud, home }), noteHome({ database: beside, log: loud, home })]);

      expect(lines).toHaveLength(1);
    });
  });
}
