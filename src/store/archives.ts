import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { UserError } from '../errors.ts';
import { isFullDisk } from '../lib/full-disk.ts';
import type { Archive, ArchiveEntry, Archives, Files, OpenFile } from './port.ts';

export interface ArchivesOptions {
  /** Of this process alone: what a crash has left there is removed. */
  folder: string;
  files: Pick<Files, 'open'>;
}

/** Others may read them, nobody may run them. */
const MODE = 0o100_644;

type Opened = Pick<ArchiveEntry, 'name' | 'at'> & ({ text: string } | { file: OpenFile });

/** Sound and pictures are stored as they are, which no packing makes smaller; texts are deflated. */
export function createArchives({ folder, files }: ArchivesOptions): Archives {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let count = 0;

  const opened = async ({ name, at, content }: ArchiveEntry): Promise<Opened[]> => {
    if ('text' in content) return [{ name, at, text: content.text }];
    const file = await files.open(content.hash);
    return file ? [{ name, at, file }] : [];
  };

  return {
    async pack(entries, signal): Promise<Archive> {
      count += 1;
      const path = join(folder, `${count}.zip`);
      const discard = () => rm(path, { force: true });
      const present: Opened[] = [];
      for (const entry of entries) present.push(...(await opened(entry)));
      try {
        await writeZip(path, present, signal);
        const { size: sizeBytes } = await stat(path);
        return { path, sizeBytes, discard };
      } catch (error) {
        await discard();
        throw signal.aborted ? signal.reason : inMembersWords(error);
      }
    },
  };
}

async function writeZip(path: string, entries: readonly Opened[], signal: AbortSignal): Promise<void> {
  const zip = new ZipFile();
  const failed = new AbortController();
  zip.on('error', (error) => failed.abort(error));
  /** Each is opened when its turn comes, and nobody else closes one that was cut short. */
  const sources: Readable[] = [];
  for (const entry of entries) add(zip, entry, sources);
  zip.end();
  try {
    const target = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    await pipeline(zip.outputStream, target, { signal: AbortSignal.any([signal, failed.signal]) });
  } catch (error) {
    throw failed.signal.aborted ? failed.signal.reason : error;
  } finally {
    for (const source of sources) source.destroy();
  }
}

function add(zip: ZipFile, entry: Opened, sources: Readable[]): void {
  const { name, at } = entry;
  const facts = { mtime: new Date(at), mode: MODE };
  if ('text' in entry) {
    zip.addBuffer(Buffer.from(entry.text), name, facts);
    return;
  }
  const { sizeBytes: size, bytes } = entry.file;
  zip.addReadStreamLazy(name, { ...facts, compress: false, size }, (give) => {
    const source = Readable.from(whenAsked(bytes), { objectMode: false });
    // The zip listens to the errors of files that it opens itself, and not of these.
    source.on('error', (error) => zip.emit('error', error));
    sources.push(source);
    give(null, source);
  });
}

/** Opened once somebody reads and listens: a file that is gone by then would else be an error that nobody catches. */
async function* whenAsked(bytes: OpenFile['bytes']): AsyncGenerator<Uint8Array> {
  yield* bytes();
}

function inMembersWords(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (isFullDisk(error)) return new UserError({ key: 'files.full', params: {} }, { cause: error });
  if (code === 'ENOENT') return new UserError({ key: 'files.notKept', params: {} }, { cause: error });
  return error;
}
