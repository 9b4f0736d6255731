import { type SqlBool, sql } from 'kysely';
import { createHot, padded, type Sql } from '../../database.ts';
import { openSlots } from '../../domain/turns/breaker-state.ts';
import { giveTurns } from '../../domain/turns/turns.ts';
import type { Claim, TurnRules } from '../leases.ts';
import { stateIn } from './breakers.ts';
import { isInKnownState } from './known-states.ts';
import { firstGuilds, fullGuilds, goBehindAll, inRound } from './rounds.ts';
import type { JobTables } from './tables.ts';
import { type Claimant, takeLease } from './take-lease.ts';

/** Gives turns to jobs that wait, by the rule of `giveTurns`, which is told all that could matter to it and no more. */
export async function claimTurns(
  db: Sql<JobTables>,
  claimant: Claimant,
  rules: TurnRules,
  most: number,
): Promise<Claim[]> {
  const { now } = claimant;
  if (most <= 0 || rules.held.all) return [];
  const underWay = (await readRunning(db, {})).rows;
  const slots = await slotsNow(db, rules, underWay, now);
  const waitedFor = (await waitingChoices(db, {})).rows.map(({ providers }) => providers);
  const choices = waitedFor.filter((providers) => roomFor(providers, slots, underWay) > 0);
  if (choices.length === 0) return [];
  const room = choices.reduce((sum, providers) => sum + roomFor(providers, slots, underWay), 0);
  const inGuilds = underWay.map(({ guild_id }) => guild_id);
  const out = [...rules.held.guilds, ...closedGuilds(rules), ...fullGuilds(inGuilds, capIn(rules))];
  const wanted = padded(choices);
  const lists = { choices: wanted, without: padded(out) };
  const guilds = (await firstReady(db, { now, most: Math.min(most, room) }, lists)).rows;
  if (guilds.length === 0) return [];
  const first = { guilds: padded(guilds.map(({ guild_id }) => guild_id)), choices: wanted };
  const waiting = await firstWaiting(db, first, now, rules);
  if (waiting.length === 0) return [];

  const { perGuild, guildCaps } = rules;
  const running = underWay.map(({ guild_id: guildId, provider }) => ({ guildId, provider: provider ?? '' }));
  const claims: Claim[] = [];
  const taken: Waiting[] = [];
  for (const { job, provider } of giveTurns({
    perGuild,
    guildCaps,
    slots,
    running,
    waiting: waiting.map(waitingJob),
  })) {
    const claim = await takeLease(db, claimant, 'make', job.row, provider);
    if (!claim) continue;
    claims.push(claim);
    taken.push(job.row);
    if (claims.length >= most) break;
  }
  await goBehindAll(db, 'make', taken);
  // Room may be left that only guilds further behind have a use for.
  const isGoneOnWith = claims.length > 0 && claims.length < most && guilds.length >= Math.min(most, room);
  return isGoneOnWith ? [...claims, ...(await claimTurns(db, claimant, rules, most - claims.length))] : claims;
}

/** What a job must be like to be given a turn. */
function readyFor(choices: readonly string[], now: number) {
  return sql<SqlBool>`owner is null and kind = 'make' and is_begun = 0 and providers in (${sql.join(choices)})
    and due_at <= ${now} and paused_until <= ${now}`;
}

function capIn({ perGuild, guildCaps }: TurnRules) {
  return (guildId: string) => guildCaps.get(guildId) ?? perGuild;
}

/** Those that may have none at all. */
function closedGuilds({ guildCaps }: TurnRules): string[] {
  return [...guildCaps].flatMap(([guildId, most]) => (most <= 0 ? [guildId] : []));
}

const firstReady = createHot(
  (
    db: Sql<JobTables>,
    { now, most }: { now: number; most: number },
    { choices, without }: { choices: readonly string[]; without: readonly string[] },
  ) => {
    const isReady = readyFor(choices, now);
    const hasReady = sql<SqlBool>`exists (select 1 from job_turns where job_turns.guild_id = lines.guild_id and ${isReady})`;
    return firstGuilds(db, 'make', hasReady, { without, most });
  },
);

/** Of each member and each choice of providers only as many as the guild could run at once: the others are behind those. */
async function firstWaiting(
  db: Sql<JobTables>,
  lists: { guilds: readonly string[]; choices: readonly string[] },
  now: number,
  { perGuild, guildCaps }: TurnRules,
) {
  const most = Math.max(perGuild, ...guildCaps.values());
  return inRound(db, 'make', (await waitingIn(db, { now, most }, lists)).rows);
}

const waitingIn = createHot(
  (
    db: Sql<JobTables>,
    { now, most }: { now: number; most: number },
    { guilds, choices }: { guilds: readonly string[]; choices: readonly string[] },
  ) => {
    const ranked = db
      .selectFrom('job_turns')
      .select(['job_seq', 'id', 'guild_id', 'member_id', 'channel_id', 'providers', 'epoch', 'version'])
      .select(sql<number>`row_number() over (partition by guild_id, member_id, providers order by job_seq)`.as('place'))
      .where('guild_id', 'in', guilds)
      .where(readyFor(choices, now));
    return db
      .selectFrom(ranked.as('ranked'))
      .selectAll()
      .where('place', '<=', most)
      .where(isInKnownState)
      .orderBy('job_seq');
  },
);

/** What is waited for, each choice of providers once. */
const waitingChoices = createHot((db: Sql<JobTables>, _: object) =>
  db
    .selectFrom('job_turns')
    .select('providers')
    .distinct()
    .where('owner', 'is', null)
    .where('kind', '=', sql.lit('make'))
    .where('is_begun', '=', sql.lit(0)),
);

/** How many more of such jobs could begin. */
function roomFor(providers: string, slots: ReadonlyMap<string, number>, underWay: readonly Running[]): number {
  const rooms = [...new Set(providers.split(','))].map((provider) => {
    const most = slots.get(provider) ?? Number.POSITIVE_INFINITY;
    return Math.max(0, most - underWay.filter((one) => one.provider === provider).length);
  });
  return rooms.reduce((sum, room) => sum + room, 0);
}

type Running = Awaited<ReturnType<typeof readRunning>>['rows'][number];

const readRunning = createHot((db: Sql<JobTables>, _: object) =>
  db.selectFrom('job_turns').select(['guild_id', 'provider']).where('has_turn', '=', sql.lit(1)),
);

const readStates = createHot((db: Sql<JobTables>, _: object) => db.selectFrom('provider_states').selectAll());

/** How many may be under way at each provider at this moment. */
async function slotsNow(
  db: Sql<JobTables>,
  { slots, held }: TurnRules,
  underWay: readonly Running[],
  now: number,
): Promise<Map<string, number>> {
  const open = new Map(slots);
  for (const row of (await readStates(db, {})).rows) {
    const { provider, fewest } = row;
    const atProvider = underWay.filter((one) => one.provider === provider).length;
    const most = slots.get(provider) ?? Number.POSITIVE_INFINITY;
    const next = openSlots(most, stateIn(row), { running: atProvider, fewest }, now);
    open.set(provider, next.slots);
    if (next.fewest === fewest) continue;
    await db
      .updateTable('provider_states')
      .set({ fewest: next.fewest })
      .where('provider', '=', provider)
      // Of another trial, which has begun meanwhile, nothing has been seen.
      .where('closed_until', '=', row.closed_until)
      .execute();
  }
  for (const provider of held.providers) open.set(provider, 0);
  return open;
}

type Waiting = Awaited<ReturnType<typeof firstWaiting>>[number];

function waitingJob(row: Waiting) {
  return { row, guildId: row.guild_id, memberId: row.member_id, providers: row.providers.split(',') };
}
