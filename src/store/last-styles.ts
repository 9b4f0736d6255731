import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { LAST_STYLES_LIFE_MS } from '../domain/policy/kept-for.ts';
import { createMutex } from '../lib/mutex.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { LastStyles } from './port.ts';

/** What fits into a list of proposals beside the presets. */
const KEPT = 10;

/** The first release did not write down when a style was used. */
const withoutTimeSchema = z.string().transform((style) => ({ style, at: 0 }));
const usesSchema = z.array(z.object({ style: z.string(), at: z.number() }).or(withoutTimeSchema)).catch([]);

export interface LastStylesOptions {
  database: Database;
  clock: Clock;
}

export function createLastStyles({ database, clock }: LastStylesOptions): LastStyles {
  const store = createKeyvStore({ database, namespace: 'last-styles', ttlMs: LAST_STYLES_LIFE_MS });
  const mutex = createMutex();

  const usesOf = async (memberId: string) => usesSchema.parse((await store.get(memberId)) ?? []);

  return {
    of: async (memberId) => (await usesOf(memberId)).map(({ style }) => style),
    add(memberId, style) {
      return mutex(async () => {
        const others = (await usesOf(memberId)).filter((other) => other.style !== style);
        await store.set(memberId, [{ style, at: clock.now() }, ...others].slice(0, KEPT));
      });
    },
    forget(memberId, before) {
      return mutex(async () => {
        const later = (await usesOf(memberId)).filter(({ at }) => at >= before);
        await (later.length === 0 ? store.delete(memberId) : store.set(memberId, later));
      });
    },
  };
}
