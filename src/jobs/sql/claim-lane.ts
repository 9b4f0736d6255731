import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { createHot, padded, type Sql } from '../../database.ts';
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
  const read = readers[kind];
  // As a rule nothing waits, and to see that costs a tenth of the rest.
  if ((await read.oneIdle(db, {})).rows.length === 0) return [];
  const busy = (await read.inHand(db, {})).rows;
  const busyGuilds = busy.map(({ guildId }) => guildId);
  const without = padded(fullGuilds(busyGuilds, () => perGuild));
  // To a channel one is delivered at a time; to be prepared is everybody's alone.
  const channels = kind === 'deliver' ? padded([...new Set(busy.map(({ channelId }) => channelId))]) : [];
  const first = (await read.firstGuilds(db, { now, most }, { channels, without })).rows;
  if (first.length === 0) return [];
  const begun = (await read.begun(db, { now }, { channels })).rows;
  const guilds = padded([...new Set([...first, ...begun].map(({ guild_id }) => guild_id))]);
  const waiting = await inRound(db, kind, (await read.firstWaiting(db, { now, most }, { channels, guilds })).rows);
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

type Channels = {
  /** To which something is delivered at present. */
  channels: readonly string[];
};

/** What is read of a lane; kinds are written into the statements, as in the partial indexes, or those are not used. */
function createReaders(kind: Lane) {
  /** What a job must be like to be taken. To a channel one is delivered at a time, and none while it rests after a failure. */
  const isReady = (now: number, channels: readonly string[]): RawBuilder<SqlBool> => {
    const isIdle = sql<SqlBool>`owner is null and kind = ${sql.lit(kind)} and paused_until <= ${now}`;
    if (kind === 'prepare') return isIdle;
    const hasNoPause = sql<SqlBool>`not exists (select 1 from channel_pauses
      where channel_pauses.channel_id = job_turns.channel_id and until > ${now})`;
    if (channels.length === 0) return sql<SqlBool>`${isIdle} and ${hasNoPause}`;
    return sql<SqlBool>`${isIdle} and ${hasNoPause} and channel_id not in (${sql.join(channels)})`;
  };

  return {
    oneIdle: createHot((db: Sql<JobTables>, _: object) =>
      db
        .selectFrom('job_turns')
        .select('job_seq')
        .where('owner', 'is', null)
        .where('kind', '=', sql.lit(kind))
        .limit(sql.lit(1)),
    ),

    inHand: createHot((db: Sql<JobTables>, _: object) =>
      db
        .selectFrom('job_turns')
        .select(['guild_id as guildId', 'channel_id as channelId'])
        .where('owner', 'is not', null)
        .where('kind', '=', sql.lit(kind)),
    ),

    /** Few are in a lane, and they are found by themselves; most guilds have none. */
    firstGuilds: createHot(
      (
        db: Sql<JobTables>,
        { now, most }: { now: number; most: number },
        { channels, without }: Channels & { without: readonly string[] },
      ) => {
        const hasReady = sql<SqlBool>`guild_id in (select job_turns.guild_id from job_turns where ${isReady(now, channels)})`;
        return firstGuilds(db, kind, hasReady, { without, most });
      },
    ),

    /** The guilds in which a post has begun, each perhaps more than once: it comes first, wherever they stand. */
    begun: createHot((db: Sql<JobTables>, { now }: { now: number }, { channels }: Channels) =>
      db.selectFrom('job_turns').select('guild_id').where('is_begun', '=', sql.lit(1)).where(isReady(now, channels)),
    ),

    /** Of each member and each channel no more than there is room for; those whose posts have begun come first, those that have failed last. */
    firstWaiting: createHot(
      (
        db: Sql<JobTables>,
        { now, most }: { now: number; most: number },
        { channels, guilds }: Channels & { guilds: readonly string[] },
      ) => {
        const ranked = db
          .selectFrom('job_turns')
          .select(['job_seq', 'id', 'guild_id', 'member_id', 'channel_id', 'is_begun', 'failures', 'epoch', 'version'])
          .select(
            sql<number>`row_number() over (partition by guild_id, member_id, channel_id order by is_begun desc, failures, job_seq)`.as(
              'place',
            ),
          )
          .where('guild_id', 'in', guilds)
          .where(isReady(now, channels));
        return db
          .selectFrom(ranked.as('ranked'))
          .selectAll()
          .where('place', '<=', most)
          .where(isInKnownState)
          .orderBy('is_begun', 'desc')
          .orderBy('failures')
          .orderBy('job_seq');
      },
    ),
  };
}

const readers = { prepare: createReaders('prepare'), deliver: createReaders('deliver') };
