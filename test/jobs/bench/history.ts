import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createClock } from '../../../src/clock.ts';
import { openDatabase, type SqliteDatabase } from '../../../src/database.ts';
import type { Job } from '../../../src/domain/job.ts';
import { chargesOf } from '../../../src/domain/money/charges.ts';
import { createSqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { aTake } from '../../contracts/jobs/job-parts.ts';
import { aReference, buildJob, NO_LIMITS, SOME_TIME } from '../../support/build-job.ts';
import { inOneWrite } from '../../support/in-one-write.ts';

/** Prints what history, votes and deletion take with so many jobs, three quarters of them in one server. */
const JOBS = Number(process.argv[2] ?? 100_000);
const ROUNDS = 200;
const BUSY = 'guild-0';
const LYRICS = 'And so the river sings its song again \n'.repeat(20);

const log = createLogger({ level: 'silent' });
const folder = await mkdtemp(join(tmpdir(), 'coverband-history-'));
const file = join(folder, 'coverband.db');

function jobOf(n: number): Job {
  const isDelivered = n % 10 !== 0;
  return buildJob({
    id: String(1_000_000_000_000_000_000n + BigInt(n)),
    state: isDelivered ? 'delivered' : 'failed',
    guildId: n % 4 === 3 ? `guild-${n % 100}` : BUSY,
    requester: { id: `member-${n % 33 === 0 ? 0 : n % 500}`, name: 'Ada' },
    reference: aReference({ hash: String(n % 5_000).padStart(64, 'a'), name: `song ${n % 5_000}.mp3` }),
    style: `slow blues with a warm organ, number ${n}`,
    lyrics: LYRICS,
    takes: isDelivered ? [aTake({ hash: String(n).padStart(64, 'b') })] : [],
    delivery: isDelivered ? { startedAt: SOME_TIME, messageId: `message-${n}` } : null,
    settled: isDelivered ? 'committed' : 'refunded',
    acceptedAt: SOME_TIME + n * 1_000,
    progress: null,
  });
}

function write(database: SqliteDatabase, n: number): void {
  const job = jobOf(n);
  const { lastInsertRowid } = database
    .statement(
      `INSERT INTO jobs (id, version, state, guild_id, requester_id, accepted_at, record) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(job.id, job.version, job.state, job.guildId, job.requester.id, job.acceptedAt, JSON.stringify(job));
  for (const hash of [job.reference?.hash ?? '', ...job.takes.map((take) => take.hash)]) {
    database.statement('INSERT INTO job_files (job_seq, hash) VALUES (?, ?)').run(lastInsertRowid, hash);
  }
  for (const { scope, window, count, micros } of chargesOf(job, NO_LIMITS)) {
    const state = job.settled === 'reserved' ? 'reserved' : job.settled;
    database
      .statement('INSERT INTO charges VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(job.id, scope.name, scope.id, window.key, window.endsAt, count, micros, state);
  }
  if (job.state !== 'delivered') return;
  database
    .statement(
      'INSERT INTO covers (id, guild_id, channel_id, message_id, requester_id, posted_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(job.id, job.guildId, job.channelId, `message-${n}`, job.requester.id, job.acceptedAt);
}

/** How long it takes, how much of that is work of this process, and the longest time that nothing else has a turn. */
async function measure(name: string, work: (round: number) => unknown, rounds = ROUNDS): Promise<void> {
  const times: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.enable();
  const cpuBefore = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work(round);
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  delay.disable();
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => shown(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  const figures = `p50 ${at(0.5)}  p99 ${at(0.99)}  cpu ${shown((user + system) / 1_000 / rounds)}`;
  process.stdout.write(`${name.padEnd(36)} ${figures}  longest block ${shown(delay.max / 1e6)} ms\n`);
}

function shown(ms: number): string {
  return ms.toFixed(2).padStart(8);
}

const first = openDatabase({ file, log, migrations: jobMigrations.slice(0, 1) });
for (let from = 0; from < JOBS; from += 10_000) {
  inOneWrite(first, () => {
    for (let n = from; n < Math.min(from + 10_000, JOBS); n += 1) write(first, n);
  });
}
first.close();
let database = first;
const open = () => {
  database = openDatabase({ migrations: jobMigrations, file, log });
};
await measure('open, brought up to date', open, 1);
database.close();
await measure('open again', open, 1);
const jobs = createSqlJobs({ database, clock: createClock(), log });
const id = (round: number) => jobOf(JOBS - 1 - ((round * 397) % (JOBS / 2))).id;
const member = { kind: 'member', guildId: BUSY, memberId: 'member-1', limit: 5 } as const;

await measure('vote, given', (round) => jobs.vote(id(round), 'voter'));
inOneWrite(database, () => {
  // Every cover of the busy server has a vote or two, so that the table of the best is as long as it can be.
  database.statement(`INSERT OR IGNORE INTO votes SELECT id, 'voter-' || (job_seq % 2), 0 FROM covers`).run();
  database.statement('INSERT OR IGNORE INTO votes SELECT id, ?, 0 FROM covers WHERE job_seq % 7 = 0').run('third');
  database.statement('UPDATE covers SET votes = (SELECT count(*) FROM votes WHERE cover_id = covers.id)').run();
});
await measure('vote, taken back', (round) => jobs.vote(id(round), 'voter'));
await measure('history: own, first page of 5', () => jobs.history(member));
await measure('history: own, an older page', (round) => jobs.history({ ...member, olderThan: id(round) }));
await measure('history: unfinished', () => jobs.history({ kind: 'unfinished', guildId: BUSY, limit: 50 }));
await measure('history: posted, 25', () => jobs.history({ kind: 'posted', guildId: BUSY, limit: 25 }));
const posted = { kind: 'posted', guildId: BUSY, limit: 25 } as const;
await measure('history: posted, common text', () => jobs.history({ ...posted, text: 'BLUES' }));
await measure('history: posted, text of none', () => jobs.history({ ...posted, text: 'polka' }));
await measure('history: top of all time, 10', () => jobs.history({ kind: 'top', guildId: BUSY, since: 0, limit: 10 }));
const lastHour = SOME_TIME + JOBS * 1_000 - 3_600_000;
await measure('history: top of the last hour', () =>
  jobs.history({ kind: 'top', guildId: BUSY, since: lastHour, limit: 10 }),
);
await measure('history: top since now (none)', () =>
  jobs.history({ kind: 'top', guildId: BUSY, since: Number.MAX_SAFE_INTEGER, limit: 10 }),
);
const rootHash = '8'.padStart(64, 'a');
await measure('history: lineage', () => jobs.history({ kind: 'lineage', guildId: BUSY, rootHash, limit: 200 }));
await measure('recordsOf a member (about 200)', (round) => jobs.recordsOf(`member-${round + 1}`), 50);
await measure('forget a member (about 200)', (round) => jobs.forget(`member-${round + 1}`, Date.UTC(2030)), 50);
await measure('recordsOf the busiest (about 3,000)', () => jobs.recordsOf('member-0'), 1);
await measure('forget the busiest (about 3,000)', () => jobs.forget('member-0', Date.UTC(2030)), 1);

database.close();
await rm(folder, { recursive: true });
