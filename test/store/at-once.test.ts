import { describe, expect, it } from 'vitest';
import { createDraftUploads } from '../../src/store/draft-uploads.ts';
import { createDrafts } from '../../src/store/drafts.ts';
import { describeAtOnce } from '../contracts/stores/at-once.ts';
import { aDraft } from '../support/build-job.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { useDatabase } from './use-database.ts';

describeAtOnce(useDatabase);

describe('of what two change in one process at the same time, nothing is lost:', () => {
  it('the uploads of a draft, where the write before lets go of others late', async () => {
    const parts = { database: (await useDatabase()).open(), clock: createManualClock() };
    const { database, clock } = parts;
    const one = createDrafts(parts);
    const uploads = createDraftUploads({ database });
    const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const keepOnly: typeof uploads.keepOnly = async (...call) => {
      reached.resolve();
      await gate.promise;
      return uploads.keepOnly(...call);
    };
    const slow = createDrafts({ database, clock, uploads: { ...uploads, keepOnly } });
    const url = 'https://example.com/second';
    const voice = { kind: 'link', url, name: 'v', sizeBytes: 1, expiresAt: null, posterId: null } as const;
    await one.save(aDraft());

    const first = slow.change(aDraft().id, (saved) => ({ ...saved, takes: 2 }));
    await reached.promise;
    const second = one
      .change(aDraft().id, (saved) => ({ ...saved, voice }))
      .then(() => uploads.hold({ draftId: aDraft().id, memberId: 'ada', hash: 'v', url, sizeBytes: 1 }, 1));
    for (let n = 0; n < 5; n += 1) await clock.yield();
    gate.resolve();
    await Promise.all([first, second]);

    await expect(uploads.among(['v'])).resolves.toEqual(new Set(['v']));
    await Promise.all([one.discard(aDraft().id), slow.change(aDraft().id, (saved) => ({ ...saved, takes: 3 }))]);
    await expect(uploads.among(['v'])).resolves.toEqual(new Set());
  });
});
