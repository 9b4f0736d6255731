import { extname } from 'node:path';
import { takeFileName } from '../../domain/delivery/take-file-name.ts';
import type { Job } from '../../domain/job.ts';
import type { PostedFile } from '../port.ts';
import { takeTitle } from './parts/take-title.ts';
import type { ViewFile } from './view.ts';

/** Without these Discord guesses from the bytes, and takes an OGG file for something that it does not play. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
};

/** A file of ours as part of a message. */
export function viewFile({ hash, name, sizeBytes }: PostedFile): ViewFile {
  return { hash, name, sizeBytes, contentType: contentTypeOf(name) };
}

/** A take as part of a message, called by what it is. */
export function takeViewFile(job: Job, index: number, file: PostedFile): ViewFile {
  const name = takeFileName(job, index, extname(file.name).slice(1));
  return { ...viewFile({ ...file, name }), title: takeTitle(job, index, null) };
}

/** By the extension of a file of ours. */
function contentTypeOf(name: string): string {
  return CONTENT_TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
}
