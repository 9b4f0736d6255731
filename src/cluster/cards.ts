import type { PostgresDatabase } from '../database.ts';
import type { Cards } from './port.ts';

interface Tables {
  cards: { job_id: string; owner: string | null; until: number; shown: string | null };
  workers: { id: string; alive_until: number };
}

/** Longer than Discord takes for an edit. Whoever stands still for longer may cover what another shows meanwhile. */
const TAKEN_MS = 20_000;

/** A private message can be edited for a quarter of an hour. */
const KEPT_MS = 3_600_000;
const TAKEN_PER_TIDYING = 500;

export interface CardsOptions {
  database: PostgresDatabase;
  workerId: string;
}

/** A message is its taker's for as long as an edit may take, and no longer than its taker's signs of life are believed. */
export function createCards({ database, workerId }: CardsOptions): Cards {
  const { sql } = database.store<Tables>();
  let taken = 0;

  const tidy = async () => {
    taken += 1;
    if (taken % TAKEN_PER_TIDYING !== 0) return;
    await sql
      .deleteFrom('cards')
      .where('until', '<', database.leaseNow() - KEPT_MS)
      .execute();
  };

  return {
    async takeCard(jobId) {
      await tidy();
      const now = database.leaseNow();
      const ours = { owner: workerId, until: now + TAKEN_MS };
      const row = await sql
        .insertInto('cards')
        .values({ job_id: jobId, ...ours })
        .onConflict((conflict) =>
          conflict
            .column('job_id')
            .doUpdateSet(ours)
            .where((is) =>
              is.or([
                is('cards.owner', 'is', null),
                is('cards.owner', '=', workerId),
                is('cards.until', '<=', now),
                is('cards.owner', 'not in', (living) =>
                  living.selectFrom('workers').select('id').where('alive_until', '>', now),
                ),
              ]),
            ),
        )
        .returning('shown')
        .executeTakeFirst();
      if (row) return { isOurs: true, shown: row.shown ?? undefined };
      const other = await sql.selectFrom('cards').select('until').where('job_id', '=', jobId).executeTakeFirst();
      return { isOurs: false, againInMs: Math.max(0, (other?.until ?? now) - now) };
    },
    async leaveCard(jobId, shown) {
      if (shown === null) {
        await sql.deleteFrom('cards').where('job_id', '=', jobId).where('owner', '=', workerId).execute();
        return;
      }
      await sql
        .updateTable('cards')
        .set({ owner: null, until: database.leaseNow(), shown })
        .where('job_id', '=', jobId)
        .where('owner', '=', workerId)
        .execute();
    },
  };
}
