import { createHash } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { MinimaxSettings } from './settings.ts';

/** Audio that a cover can be made of. */
export interface Reference {
  data: Uint8Array;
  durationMs: number;
}

/** What the preprocessing remembers of references, until their time is over or newer ones need the room. */
export interface Features {
  /** The same audio has the same id. */
  keep(reference: Reference): string;
  open(id: string): Reference | undefined;
}

export interface FeaturesOptions {
  clock: Clock;
  settings: MinimaxSettings;
  maximumBytes: number;
}

export function createFeatures({ clock, settings, maximumBytes }: FeaturesOptions): Features {
  const kept = new Map<string, { reference: Reference; expiresAt: number }>();
  let heldBytes = 0;

  const open = (id: string) => {
    const feature = kept.get(id);
    return feature && clock.now() < feature.expiresAt ? feature : undefined;
  };

  return {
    keep(reference) {
      const id = createHash('sha256').update(reference.data).digest('hex').slice(0, 32);
      const expiresAt = settings.repeatedPreprocess === 'keepsExpiry' ? open(id)?.expiresAt : undefined;
      heldBytes += reference.data.length - (kept.get(id)?.reference.data.length ?? 0);
      // Deleted first: a map keeps the place of a key that is set again, and the oldest goes first.
      kept.delete(id);
      kept.set(id, { reference, expiresAt: expiresAt ?? clock.now() + settings.featureLifeMs });
      for (const [oldest, feature] of kept) {
        if (heldBytes <= maximumBytes) break;
        kept.delete(oldest);
        heldBytes -= feature.reference.data.length;
      }
      return id;
    },
    open: (id) => open(id)?.reference,
  };
}
