import { type SqlBool, sql } from 'kysely';
import type { Sql } from '../../database.ts';
import { createDeliveryLine } from '../../domain/delivery/delivery-line.ts';
import type { Claim } from '../leases.ts';
import type { Claimant } from './claim-turns.ts';
import { goBehindAll, inRound } from './rounds.ts';
import type { JobTables } from './tables.ts';

/** Takes covers to be prepared, or to be delivered, by the rule of `createDeliveryLine`. */
export async function claimLane(
  db: Sql<JobTables>,
  { workerId, now }: Claimant,
  kind: 'prepare' | 'deliver',
  { most, perGuild }: { most: number; perGuild: number },
): Promise<Claim[]> {
  if (most <= 0) return [];
  const waiting = await firstWaiting(db, kind, now, most);
  if (waiting.length === 0) return [];
  const busy = await db
    .selectFrom('job_turns')
    .select(['guild_id as guildId', 'channel_id as channelId'])
    .where('owner', 'is not', null)
    .where('kind', '=', sql.lit(kind))
    .execute();
  const perChannel = kind === 'deliver' ? 1 : Number.POSITIVE_INFINITY;
  const line = createDeliveryLine({ total: busy.length + most, perGuild, perChannel });
  for (const one of busy) line.occupy(one);
  for (const { id, guild_id: guildId, member_id: memberId, channel_id: channelId, is_begun } of waiting)
    line.wait({ id, guildId, memberId, channelId, isPosting: is_begun === 1 });

  const byId = new Map(waiting.map((row) => [row.id, row]));
  const claims: Claim[] = [];
  for (let next = line.next(() => true); next; next = line.next(() => true)) {
    const row = byId.get(next.id);
    if (!row) continue;
    const epoch = row.epoch + 1;
    await db
      .updateTable('job_turns')
      .set({ owner: workerId, epoch })
      .where('job_seq', '=', row.job_seq)
      .where('owner', 'is', null)
      .execute();
    await goBehindAll(db, kind, row);
    claims.push({
      id: row.id,
      order: row.job_seq,
      kind,
      channelId: row.channel_id,
      epoch,
      version: row.version,
      provider: null,
    });
  }
  return claims;
}

/** Of each member and each channel no more than there is room for; those whose posts have begun come first, those that have failed last. */
async function firstWaiting(db: Sql<JobTables>, kind: 'prepare' | 'deliver', now: number, most: number) {
  const rested = sql<SqlBool>`not exists (select 1 from channel_pauses
    where channel_pauses.channel_id = job_turns.channel_id and until > ${now})`;
  const all = db
    .selectFrom('job_turns')
    .select(['job_seq', 'id', 'guild_id', 'member_id', 'channel_id', 'is_begun', 'failures', 'epoch', 'version'])
    .select(
      // Few are in a lane: they are better looked up and sorted than found among all by their order.
      sql<number>`row_number() over (partition by guild_id || '', member_id, channel_id order by is_begun desc, failures, job_seq)`.as(
        'place',
      ),
    )
    .where('owner', 'is', null)
    .where('kind', '=', sql.lit(kind))
    .where('paused_until', '<=', now);
  const ranked = kind === 'deliver' ? all.where(rested) : all;
  const rows = await db
    .selectFrom(ranked.as('ranked'))
    .selectAll()
    .where('place', '<=', most)
    .orderBy('is_begun', 'desc')
    .orderBy('failures')
    .orderBy('job_seq')
    .execute();
  return inRound(db, kind, rows);
}
