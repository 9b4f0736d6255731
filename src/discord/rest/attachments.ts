import { readFile } from 'node:fs/promises';
import type { RawFile } from 'discord.js';
import { DiscordError, FilesAwayError } from '../../errors.ts';
import { createSemaphore } from '../../lib/semaphore.ts';
import type { Files } from '../../store/port.ts';
import type { ViewFile } from '../views/view.ts';
import { fileName } from './file-name.ts';

/** Undefined in place of a file that is gone. */
export type ReadFiles = readonly (RawFile | undefined)[];

/** Files on their way into messages, whose bytes are in memory for as long as they are sent. */
export interface Attachments {
  /**
   * Reads files and holds their share of the memory until they are sent. Those that hold their data already take nothing of it.
   * Rejects with the signal's reason when that aborts while waiting for room.
   */
  withFiles<Result>(
    files: readonly ViewFile[],
    signal: AbortSignal,
    send: (read: ReadFiles) => Promise<Result>,
  ): Promise<Result>;
}

export interface AttachmentsOptions {
  files: Pick<Files, 'open'>;
  /** For all messages together. */
  maximumBytes: number;
}

export function createAttachments({ files: store, maximumBytes }: AttachmentsOptions): Attachments {
  const memory = createSemaphore(maximumBytes);

  const readOne = async (file: ViewFile, index: number): Promise<RawFile | undefined> => {
    const { contentType } = file;
    const name = fileName(file.name, index);
    if ('data' in file) return { name, contentType, data: file.data };
    // What went wrong names a path; that it cannot be read is all that anyone needs to know.
    const data = await ('path' in file ? readFile(file.path) : read(store, file.hash)).catch((error: unknown) => {
      // One that is there, and cannot be had at present, is not gone: nothing was sent, and it may be sent later.
      if (error instanceof FilesAwayError) throw new DiscordError('retry', error.message, { cause: error });
      return undefined;
    });
    return data && { name, contentType, data };
  };

  return {
    async withFiles(files, signal, send) {
      const sizeBytes = files.reduce((sum, file) => sum + ('data' in file ? 0 : file.sizeBytes), 0);
      // Whoever takes nothing need not stand in line.
      if (sizeBytes === 0) return send(await Promise.all(files.map(readOne)));
      const release = await memory.acquire(signal, sizeBytes);
      try {
        return await send(await Promise.all(files.map(readOne)));
      } finally {
        release();
      }
    },
  };
}

async function read(store: Pick<Files, 'open'>, hash: string): Promise<Buffer | undefined> {
  const file = await store.open(hash);
  if (!file) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.bytes()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
