import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Sql } from '../../database.ts';
import { createDeliveryLine } from '../../domain/delivery/delivery-line.ts';
import type { Claim } from '../leases.ts';
import { isInKnownState } from './known-states.ts';
import { firstGuilds, fullGuilds, goBehindAll, inRound } from './rounds.ts';
import type { JobTables } from './tables.ts';
import { type Claimant, takeLease } from './take-lease.ts';

type Lane = 'prepare' | 'deliver';

/** Takes covers to be prepared, or to be delivered, by the rule of `createDeliveryLine`. */
export async function claimLane(
  db: Sql<JobTables>,
  claimant: Claimant,
  kind: Lane,
  { most, perGuild }: { most: number; perGuild: number },
): Promise<Claim[]> {
  const { now } = claimant;
  if (most <= 0) return [];
  const busy = await inHand(db, kind);
  const isReady = readyFor(kind, busy, now);
  // Few are in a lane, and they are found by themselves; most guilds have none.
  const hasReady = sql<SqlBool>`guild_id in (select job_turns.guild_id from job_turns where ${isReady})`;
  const without = fullGuilds(
    busy.map(({ guildId }) => guildId),
    () => perGuild,
  );
  const first = await firstGuilds(db, kind, hasReady, { without, most });
  if (first.length === 0) return [];
  const waiting = await firstWaiting(db, kind, isReady, { guilds: [...first, ...(await begunIn(db, isReady))], most });
  const perChannel = kind === 'deliver' ? 1 : Number.POSITIVE_INFINITY;
  const line = createDeliveryLine({ total: busy.length + most, perGuild, perChannel });
  for (const one of busy) line.occupy(one);
  for (const { id, guild_id: guildId, member_id: memberId, channel_id: channelId, is_begun } of waiting)
    line.wait({ id, guildId, memberId, channelId, isPosting: is_begun === 1 });

  const byId = new Map(waiting.map((row) => [row.id, row]));
  const claims: Claim[] = [];
  const taken: typeof waiting = [];
  for (let next = line.next(() => true); next; next = line.next(() => true)) {
    const row = byId.get(next.id);
    if (!row) continue;
    const claim = await takeLease(db, claimant, kind, row);
    if (!claim) continue;
    claims.push(claim);
    taken.push(row);
  }
  await goBehindAll(db, kind, taken);
  // Room may be left that only guilds further behind have a use for.
  const isGoneOnWith = claims.length > 0 && claims.length < most && first.length >= most;
  const left = { most: most - claims.length, perGuild };
  return isGoneOnWith ? [...claims, ...(await claimLane(db, claimant, kind, left))] : claims;
}

type Busy = Awaited<ReturnType<typeof inHand>>[number];

function inHand(db: Sql<JobTables>, kind: Lane) {
  return db
    .selectFrom('job_turns')
    .select(['guild_id as guildId', 'channel_id as channelId'])
    .where('owner', 'is not', null)
    .where('kind', '=', sql.lit(kind))
    .execute();
}

/** What a job must be like to be taken. To a channel one is delivered at a time, and none while it rests after a failure. */
function readyFor(kind: Lane, busy: readonly Busy[], now: number): RawBuilder<SqlBool> {
  const isIdle = sql<SqlBool>`owner is null and kind = ${sql.lit(kind)} and paused_until <= ${now}`;
  if (kind === 'prepare') return isIdle;
  const isRested = sql<SqlBool>`not exists (select 1 from channel_pauses
    where channel_pauses.channel_id = job_turns.channel_id and until > ${now})`;
  const channels = [...new Set(busy.map(({ channelId }) => channelId))];
  const isFree = channels.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`channel_id not in (${sql.join(channels)})`;
  return sql<SqlBool>`${isIdle} and ${isRested} and ${isFree}`;
}

/** The guilds in which a post has begun: it comes first, wherever they stand. */
async function begunIn(db: Sql<JobTables>, isReady: RawBuilder<SqlBool>): Promise<string[]> {
  const rows = await db
    .selectFrom('job_turns')
    .select('guild_id')
    .distinct()
    .where('is_begun', '=', 1)
    .where(isReady)
    .execute();
  return rows.map(({ guild_id }) => guild_id);
}

/** Of each member and each channel no more than there is room for; those whose posts have begun come first, those that have failed last. */
async function firstWaiting(
  db: Sql<JobTables>,
  kind: Lane,
  isReady: RawBuilder<SqlBool>,
  { guilds, most }: { guilds: readonly string[]; most: number },
) {
  const ranked = db
    .selectFrom('job_turns')
    .select(['job_seq', 'id', 'guild_id', 'member_id', 'channel_id', 'is_begun', 'failures', 'epoch', 'version'])
    .select(
      sql<number>`row_number() over (partition by guild_id, member_id, channel_id order by is_begun desc, failures, job_seq)`.as(
        'place',
      ),
    )
    .where('guild_id', 'in', guilds)
    .where(isReady);
  const rows = await db
    .selectFrom(ranked.as('ranked'))
    .selectAll()
    .where('place', '<=', most)
    .where(isInKnownState)
    .orderBy('is_begun', 'desc')
    .orderBy('failures')
    .orderBy('job_seq')
    .execute();
  return inRound(db, kind, rows);
}
