import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createClock } from '../../src/clock.ts';
import { openPostgres } from '../../src/database/postgres/open.ts';
import type { ClaimWish, Release } from '../../src/jobs/leases.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { postgresMigrations } from '../../src/jobs/sql/postgres-migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { aCharge, candidateOf, guild, newcomer, steps } from '../contracts/jobs/job-parts.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { openEngine, PROVIDER, perSecond } from './engine.ts';
import { percentile } from './percentile.ts';

/** One that answers, and three that make covers. */
const WORKERS = 3;
const SLOTS = 60;
const COVERS = 1_000;
const GUILDS = 500;
const AT_ONCE = 20;
const LASTS_MS = 30_000;

const BIG = 400;
const SMALL_SERVERS = 20;
const PER_SMALL_SERVER = 2;

const WAITING = 10_000;
const TURNS = 200;
const ROUNDS = 10;

/**
 * What is kept, on a PostgreSQL of its own whose commits reach the disk: one connection pool for who asks, and one for each worker, all
 * in this process, with a provider and a Discord that answer at once.
 */
export async function benchFleet(): Promise<string[]> {
  const server = await startPostgres({ isDurable: true });
  if (!server) return ['PostgreSQL is not installed: nothing was measured'];
  const open = (connections: number) =>
    openPostgres({
      url: server.url,
      connections,
      migrations: postgresMigrations,
      clock: createClock(),
      random: Math.random,
      log: createLogger({ level: 'silent' }),
    });
  try {
    return [await throughput(open), await fairness(open), ...(await manyWaiting(open, server.url))];
  } finally {
    await server.close();
  }
}

type Open = (connections: number) => ReturnType<typeof openPostgres>;

async function openWorker(open: Open, perGuild: number, slots: number) {
  const database = await open(8);
  const shared = { workerId: randomUUID(), lastsMs: LASTS_MS };
  return openEngine({ perGuild, slots, database, shared, close: () => database.close() });
}

async function throughput(open: Open): Promise<string> {
  const asked = await openWorker(open, 2, SLOTS);
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => openWorker(open, 2, SLOTS)));
  const accepting: number[] = [];
  const from = performance.now();
  let next = 0;
  const askOn = async () => {
    for (let n = next++; n < COVERS; n = next++) {
      const began = performance.now();
      await asked.accept(n, `server-${n % GUILDS}`);
      accepting.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  const acceptedIn = performance.now() - from;
  const madeFrom = performance.now();
  for (const worker of workers) worker.jobs.start();
  while (workers.reduce((sum, worker) => sum + worker.ended(), 0) < COVERS)
    await new Promise((resolve) => setTimeout(resolve, 5));
  const madeIn = performance.now() - madeFrom;
  for (const worker of [...workers, asked]) await worker.close();
  return (
    `fleet on PostgreSQL: ${perSecond(COVERS, acceptedIn)} accepted (${AT_ONCE} at once, median ${percentile(accepting, 0.5).toFixed(1)} ms, ` +
    `p99 ${percentile(accepting, 0.99).toFixed(1)} ms), then ${perSecond(COVERS, madeIn)} from their turn to their end by ${WORKERS} workers`
  );
}

/** One large server asks first; each small one waits no longer than is fair, in the order in which turns are given. */
async function fairness(open: Open): Promise<string> {
  const { jobs, leases, database } = await openLeases(open);
  const accept = async (number: number, guildId: string) => {
    const job = newcomer(number, { ...guild(guildId), candidates: [candidateOf(PROVIDER)] });
    await jobs.accept(job, []);
    return job.id;
  };
  const small: string[] = [];
  for (let n = 0; n < BIG; n += 1) await accept(COVERS + n, 'big');
  for (let n = 0; n < SMALL_SERVERS * PER_SMALL_SERVER; n += 1)
    small.push(await accept(COVERS + BIG + n, `small-${n % SMALL_SERVERS}`));
  const order: string[] = [];
  const wish = wishFor(8, 8);
  for (let released: Release[] = []; order.length < BIG + small.length; ) {
    const { claims } = await leases.claim(wish, released);
    for (const { id, version } of claims) await jobs.change(id, version, steps.cancelled());
    order.push(...claims.map(({ id }) => id));
    released = claims.map((lease) => ({ lease, outcome: 'done' }));
  }
  await leases.leave();
  await database.close();
  const last = Math.max(...small.map((id) => order.indexOf(id)));
  const before = order.slice(0, last).filter((id) => !small.includes(id)).length;
  return `fleet: one server with ${BIG} jobs before ${SMALL_SERVERS} with ${PER_SMALL_SERVER}: ${before} of the large one had their turns before the last of the small ones`;
}

async function openLeases(open: Open) {
  const database = await open(AT_ONCE);
  const jobs = createSqlJobs({ database, clock: createClock(), log: createLogger({ level: 'silent' }) });
  const leases = jobs.leasesOf({ workerId: randomUUID(), lastsMs: 3_600_000 });
  await leases.join();
  return { database, jobs, leases };
}

function wishFor(perGuild: number, slots: number): ClaimWish {
  return {
    rules: {
      perGuild,
      guildCaps: new Map<string, number>(),
      slots: new Map([[PROVIDER, slots]]),
      held: { all: false, guilds: new Set<string>(), providers: new Set<string>() },
    },
    room: { make: Number.MAX_SAFE_INTEGER, prepare: 2, deliver: 12 },
    perGuild: { prepare: 2, deliver: 6 },
  };
}

/** Turns with many waiting, also while somebody holds a snapshot of the time before, so that nothing dead can be cleared away. */
async function manyWaiting(open: Open, url: string): Promise<string[]> {
  const { database, jobs, leases } = await openLeases(open);
  const wish = wishFor(2, 40);
  let number = 10_000;
  const accept = () => {
    number += 1;
    const guildId = `many-${number % GUILDS}`;
    const job = newcomer(number, {
      ...guild(guildId),
      requester: { id: `member-${number % 4_000}`, name: 'Ada' },
      candidates: [candidateOf(PROVIDER)],
    });
    return jobs.accept(job, [aCharge({ scope: { name: 'guild', id: guildId } })]);
  };
  const acceptAll = async (count: number) => {
    let left = count;
    const on = async () => {
      while (left-- > 0) await accept();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, on));
  };
  await acceptAll(WAITING);

  const measure = async (name: string): Promise<string> => {
    const turns: number[] = [];
    const accepts: number[] = [];
    let inHand = (await leases.claim(wish)).claims;
    for (let turn = 0; turn < TURNS; turn += 1) {
      const [released, ...others] = inHand;
      let began = performance.now();
      const { claims } = await leases.claim(wish, released ? [{ lease: released, outcome: 'done' }] : []);
      turns.push(performance.now() - began);
      inHand = [...others, ...claims];
      began = performance.now();
      await accept();
      accepts.push(performance.now() - began);
    }
    return (
      `${name}, ${WAITING.toLocaleString('en-US')} waiting over ${GUILDS} servers: a turn median ${percentile(turns, 0.5).toFixed(1)} ms, ` +
      `p99 ${percentile(turns, 0.99).toFixed(1)} ms; accepting median ${percentile(accepts, 0.5).toFixed(1)} ms, p99 ${percentile(accepts, 0.99).toFixed(1)} ms`
    );
  };
  const lines = [await measure('fleet')];
  // What an hour of a busy fleet changes, with nothing cleared away since.
  lines.push(
    await underSnapshot(url, async () => {
      for (let round = 0; round < ROUNDS; round += 1) await measure('');
      return measure('fleet under an old snapshot');
    }),
  );
  await database.close();
  return lines;
}

/** As a long dump does: rows that were changed since stay in the way. */
async function underSnapshot(url: string, work: () => Promise<string>): Promise<string> {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await holder.query('SELECT count(*) FROM job_turns');
  try {
    return await work();
  } finally {
    await holder.end();
  }
}
