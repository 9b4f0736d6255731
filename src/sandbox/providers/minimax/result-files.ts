import { createHmac, randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { ExpiringFiles } from '../shared/expiring-files.ts';
import type { SoundFormat } from './limits.ts';
import type { MinimaxSettings } from './settings.ts';

/** Results behind signed links that are shaped like those of the object storage that MiniMax uses. */
export interface ResultFiles {
  /** Keeps a result and returns its link. */
  keep(data: Uint8Array, format: SoundFormat): string;
  /** What a path with its query leads to now. */
  open(url: string): ReturnType<ExpiringFiles['open']> | { kind: 'unsigned' };
}

export interface ResultFilesOptions {
  clock: Clock;
  files: ExpiringFiles;
  settings: MinimaxSettings;
  origin: () => string;
}

const CONTENT_TYPES: Readonly<Record<SoundFormat, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  pcm: 'application/octet-stream',
};

const ACCESS_KEY_ID = 'STAND-IN';

export function createResultFiles({ clock, files, settings, origin }: ResultFilesOptions): ResultFiles {
  const secret = randomUUID();

  const signature = (path: string, expires: string) =>
    createHmac('sha1', secret).update(`GET\n${expires}\n${path}`).digest('base64');

  return {
    keep(data, format) {
      // One path segment with a slash in it, as the real links have.
      const path = `/${encodeURIComponent(`audio/${randomUUID()}.${format}`)}`;
      const expiresAt = clock.now() + settings.linkLifeMs;
      files.link(path, files.keep({ data, contentType: CONTENT_TYPES[format] }), expiresAt);
      const expires = String(Math.ceil(expiresAt / 1_000));
      const query = { Expires: expires, OSSAccessKeyId: ACCESS_KEY_ID, Signature: signature(path, expires) };
      return `${origin()}${path}?${new URLSearchParams(query)}`;
    },
    open(url) {
      const [path = '', search] = url.split('?');
      const query = new URLSearchParams(search);
      const found = files.open(path);
      if (found.kind === 'unknown') return found;
      const isSigned = query.get('Signature') === signature(path, query.get('Expires') ?? '');
      return isSigned && query.get('OSSAccessKeyId') === ACCESS_KEY_ID ? found : { kind: 'unsigned' };
    },
  };
}
