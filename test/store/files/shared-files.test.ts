import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Blobs } from '../../../src/store/files/blobs.ts';
import { createFolderBlobs } from '../../../src/store/files/folder-blobs.ts';
import { createFiles, unfinishedFolderIn } from '../../../src/store/files.ts';
import { describeSharedFiles, type FilesHarness } from '../../contracts/files.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { ownFolder, useBucket } from '../../support/open-blobs.ts';
import { useDatabase } from '../use-database.ts';

async function noDownload(): Promise<never> {
  throw new Error('all that this needs is here');
}

describeSharedFiles('files in a folder that processes share', async (options) => {
  const folder = join(ownFolder(), 'files');
  const database = (await useDatabase()).open();
  const clock = createManualClock();
  const keys: FilesHarness['keys'] = async () =>
    readdirSync(folder)
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .flatMap((name) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
  return {
    clock,
    keys,
    open(sharer, change) {
      const unfinishedFolder = unfinishedFolderIn(folder, sharer);
      const bucket = change?.(createFolderBlobs({ folder, unfinishedFolder }));
      return createFiles({ ...options, database, folder, sharer, bucket, download: noDownload, clock });
    },
  };
});

describeSharedFiles('files in a bucket that processes share', async (options) => {
  const { server, open: openBucket } = await useBucket();
  const database = (await useDatabase()).open();
  const clock = createManualClock();
  const opened: Blobs[] = [];
  for (let count = 0; count < 24; count += 1) opened.push(await openBucket());
  return {
    clock,
    keys: async () => [...server.objects.keys()],
    open(sharer, change = (blobs) => blobs) {
      const blobs = opened.pop();
      if (!blobs) throw new Error('there are no more processes');
      return createFiles({
        ...options,
        database,
        folder: ownFolder(),
        sharer,
        bucket: change(blobs),
        download: noDownload,
        clock,
      });
    },
  };
});
