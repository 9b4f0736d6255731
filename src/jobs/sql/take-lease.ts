import type { Sql } from '../../database.ts';
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
  const { numUpdatedRows } = await db
    .updateTable('job_turns')
    .set({ owner: workerId, epoch, ...(provider !== null && { has_turn: 1, provider }) })
    .where('job_seq', '=', job_seq)
    .where('owner', 'is', null)
    .where('epoch', '=', before)
    .where('version', '=', version)
    .where(isInKnownState)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return undefined;
  return { id, order: job_seq, kind, channelId, epoch, version, provider };
}
