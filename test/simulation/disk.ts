import { createHash } from 'node:crypto';
import type { KeptFile } from '../../src/domain/kept-file.ts';
import { FetchError, UserError } from '../../src/errors.ts';
import type { Archives, FileSource, Files } from '../../src/store/port.ts';
import type { Incarnation } from './incarnation.ts';
import { bytesAt } from './players/take-links.ts';

/** The disk of a life, which outlives its incarnations. Nothing more can be put on it while it is full. */
export interface Disk {
  isFull: boolean;
  /** Kept files by hash, and finished ones of workers by path. */
  kept: Map<string, Kept>;
  loose: Map<string, Uint8Array>;
  /** A new place for a file that is made. */
  newPath(): string;
}

interface Kept {
  bytes: Uint8Array;
  usedAt: number;
  /** Which incarnation, or several within a few hours. */
  usedBy: number | 'several';
  uses: number;
}

export function createDisk(): Disk {
  let paths = 0;
  return {
    isFull: false,
    kept: new Map(),
    loose: new Map(),
    newPath() {
      paths += 1;
      return `/made/${paths}`;
    },
  };
}

/** A disk of a machine nearby; a network takes longer. */
const DISK_MS = 4;
/** So long what one of several runs has used stays for it, whatever the others think of it. */
const RECENT_MS = 6 * 3_600_000;
const DOWNLOAD_MS = 3_000;

/** The files of the bot, by the hash of their bytes, as one incarnation finds them; `isShared`: that it is not the only one at a time. */
export function createMemoryFiles(incarnation: Incarnation, disk: Disk, isShared: boolean): Files {
  const local = <Result>(name: string, act: () => Result) =>
    incarnation.effect<Result>({ name: `files:${name}`, act, takesMs: DISK_MS }) as Promise<Result>;

  const isOthers = ({ usedBy, usedAt }: Kept) =>
    isShared && usedBy !== incarnation.number && usedAt > incarnation.clock.now() - RECENT_MS;
  const useOf = (file: Kept | undefined): Omit<Kept, 'bytes'> => ({
    usedAt: incarnation.clock.now(),
    usedBy: file && isOthers(file) ? 'several' : incarnation.number,
    uses: (file?.uses ?? 0) + 1,
  });

  const commit = (bytes: Uint8Array, onKept?: (hash: string) => void): KeptFile => {
    if (disk.isFull) throw new UserError({ key: 'files.full', params: {} });
    const hash = createHash('sha256').update(bytes).digest('hex');
    disk.kept.set(hash, { bytes, ...useOf(disk.kept.get(hash)) });
    onKept?.(hash);
    return { hash, sizeBytes: bytes.length };
  };

  const download = ({ url: address, limits }: Extract<FileSource, { kind: 'url' }>) =>
    incarnation.effect<Uint8Array>({
      name: 'files:download',
      act() {
        const url = new URL(address);
        if (limits.allows && !limits.allows(url)) throw new FetchError('host', 'not from there');
        const bytes = bytesAt(url);
        if (!bytes) throw new FetchError('dead', 'nothing there');
        if (bytes.length > limits.maximumBytes) throw new FetchError('tooLarge', 'too large');
        return bytes;
      },
      takesMs: DOWNLOAD_MS,
      lost: () => new FetchError('failed', 'it broke off'),
      refuse: () => new FetchError('failed', 'answered 503'),
      signal: limits.signal,
      patience: { ms: limits.totalMs, error: () => new FetchError('slow', 'the download took too long') },
    });

  const touched = (hash: string) => {
    const file = disk.kept.get(hash);
    return file && Object.assign(file, useOf(file));
  };

  return {
    async put(source) {
      switch (source.kind) {
        case 'url': {
          const bytes = await download(source);
          return local('put', () => commit(bytes, source.limits.onKept));
        }
        case 'bytes': {
          const chunks: Uint8Array[] = [];
          for await (const chunk of source.bytes) chunks.push(chunk);
          const bytes = Buffer.concat(chunks);
          if (bytes.length > source.maximumBytes) throw new FetchError('tooLarge', 'too large');
          return local('put', () => commit(bytes));
        }
        case 'path':
          return local('put', () => {
            const bytes = disk.loose.get(source.path);
            if (!bytes) throw new Error('there is no such file');
            const kept = commit(bytes, source.onKept);
            disk.loose.delete(source.path);
            return kept;
          });
      }
    },
    has: (hash) => local('has', () => touched(hash) !== undefined),
    async open(hash) {
      const file = await local('open', () => touched(hash));
      return (
        file && {
          sizeBytes: file.bytes.length,
          async *bytes() {
            yield file.bytes;
          },
        }
      );
    },
    async withLocalCopy(hash, use) {
      return use((await local('open', () => touched(hash))) ? `/kept/${hash}` : undefined);
    },
    link: async () => undefined,
    use: (hashes) =>
      local('use', () => {
        for (const hash of hashes) touched(hash);
      }),
    list: () =>
      local('list', () =>
        [...disk.kept]
          .map(([hash, { bytes, usedAt }]) => ({ hash, sizeBytes: bytes.length, usedAt }))
          .toSorted((one, other) => one.usedAt - other.usedAt),
      ),
    async remove(hash, isHeld = async () => false) {
      const uses = disk.kept.get(hash)?.uses;
      if (await isHeld()) return;
      await local('remove', () => {
        const file = disk.kept.get(hash);
        // What somebody has used meanwhile stays.
        if (file && file.uses === uses && !isOthers(file)) disk.kept.delete(hash);
      });
    },
    // Each of its steps is done at once.
    async tidy() {},
  };
}

/** What is behind a path that was given out. */
export function bytesOf(disk: Disk, path: string): Uint8Array {
  const bytes = path.startsWith('/kept/') ? disk.kept.get(path.slice('/kept/'.length))?.bytes : disk.loose.get(path);
  if (!bytes) throw new Error('there is no such file');
  return bytes;
}

/** Nobody in these lives has covers packed. */
export const noArchives: Archives = {
  pack: () => Promise.reject(new UserError({ key: 'files.full', params: {} })),
};
