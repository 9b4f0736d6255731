import type { PostedFile } from '../port.ts';
import { contentTypeOf } from '../rest/content-type.ts';
import type { ViewFile } from './view.ts';

/** A file of ours as part of a message. */
export function viewFile({ path, name, sizeBytes }: PostedFile): ViewFile {
  return { path, name, sizeBytes, contentType: contentTypeOf(name) };
}
