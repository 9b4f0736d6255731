import { extname } from 'node:path';
import type { PostedFile } from '../port.ts';
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
export function viewFile({ path, name, sizeBytes }: PostedFile): ViewFile {
  return { path, name, sizeBytes, contentType: contentTypeOf(name) };
}

/** By the extension of a file of ours. */
function contentTypeOf(name: string): string {
  return CONTENT_TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
}
