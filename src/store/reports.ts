import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { createMutex } from '../lib/mutex.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Reports } from './port.ts';

/** Of one member. Beyond it, the oldest could be reported once more. */
const KEPT = 1_000;

/** The first release did not write down when a cover was reported. */
const withoutTimeSchema = z.string().transform((coverId) => ({ coverId, at: 0 }));
const reportsSchema = z.array(z.object({ coverId: z.string(), at: z.number() }).or(withoutTimeSchema)).catch([]);

export interface ReportsOptions {
  database: Database;
  clock: Clock;
}

export function createReports({ database, clock }: ReportsOptions): Reports {
  const store = createKeyvStore({ database, namespace: 'reports' });
  // Neither of two at once may undo the other.
  const mutex = createMutex();

  const reportsOf = async (memberId: string) => reportsSchema.parse(await store.get(memberId));

  const save = (memberId: string, reports: readonly unknown[]) =>
    reports.length === 0 ? store.delete(memberId) : store.set(memberId, reports);

  return {
    of: async (memberId) => (await reportsOf(memberId)).map(({ coverId }) => coverId),
    add(coverId, memberId) {
      return mutex(async () => {
        const before = await reportsOf(memberId);
        if (before.some((report) => report.coverId === coverId)) return;
        await store.set(memberId, [...before, { coverId, at: clock.now() }].slice(-KEPT));
      });
    },
    forget(memberId, before) {
      return mutex(async () => {
        const later = (await reportsOf(memberId)).filter(({ at }) => at >= before);
        await save(memberId, later);
      });
    },
    forgetCovers(coverIds) {
      const gone = new Set(coverIds);
      return mutex(async () => {
        for await (const [memberId, value] of store.entries(clock)) {
          const before = reportsSchema.parse(value);
          const others = before.filter(({ coverId }) => !gone.has(coverId));
          if (others.length < before.length) await save(memberId, others);
        }
      });
    },
  };
}
