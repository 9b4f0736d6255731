import type { FileRecord } from '../files.ts';
import type { ChannelRecord, UserRecord, World } from '../records.ts';
import type { UploadedFile } from '../types.ts';
import { uploadLimitOf } from './interact.ts';

/** Uploads a file with an interaction: only the bot gets a link to it. Throws like a client that refuses the size. */
export function uploadPrivately(
  world: World,
  from: { user: UserRecord; channel: ChannelRecord },
  file: UploadedFile,
): FileRecord {
  const limit = uploadLimitOf(world, from);
  if (file.data.byteLength > limit)
    throw new Error(`your files are too powerful: ${file.name} is over ${sizeOf(limit)}`);
  return world.files.add({
    id: world.nextId(),
    name: file.name,
    data: file.data,
    contentType: file.contentType,
    folder: world.applicationId,
    ephemeral: true,
  });
}

function sizeOf(bytes: number): string {
  return bytes < MEGABYTE ? `${bytes} bytes` : `${Math.floor(bytes / MEGABYTE)} MB`;
}

/** As Discord counts them. */
const MEGABYTE = 1_048_576;

export function isUploadedFile(value: unknown): value is UploadedFile {
  return typeof value === 'object' && value !== null && 'data' in value && value.data instanceof Uint8Array;
}
