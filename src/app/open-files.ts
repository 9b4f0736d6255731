import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/read-config.ts';
import type { Database } from '../database.ts';
import type { GuardedFetch } from '../http-guard.ts';
import type { Logger } from '../logger.ts';
import { createArchives } from '../store/archives.ts';
import { removeOldFolders } from '../store/files/old-folders.ts';
import { openBucket } from '../store/files/open-bucket.ts';
import { proveFolder } from '../store/files/prove-folder.ts';
import { createFiles, unfinishedFolderIn } from '../store/files.ts';
import type { Archives, Files } from '../store/port.ts';
import type { Lifetime } from './lifetime.ts';

export interface OpenFilesOptions {
  config: Pick<Config, 'dataFolder' | 'bucket' | 'filesMaximumBytes'>;
  database: Database;
  /** Of this process, where others have the same data folder. */
  sharer: string | undefined;
  http: GuardedFetch;
  makeRoom: (bytes: number) => Promise<unknown>;
  lifetime: Lifetime;
  clock: Clock;
  newId: () => string;
  log: Logger;
}

export interface OpenedFiles {
  files: Files;
  archives: Archives;
  /** For what only this process has to do with. */
  ownFolder: string;
}

/** Songs and covers in a folder or a bucket, and what is packed for members. */
export async function openFiles(options: OpenFilesOptions): Promise<OpenedFiles> {
  const { config, database, sharer, http, makeRoom, clock, newId } = options;
  const isShared = sharer !== undefined;
  const ownFolder = isShared ? await openOwnFolder(options, sharer) : config.dataFolder;
  const folder = join(config.dataFolder, 'files');
  const bucket = await openFilesBucket(options, unfinishedFolderIn(folder, sharer));
  if (!bucket) await proveFolder({ folder, database, isShared, newId });
  const files = createFiles({
    database,
    folder,
    bucket,
    sharer,
    download: http.download,
    maximumTotalBytes: config.filesMaximumBytes,
    makeRoom,
    clock,
  });
  return { files, archives: createArchives({ folder: join(ownFolder, 'exports'), files }), ownFolder };
}

/** Others may have the same data folder. What such leave behind goes after a day. */
async function openOwnFolder({ config, lifetime, clock }: OpenFilesOptions, name: string): Promise<string> {
  const all = join(config.dataFolder, 'processes');
  await mkdir(join(all, name), { recursive: true, mode: 0o700 });
  await removeOldFolders(all, { except: name, clock });
  return lifetime.opened(join(all, name), (folder) => rm(folder, { recursive: true, force: true }));
}

async function openFilesBucket({ config, http, lifetime, clock, log }: OpenFilesOptions, folder: string) {
  const { bucket: place } = config;
  if (!place) return undefined;
  const { endpoint, bucket } = place;
  log.info({ endpoint, bucket }, 'songs and covers are kept in a bucket');
  return openBucket({ place, folder, dispatcher: http.dispatcher, signal: lifetime.signal, clock, log });
}
