import { describe, expect, it } from 'vitest';
import type { Database } from '../../../src/database.ts';
import { createDraftUploads } from '../../../src/store/draft-uploads.ts';
import { createDrafts } from '../../../src/store/drafts.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { aDraft } from '../../support/build-job.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import type { UseDatabase } from './use-database.ts';

const HOUR = 3_600_000;

/** Also of those that nobody can read. */
async function leftIn(database: Database): Promise<number> {
  let count = 0;
  for await (const _ of createKeyvStore({ database, namespace: 'drafts' }).entries(createManualClock())) count += 1;
  return count;
}

/** On whatever they are stored in. */
export function describeDrafts(useDatabase: UseDatabase): void {
  const openDatabase = async () => ({ database: await (await useDatabase()).open() });

  describe('drafts', () => {
    it('are found by their id, also by the next process', async () => {
      const clock = createManualClock();
      const { open } = await useDatabase();
      await createDrafts({ database: await open(), clock }).save(aDraft());
      const drafts = createDrafts({ database: await open(), clock });

      await expect(drafts.get(aDraft().id)).resolves.toEqual(aDraft());
      await expect(drafts.get('another')).resolves.toBeUndefined();
    });

    it('are what was saved last', async () => {
      const { database } = await openDatabase();
      const drafts = createDrafts({ database, clock: createManualClock() });
      await drafts.save(aDraft());
      await drafts.save(aDraft({ style: 'jazz', song: null }));

      await expect(drafts.get(aDraft().id)).resolves.toEqual(aDraft({ style: 'jazz', song: null }));
    });

    it('last a day from their last change', async () => {
      const clock = createManualClock();
      const { database } = await openDatabase();
      const drafts = createDrafts({ database, clock });
      await drafts.save(aDraft());
      await clock.advance(23 * HOUR);
      await drafts.save(aDraft());

      await clock.advance(24 * HOUR - 1);
      await expect(drafts.get(aDraft().id)).resolves.toEqual(aDraft());
      await clock.advance(1);
      await expect(drafts.get(aDraft().id)).resolves.toBeUndefined();
    });

    it('keep each of two changes that come at once', async () => {
      const { database } = await openDatabase();
      const drafts = createDrafts({ database, clock: createManualClock() });
      await drafts.save(aDraft());
      const results = await Promise.all([
        drafts.change(aDraft().id, (saved) => ({ ...saved, takes: 2 })),
        drafts.change(aDraft().id, (saved) => ({ ...saved, seed: 7 })),
      ]);

      await expect(drafts.get(aDraft().id)).resolves.toEqual(aDraft({ takes: 2, seed: 7 }));
      expect(results).toContainEqual(aDraft({ takes: 2, seed: 7 }));
    });

    it('do not come back by a change once they are forgotten', async () => {
      const clock = createManualClock();
      const { database } = await openDatabase();
      const drafts = createDrafts({ database, clock });
      await drafts.save(aDraft());
      await drafts.forget(aDraft().requester.id, clock.now() + 1);

      await expect(drafts.change(aDraft().id, (saved) => ({ ...saved, takes: 2 }))).resolves.toBeUndefined();
      await expect(drafts.get(aDraft().id)).resolves.toBeUndefined();
      await expect(leftIn(database)).resolves.toBe(0);
    });

    it('of another shape are as good as none', async () => {
      const clock = createManualClock();
      const { database } = await openDatabase();
      const drafts = createDrafts({ database, clock });
      const store = createKeyvStore({ database, namespace: 'drafts' });
      await store.set('odd', { expiresAt: clock.now() + HOUR, draft: { ...aDraft(), takes: 'many' } });
      await store.set('older', aDraft());

      await expect(drafts.get('odd')).resolves.toBeUndefined();
      await expect(drafts.get('older')).resolves.toBeUndefined();
    });
  });

  describe('the drafts of a member', () => {
    const ofMember = (id: string, memberId: string) => aDraft({ id, requester: { id: memberId, name: memberId } });

    it('are all found among many others, no expired one, and with other work in between', async () => {
      const clock = createManualClock();
      const { database } = await openDatabase();
      const drafts = createDrafts({ database, clock });
      await drafts.save(ofMember('old', 'ada'));
      await clock.advance(24 * HOUR);
      for (let n = 0; n < 120; n += 1) await drafts.save(ofMember(`draft-${n}`, n % 50 === 49 ? 'ada' : 'bob'));
      let turns = 0;
      let isDone = false;
      const count = () => {
        turns += 1;
        if (!isDone) setImmediate(count);
      };
      setImmediate(count);

      const found = (await drafts.of('ada')).map(({ id }) => id).toSorted();
      isDone = true;

      expect(found).toEqual(['draft-49', 'draft-99']);
      expect(turns).toBeGreaterThanOrEqual(2);
    });

    it('are forgotten, also those that cannot be read, and no others', async () => {
      const clock = createManualClock();
      const { database } = await openDatabase();
      const drafts = createDrafts({ database, clock });
      const store = createKeyvStore({ database, namespace: 'drafts' });
      for (let n = 0; n < 110; n += 1) await drafts.save(ofMember(`draft-${n}`, 'ada'));
      await drafts.save(ofMember('other', 'bob'));
      const unreadable = { ...ofMember('odd', 'ada'), takes: 'many' };
      await store.set('odd', { expiresAt: clock.now() + HOUR, draft: unreadable });

      await drafts.forget('ada', clock.now() + 1);

      await expect(drafts.of('ada')).resolves.toEqual([]);
      await expect(drafts.of('bob')).resolves.toHaveLength(1);
      await expect(leftIn(database)).resolves.toBe(1);
    });

    it('take with them what was brought for one that never came', async () => {
      const clock = createManualClock();
      const { database } = await openDatabase();
      const uploads = createDraftUploads({ database });
      const freed: string[] = [];
      const drafts = createDrafts({ database, clock, uploads, onFreed: (hashes) => void freed.push(...hashes) });
      const bring = (memberId: string, hash: string) =>
        uploads.hold(
          { draftId: `of-${hash}`, memberId, hash, url: `https://example.com/${hash}`, sizeBytes: 10 },
          clock.now() + 24 * HOUR,
        );
      await bring('ada', 'old');
      await bring('bob', 'other');
      await clock.advance(1_000);
      const before = clock.now();
      await bring('ada', 'new');

      await drafts.forget('ada', before);

      await expect(uploads.among(['old', 'other', 'new'])).resolves.toEqual(new Set(['other', 'new']));
      expect(freed).toEqual(['old']);
    });

    it('are forgotten with their uploads where they were begun before that was asked for, whenever they were saved', async () => {
      const clock = createManualClock();
      const { database } = await openDatabase();
      const uploads = createDraftUploads({ database });
      const drafts = createDrafts({ database, clock, uploads });
      const [begun, asking, later] = ['999999999999999998', '999999999999999999', '1000000000000000000'];
      const before = clock.now();
      await clock.advance(1_000);
      for (const id of [begun, later]) {
        await drafts.save(ofMember(id, 'ada'));
        const upload = { memberId: 'ada', hash: `of-${id}`, url: `https://example.com/${id}`, sizeBytes: 10 };
        await uploads.hold({ draftId: id, ...upload }, clock.now() + 24 * HOUR);
      }
      await drafts.save(ofMember('999999999999999997', 'bob'));

      await drafts.forget('ada', before, asking);

      expect((await drafts.of('ada')).map(({ id }) => id)).toEqual([later]);
      await expect(drafts.of('bob')).resolves.toHaveLength(1);
      await expect(uploads.among([`of-${begun}`, `of-${later}`])).resolves.toEqual(new Set([`of-${later}`]));
    });

    it('stay when they were saved after what is to be forgotten', async () => {
      const clock = createManualClock();
      const { database } = await openDatabase();
      const drafts = createDrafts({ database, clock });
      for (const id of ['old', 'changed']) await drafts.save(ofMember(id, 'ada'));
      await clock.advance(HOUR);
      await drafts.change('changed', (saved) => ({ ...saved, takes: 2 }));
      await drafts.save(ofMember('new', 'ada'));

      await drafts.forget('ada', clock.now());

      expect((await drafts.of('ada')).map(({ id }) => id).toSorted()).toEqual(['changed', 'new']);
    });
  });
}
