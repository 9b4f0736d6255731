import { createHash } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { ExpiringFiles } from '../shared/expiring-files.ts';
import type { AimlapiSettings } from './settings.ts';

/** Preprocessed references, by feature ids that die. */
export interface Features {
  /** The same audio has the same id; asking again makes it live anew. */
  keep(reference: Uint8Array): string;
  read(id: string): Uint8Array | undefined;
}

export interface FeaturesOptions {
  clock: Clock;
  files: ExpiringFiles;
  settings: AimlapiSettings;
}

export function createFeatures({ clock, files, settings }: FeaturesOptions): Features {
  const features = new Map<string, { fileId: string; expiresAt: number }>();

  return {
    keep(data) {
      const id = createHash('sha256').update(data).digest('hex').slice(0, 32);
      const known = features.get(id);
      const isHeld = known !== undefined && files.read(known.fileId) !== undefined;
      const fileId = isHeld ? known.fileId : files.keep({ data, contentType: 'application/octet-stream' });
      features.set(id, { fileId, expiresAt: clock.now() + settings.featureLifeMs });
      return id;
    },
    read(id) {
      const feature = features.get(id);
      if (!feature || clock.now() >= feature.expiresAt) return undefined;
      return files.read(feature.fileId)?.data;
    },
  };
}
