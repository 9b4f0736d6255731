import { z } from 'zod';
import { limits } from '../limits.ts';

/** As documented for `audio`; the other two groups are what clients commonly offer. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  audio: ['.mp3', '.m4a', '.wav', '.ogg', '.opus', '.flac'],
  image: ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.avif'],
  video: ['.mp4', '.mov', '.webm', '.mkv'],
};

/** `audio`, `image`, `video`, or an extension with its dot. */
export const fileTypes = z.array(z.string().regex(/^(image|video|audio|\.[A-Za-z0-9]+)$/)).max(limits.fileUpload.types);

/** The client looks at the name only, never at the contents. */
export function allowsFile(types: readonly string[] | undefined, name: string): boolean {
  if (!types || types.length === 0) return true;
  const lowered = name.toLowerCase();
  return types.flatMap((type) => GROUPS[type] ?? [type.toLowerCase()]).some((extension) => lowered.endsWith(extension));
}
