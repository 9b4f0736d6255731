import { createHmac } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { ExpiringFiles, StoredFile } from '../shared/expiring-files.ts';
import { nanoid, stamped } from './ids.ts';
import { type AimlapiFormat, aimlapiLimits } from './limits.ts';
import type { AimlapiSettings } from './settings.ts';
import type { AimlapiTask } from './task.ts';

/** Results behind links that are shaped like those of AI/ML API's own file host, most of them signed. */
export interface ResultFiles {
  keep(task: Pick<AimlapiTask, 'order' | 'readyAt'>, data: Uint8Array): { fileId: string; url: string };
  read(fileId: string): StoredFile | undefined;
}

export interface ResultFilesOptions {
  clock: Clock;
  files: ExpiringFiles;
  settings: AimlapiSettings;
  origin: () => string;
}

export const contentTypes: Readonly<Record<AimlapiFormat, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  pcm: 'application/octet-stream',
};

/** Where the file host keeps results: the newer models' and the legacy one's. */
export const resultFolders = ['/moose', '/squirrel'] as const;

export function createResultFiles({ clock, files, settings, origin }: ResultFilesOptions): ResultFiles {
  return {
    keep({ order, readyAt }, data) {
      const { format } = order.sound;
      const fileId = files.keep({ data, contentType: contentTypes[format] });
      const isLegacy = order.model === aimlapiLimits.legacy.model;
      if (isLegacy && settings.legacyLinks === 'unsigned') {
        const path = `${resultFolders[1]}/files/stand-in/${nanoid()}_output.${format}`;
        files.link(path, fileId, null);
        return { fileId, url: origin() + path };
      }
      const folder = isLegacy ? resultFolders[1] : resultFolders[0];
      const path = `${folder}/music%2Fprod%2Ftts-${stamped(clock.now())}.${format}`;
      // A life begins when the result can first be seen, however early it was rendered.
      const expiresAt = Math.max(readyAt, clock.now()) + settings.linkLifeMs;
      const link = `${path}?${signedQuery(path, expiresAt)}`;
      // The link is known by its exact spelling: whoever decodes and encodes it anew breaks the signature.
      files.link(link, fileId, expiresAt);
      return { fileId, url: origin() + link };
    },
    read: files.read,
  };
}

function signedQuery(path: string, expiresAt: number): string {
  const expires = Math.floor(expiresAt / 1_000);
  const digest = createHmac('sha1', 'stand-in').update(`${path}\n${expires}`).digest('base64');
  // Every link has all three characters that are easily spoilt, not only those that chance puts in.
  const signature = `${digest.slice(0, 5)}/${digest.slice(6, 12)}+${digest.slice(13)}`;
  return `Expires=${expires}&OSSAccessKeyId=sandbox-stand-in&Signature=${encodeURIComponent(signature)}`;
}
