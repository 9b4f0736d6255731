import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HistoryPage } from '../../../src/jobs/library.ts';
import type { Jobs } from '../../support/open-jobs.ts';
import { type CreateJobsHarness, useHarness } from './harness.ts';
import { newcomer } from './job-parts.ts';

const GUILD = 'guild-1';

const steps = fc.record({
  before: fc.nat(9),
  limit: fc.integer({ min: 1, max: 5 }),
  /** Accepted between one page and the next. */
  between: fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
});

/** Reads page after page until there are no more; what is accepted meanwhile is up to `meanwhile`. */
async function walk(
  read: (last: HistoryPage | undefined) => Promise<HistoryPage>,
  meanwhile: (page: number) => Promise<void>,
) {
  const pages: HistoryPage[] = [];
  for (let last: HistoryPage | undefined; !last || last.hasMore; pages.push(last)) {
    if (last) await meanwhile(pages.length);
    last = await read(last);
  }
  return pages;
}

const idsIn = ({ entries }: HistoryPage) => entries.map(({ job }) => job.id);

export function describePaging(create: CreateJobsHarness): void {
  it('pages of history skip nothing and repeat nothing while jobs are added', async () => {
    const { jobs } = await useHarness(create);
    let count = 0;

    await fc.assert(
      fc.asyncProperty(steps, async ({ before, limit, between }) => {
        const memberId = `member-${count}`;
        const accepted: string[] = [];
        const accept = async (number: number) => {
          for (let n = 0; n < number; n += 1) {
            count += 1;
            const job = newcomer(count, { guildId: GUILD, requester: { id: memberId, name: 'Ada' } });
            await jobs.accept(job, []);
            accepted.push(job.id);
          }
        };
        const read = (from: object): ReturnType<Jobs['history']> =>
          jobs.history({ kind: 'member', guildId: GUILD, memberId, limit, ...from });
        const acceptMore = (page: number) => accept(between[page] ?? 0);
        count += 1;
        await accept(before);

        const atTheStart = [...accepted];
        const older = await walk((last) => read(last ? { olderThan: idsIn(last).at(-1) } : {}), acceptMore);
        expect(older.flatMap(idsIn)).toEqual(atTheStart.toReversed());

        const newer = await walk((last) => read({ newerThan: last ? idsIn(last)[0] : 'none yet' }), acceptMore);
        expect(newer.toReversed().flatMap(idsIn)).toEqual(accepted.toReversed());
        for (const { entries, hasMore } of [...older, ...newer])
          expect(entries.length === limit || !hasMore).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
}
