import { describe, expect, it } from 'vitest';
import { createDraftUploads } from '../../../src/store/draft-uploads.ts';
import type { DraftUpload } from '../../../src/store/port.ts';
import { readsElsewhere } from '../reads-elsewhere.ts';
import type { UseDatabase } from './use-database.ts';

/** On whatever it is stored in. */
export function describeDraftUploads(useDatabase: UseDatabase): void {
  const EVER = Number.MAX_SAFE_INTEGER;

  /** Two on one storage, of which the other is asked about what the one has written. */
  async function openUploads() {
    const { open, openBeside } = await useDatabase();
    const database = await open();
    const other = createDraftUploads({ database: await openBeside() });
    const reads = ['among', 'bytesOf', 'totalBytes', 'oldestOf', 'largestMember', 'draftIds'] as const;
    return { other, uploads: readsElsewhere(createDraftUploads({ database }), other, reads) };
  }

  function anUpload(draftId: string, hash: string, changes: Partial<DraftUpload> = {}): DraftUpload {
    return { draftId, hash, memberId: 'ada', url: `https://example.com/${hash}`, sizeBytes: 10, ...changes };
  }

  describe('uploads of drafts', () => {
    it('are nobody’s at first', async () => {
      const { uploads } = await openUploads();
      await expect(uploads.totalBytes()).resolves.toBe(0);
      await expect(uploads.bytesOf('ada')).resolves.toBe(0);
      await expect(uploads.oldestOf('ada')).resolves.toBeUndefined();
      await expect(uploads.largestMember()).resolves.toBe('');
      await expect(uploads.among([])).resolves.toEqual(new Set());
      await expect(uploads.release('a')).resolves.toEqual([]);
    });

    it('count once for each file, in all drafts of a member and in those of everybody', async () => {
      const { uploads } = await openUploads();
      await uploads.hold(anUpload('a', 'one'), 20);
      await uploads.hold(anUpload('b', 'one'), 30);
      await uploads.hold(anUpload('b', 'two', { sizeBytes: 5 }), 10);
      await uploads.hold(anUpload('c', 'one', { memberId: 'bob' }), 5);
      await uploads.hold(anUpload('c', 'three', { memberId: 'bob', sizeBytes: 20 }), 5);

      await expect(uploads.bytesOf('ada')).resolves.toBe(15);
      await expect(uploads.totalBytes()).resolves.toBe(35);
      await expect(uploads.largestMember()).resolves.toBe('bob');
      await expect(uploads.oldestOf('ada')).resolves.toEqual(anUpload('b', 'two', { sizeBytes: 5 }));
      await expect(uploads.draftIds(20)).resolves.toEqual(['b', 'c']);
    });

    it('are what was brought last where the same comes for the same draft again', async () => {
      const { uploads, other } = await openUploads();
      await uploads.hold(anUpload('a', 'one'), 20);
      await other.hold(anUpload('a', 'one', { url: 'https://example.com/again', sizeBytes: 11 }), 30);
      await expect(uploads.oldestOf('ada')).resolves.toMatchObject({ url: 'https://example.com/again', sizeBytes: 11 });
      await expect(uploads.draftIds(30)).resolves.toEqual([]);
    });

    it('go but for those that their draft has or names by address, which live on until then', async () => {
      const { uploads } = await openUploads();
      for (const hash of ['had', 'named', 'other']) await uploads.hold(anUpload('a', hash), 10);
      await uploads.hold(anUpload('b', 'other'), 10);

      const named = { hashes: ['had'], urls: ['https://example.com/named'] };
      await expect(uploads.keepOnly('a', named, 50)).resolves.toEqual(['other']);
      await expect(uploads.draftIds(50)).resolves.toEqual(['b']);
      await expect(uploads.keepOnly('a', { hashes: [], urls: named.urls }, 60)).resolves.toEqual(['had']);
      await expect(uploads.keepOnly('a', { hashes: [], urls: [] }, 70)).resolves.toEqual(['named']);
      await expect(uploads.among(['had', 'named', 'other'])).resolves.toEqual(new Set(['other']));
    });

    it('are let go of by one of two who do so at the same time, with their draft or by their age', async () => {
      const { uploads, other } = await openUploads();
      for (const hash of ['one', 'two']) await uploads.hold(anUpload('a', hash), 10);
      const released = await Promise.all([uploads.release('a'), other.release('a')]);
      expect(released.map((hashes) => hashes.toSorted()).toSorted()).toEqual([[], ['one', 'two']]);

      await uploads.hold(anUpload('b', 'one'), 10);
      await uploads.hold(anUpload('c', 'one'), 10);
      await uploads.hold(anUpload('d', 'two'), 11);
      const expired = await Promise.all([other.releaseExpired(10), uploads.releaseExpired(10)]);
      // Two rows that hold one file may go by either of them.
      expect(new Set(expired.flat())).toEqual(new Set(['one']));
      await expect(uploads.draftIds(EVER)).resolves.toEqual(['d']);
    });

    it('are found among any number of files', async () => {
      const { uploads } = await openUploads();
      const hashes = Array.from({ length: 1_234 }, (_, n) => `file ${n}`);
      for (const hash of ['file 0', 'file 499', 'file 500', 'file 1233', 'elsewhere']) {
        await uploads.hold(anUpload('a', hash), 10);
      }
      await expect(uploads.among(hashes)).resolves.toEqual(new Set(['file 0', 'file 499', 'file 500', 'file 1233']));
    });
  });
}
