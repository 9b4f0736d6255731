import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { stored } from '../domain/stored.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Reports } from './port.ts';

/** Of one member. Beyond it, the oldest could be reported once more. */
const KEPT = 1_000;

/** The first release did not write down when a cover was reported. */
const withoutTimeSchema = z.string().transform((coverId) => ({ coverId, at: 0 }));
const reportsSchema = z.array(stored({ coverId: z.string(), at: z.number() }).or(withoutTimeSchema)).catch([]);

export interface ReportsOptions {
  database: Database;
  clock: Clock;
}

export function createReports({ database, clock }: ReportsOptions): Reports {
  const store = createKeyvStore({ database, namespace: 'reports' });

  /** Null where there is none left, so that nothing is left of the member. */
  const orNull = <Report>(reports: Report[]) => (reports.length === 0 ? null : reports);

  return {
    of: async (memberId) => reportsSchema.parse(await store.get(memberId)).map(({ coverId }) => coverId),
    async add(coverId, memberId, at = clock.now()) {
      await store.update(memberId, (now) => {
        const before = reportsSchema.parse(now);
        if (before.some((report) => report.coverId === coverId)) return undefined;
        return [...before, { coverId, at }].slice(-KEPT);
      });
    },
    async forget(memberId, before) {
      await store.update(memberId, (now) => orNull(reportsSchema.parse(now).filter(({ at }) => at >= before)));
    },
    async forgetCovers(coverIds) {
      const gone = new Set(coverIds);
      const isOf = ({ coverId }: { coverId: string }) => gone.has(coverId);
      for await (const [memberId, value] of store.entries(clock)) {
        if (!reportsSchema.parse(value).some(isOf)) continue;
        await store.update(memberId, (now) => orNull(reportsSchema.parse(now).filter((report) => !isOf(report))));
      }
    },
  };
}
