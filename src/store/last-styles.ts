import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { LAST_STYLES_LIFE_MS } from '../domain/policy/kept-for.ts';
import { stored } from '../domain/stored.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { LastStyles } from './port.ts';

/** What fits into a list of proposals beside the presets. */
const KEPT = 10;

/** The first release did not write down when a style was used. */
const withoutTimeSchema = z.string().transform((style) => ({ style, at: 0 }));
const usesSchema = z.array(stored({ style: z.string(), at: z.number() }).or(withoutTimeSchema)).catch([]);

export interface LastStylesOptions {
  database: Database;
  clock: Clock;
}

export function createLastStyles({ database, clock }: LastStylesOptions): LastStyles {
  const store = createKeyvStore({ database, namespace: 'last-styles', ttlMs: LAST_STYLES_LIFE_MS, isRelaxed: true });
  return {
    of: async (memberId) => usesSchema.parse(await store.get(memberId)).map(({ style }) => style),
    async add(memberId, style, at = clock.now()) {
      await store.update(memberId, (now) => {
        const others = usesSchema.parse(now).filter((other) => other.style !== style);
        return [{ style, at }, ...others].slice(0, KEPT);
      });
    },
    async forget(memberId, before) {
      await store.update(memberId, (now) => {
        const later = usesSchema.parse(now).filter(({ at }) => at >= before);
        return later.length === 0 ? null : later;
      });
    },
  };
}
