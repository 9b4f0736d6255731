import { describe, expect, it } from 'vitest';
import { newGreeting } from '../../../src/domain/guild/greeting.ts';
import { createLogger } from '../../../src/logger.ts';
import { createBlockedSongs } from '../../../src/store/blocked-songs.ts';
import { createDraftUploads } from '../../../src/store/draft-uploads.ts';
import { createDrafts } from '../../../src/store/drafts.ts';
import { createFirstPosters } from '../../../src/store/first-posters.ts';
import { createGreetings } from '../../../src/store/greetings.ts';
import { createHowTos } from '../../../src/store/how-tos.ts';
import { createReports } from '../../../src/store/reports.ts';
import { createSettings } from '../../../src/store/settings.ts';
import { createThreads } from '../../../src/store/threads.ts';
import { aDraft } from '../../support/build-job.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { plainTerms } from '../../support/plain-settings.ts';
import type { UseDatabase } from './use-database.ts';

/** On whatever it is stored in. */
export function describeKeptByGuild(useDatabase: UseDatabase): void {
  const log = createLogger({ level: 'silent' });
  const HASH = 'a'.repeat(64);
  /** One id is the beginning of the other. */
  const [HERE, ELSEWHERE] = ['2000000000000000001', '20000000000000000010'];

  const HOW_TO = { startedAt: 1, message: null, hash: HASH, isPinned: false, isDeleted: false };

  async function openStores() {
    const clock = createManualClock();
    const database = await (await useDatabase()).open();
    const freed: string[] = [];
    const uploads = createDraftUploads({ database });
    const drafts = createDrafts({ database, clock, uploads, onFreed: (hashes) => void freed.push(...hashes) });
    const settings = createSettings({ database, terms: () => plainTerms(), clock, log });
    const blocked = createBlockedSongs({ database, clock });
    const firstPosters = createFirstPosters({ database, clock });
    const howTos = createHowTos({ database, clock });
    const greetings = createGreetings({ database, clock });
    for (const guildId of [HERE, ELSEWHERE]) {
      await greetings.change(guildId, () => newGreeting('due'));
      const channelId = `of ${guildId}`;
      await howTos.change(guildId, channelId, () => ({ ...HOW_TO, channelId }));
      await settings.change(guildId, () => ({ locale: 'de' }));
      await blocked.add(guildId, HASH);
      await firstPosters.note(guildId, [HASH], 'ada');
      await drafts.save(aDraft({ id: `of ${guildId}`, guildId }));
      const upload = { draftId: `of ${guildId}`, memberId: 'ada', hash: `file of ${guildId}`, url: 'u', sizeBytes: 1 };
      await uploads.hold(upload, clock.now() + 1_000);
    }
    return { clock, database, settings, blocked, firstPosters, drafts, howTos, greetings, freed };
  }

  describe('what is kept of a server', () => {
    it('is known by each store, and goes from it without a trace', async () => {
      const { settings, blocked, firstPosters, drafts, howTos, greetings, freed } = await openStores();
      for (const store of [settings, blocked, firstPosters, drafts, howTos, greetings]) {
        await expect(store.guildIds()).resolves.toEqual(new Set([HERE, ELSEWHERE]));

        await store.forgetGuild(HERE);
        await store.forgetGuild(HERE);

        await expect(store.guildIds()).resolves.toEqual(new Set([ELSEWHERE]));
      }
      await expect(settings.get(HERE)).resolves.toEqual(plainTerms().defaults);
      await expect(settings.get(ELSEWHERE)).resolves.toMatchObject({ locale: 'de' });
      await expect(blocked.has(HERE, HASH)).resolves.toBe(false);
      await expect(firstPosters.of(HERE, [HASH])).resolves.toBeUndefined();
      await expect(drafts.get(`of ${HERE}`)).resolves.toBeUndefined();
      expect(freed).toEqual([`file of ${HERE}`]);
    });
  });

  describe('what is kept of covers', () => {
    it('goes with them: who has reported them, and the threads of their songs', async () => {
      const { database, clock } = await openStores();
      const reports = createReports({ database, clock });
      for (const cover of ['cover-1', 'cover-2']) await reports.add(cover, 'ada');
      await reports.add('cover-1', 'bob');
      const threads = createThreads({ database, clock });
      await threads.claim('channel', 'song-1', 'thread-1');
      await threads.claim('channel', 'song-2', 'thread-2');

      await reports.forgetCovers(['cover-1', 'cover-3']);
      await threads.forget(['channel', 'thread-1']);

      await expect(reports.of('ada')).resolves.toEqual(['cover-2']);
      await expect(reports.of('bob')).resolves.toEqual([]);
      await expect(threads.get('channel', 'song-1')).resolves.toBeUndefined();
      await expect(threads.get('channel', 'song-2')).resolves.toBe('thread-2');
      await expect(threads.claim('channel', 'song-3', 'thread-1')).resolves.toBe(true);
    });
  });
}
