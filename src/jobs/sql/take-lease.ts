import { createHot, type Sql } from '../../database.ts';
import type { WorkKind } from '../../domain/turns/work-kind.ts';
import type { Claim } from '../leases.ts';
import { isInKnownState } from './known-states.ts';
import type { JobTables } from './tables.ts';

export interface Claimant {
  workerId: string;
  /** By the lease clock. */
  now: number;
}

/** What is known of a job that nobody has, read in the same transaction. */
export interface Free {
  job_seq: number;
  id: string;
  channel_id: string;
  epoch: number;
  version: number;
}

/**
 * Writes down whose a job is from now on, under an epoch of its own. Undefined where it was moved since it was read, or is in a
 * state of another release's. `provider`: that
 * it takes a slot of, where a turn is given.
 */
export async function takeLease(
  db: Sql<JobTables>,
  { workerId }: Claimant,
  kind: WorkKind,
  { job_seq, id, channel_id: channelId, epoch: before, version }: Free,
  provider: string | null = null,
): Promise<Claim | undefined> {
  const epoch = before + 1;
  const free = { job_seq, workerId, before, epoch, version };
  const { numAffectedRows } = await (provider === null ? take(db, free) : takeTurn(db, { ...free, provider }));
  if (numAffectedRows === 0n) return undefined;
  return { id, order: job_seq, kind, channelId, epoch, version, provider };
}

interface Taking {
  job_seq: number;
  workerId: string;
  before: number;
  epoch: number;
  version: number;
}

const take = createHot((db: Sql<JobTables>, taking: Taking) => taken(db, taking));

const takeTurn = createHot((db: Sql<JobTables>, taking: Taking & { provider: string }) =>
  taken(db, taking).set({ has_turn: 1, provider: taking.provider }),
);

function taken(db: Sql<JobTables>, { job_seq, workerId, before, epoch, version }: Taking) {
  return db
    .updateTable('job_turns')
    .set({ owner: workerId, epoch })
    .where('job_seq', '=', job_seq)
    .where('owner', 'is', null)
    .where('epoch', '=', before)
    .where('version', '=', version)
    .where(isInKnownState);
}
