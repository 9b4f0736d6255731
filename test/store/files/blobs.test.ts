import { join } from 'node:path';
import { createFolderBlobs } from '../../../src/store/files/folder-blobs.ts';
import { describeBlobs } from '../../contracts/blobs.ts';
import { ownFolder, useBucket } from '../../support/open-blobs.ts';

describeBlobs('bytes in a folder', async () => {
  const folder = ownFolder();
  const open = (id: string) =>
    createFolderBlobs({ folder: join(folder, 'files'), unfinishedFolder: join(folder, 'files', 'unfinished', id) });
  return { one: open('one'), other: open('other'), folder };
});

describeBlobs('bytes in a bucket', async () => {
  // Few at once, so that there is more than one page.
  const { open } = await useBucket({ mostInList: 5 });
  return { one: await open(), other: await open(), folder: ownFolder() };
});
