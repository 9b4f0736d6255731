import type { Clock } from '../../../clock.ts';
import type { ExpiringFiles } from '../shared/expiring-files.ts';
import type { Purpose } from './check-music01.ts';
import { stamped } from './ids.ts';
import type { Measured } from './order.ts';
import type { AimlapiSettings } from './settings.ts';

export interface UploadIds {
  voice_id?: string;
  instrumental_id?: string;
}

/** What was uploaded for `music-01`, by the ids of its parts. */
export interface Uploads {
  keep(song: Measured, purpose: Purpose): UploadIds;
  read(id: string): Measured | undefined;
}

export interface UploadsOptions {
  clock: Clock;
  files: ExpiringFiles;
  settings: AimlapiSettings;
}

export function createUploads({ clock, files, settings }: UploadsOptions): Uploads {
  const uploads = new Map<string, { fileId: string; durationMs: number; expiresAt: number | null }>();

  return {
    keep({ data, durationMs }, purpose) {
      const fileId = files.keep({ data, contentType: 'application/octet-stream' });
      const expiresAt = settings.uploadLifeMs === null ? null : clock.now() + settings.uploadLifeMs;
      const name = (part: string) => {
        const id = `${part}-${stamped(clock.now())}`;
        uploads.set(id, { fileId, durationMs, expiresAt });
        return id;
      };
      return {
        ...(purpose === 'instrumental' ? {} : { voice_id: name('vocal') }),
        ...(purpose === 'voice' ? {} : { instrumental_id: name('instrumental') }),
      };
    },
    read(id) {
      const upload = uploads.get(id);
      if (!upload || (upload.expiresAt !== null && clock.now() >= upload.expiresAt)) return undefined;
      const data = files.read(upload.fileId)?.data;
      return data && { data, durationMs: upload.durationMs };
    },
  };
}
