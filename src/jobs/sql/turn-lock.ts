import { createHot, type Sql } from '../../database.ts';
import type { JobTables } from './tables.ts';

/**
 * Who counts what is under way, and gives more of it, does so alone until the transaction ends: two at the same moment would both find
 * the last place free. False where somebody else is at it.
 */
export async function tryLockTurns(db: Sql<JobTables>): Promise<boolean> {
  return (await tryLockCounter(db, {})).rows.length > 0;
}

/** Waits for whoever counts what is under way, and keeps all others from it until the transaction ends. */
export async function lockTurns(db: Sql<JobTables>): Promise<void> {
  await lockCounter(db, {});
}

const lockCounter = createHot((db: Sql<JobTables>, _: object) => counterRow(db));

const tryLockCounter = createHot((db: Sql<JobTables>, _: object) => counterRow(db).skipLocked());

function counterRow(db: Sql<JobTables>) {
  return db.selectFrom('turn_counter').select('value').forUpdate();
}
