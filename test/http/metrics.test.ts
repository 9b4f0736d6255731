import { describe, expect, it } from 'vitest';
import { applyMove, type Job, type Move } from '../../src/domain/job.ts';
import { createMetrics, type FleetFacts } from '../../src/http/metrics.ts';
import type { Health } from '../../src/http/port.ts';
import { buildJob, SOME_TIME } from '../support/build-job.ts';
import { createManualClock } from '../support/manual-clock.ts';

const task: NonNullable<Job['task']> = {
  provider: 'runware',
  model: 'minimax:music@cover',
  priceMicros: 150_000,
  ourId: 'ours',
  submittedAt: SOME_TIME + 20_000,
  attempts: 1,
  ref: null,
  acceptedAt: null,
};

function setUp(health: Partial<Health> = {}, share = 0, fleet?: FleetFacts) {
  const clock = createManualClock(SOME_TIME);
  const metrics = createMetrics({
    clock,
    providers: ['runware', 'minimax'],
    health: () => ({ gateway: 'ok', store: 'ok', providers: { runware: 'ok', minimax: 'ok' }, ...health }),
    version: '1.2.3',
    connections: () => ({ servers: 3, sessions: { started: 1, startsLeft: 999 } }),
    budget: async () => ({ usedMicros: share * 50_000_000, limitMicros: 50_000_000, share }),
    fleet,
  });
  /** The samples whose names begin so, but for those that are 0. */
  const read = async (...names: string[]) =>
    (await metrics.text())
      .split('\n')
      .filter((line) => names.some((name) => line.startsWith(name)) && !line.endsWith(' 0'));
  /** Takes a job through its moves, with so many seconds before each. */
  const move = (job: Job, ...steps: [seconds: number, move: Move][]) => {
    let now = job.timeline.at(-1)?.at ?? SOME_TIME;
    return steps.reduce((before, [seconds, step]) => {
      now += seconds * 1_000;
      const after = applyMove(before, step, now);
      metrics.jobChanged(after);
      return after;
    }, job);
  };
  return { clock, metrics, read, move };
}

const submitting: Move = { to: 'submitting', set: { task } };
const delivering: Move = { to: 'delivering', set: { delivery: { startedAt: null, messageId: null } } };
const delivered: Move = { to: 'delivered', settle: { kind: 'commit', count: 1, micros: 150_000 } };

describe('a cover that goes well', () => {
  it('is counted where it stands, how long it took and what it cost', async () => {
    const { metrics, read, move } = setUp();
    const job = buildJob();
    metrics.jobChanged(job);
    expect(await read('coverband_jobs')).toEqual([
      'coverband_jobs{state="queued",provider="none"} 1',
      'coverband_jobs_accepted_total 1',
    ]);

    const running = move(job, [20, submitting], [1, { to: 'generating' }]);
    expect(await read('coverband_jobs{')).toEqual(['coverband_jobs{state="generating",provider="runware"} 1']);
    const end = move(running, [69, delivering], [3, delivered]);
    // What is told of it afterwards, such as an erased token, changes nothing.
    move(end, [60, { to: 'delivered', set: { progress: null } }]);

    expect(await read('coverband_jobs{', 'coverband_jobs_ended', 'coverband_spent', 'coverband_refunded')).toEqual([
      'coverband_jobs_ended_total{state="delivered",provider="runware"} 1',
      'coverband_spent_dollars_total{provider="runware"} 0.15',
    ]);
    expect(await read('coverband_job_waiting_seconds_sum', 'coverband_job_running_seconds_sum')).toEqual([
      'coverband_job_waiting_seconds_sum{provider="runware"} 20',
      'coverband_job_running_seconds_sum{provider="runware"} 70',
    ]);
    expect(await read('coverband_job_delivering_seconds_sum', 'coverband_job_delivering_seconds_count')).toEqual([
      'coverband_job_delivering_seconds_sum 3',
      'coverband_job_delivering_seconds_count 1',
    ]);
  });
});

describe('a cover that does not', () => {
  it('is counted by what was said of it, and what was given back', async () => {
    const { metrics, read, move } = setUp();
    const job = buildJob();
    metrics.jobChanged(job);
    const reason = { provider: 'runware', model: 'minimax:music@cover', at: SOME_TIME, reason: 'rateLimited' };

    move(
      job,
      [20, submitting],
      [1, { to: 'queued', set: { task: null, tried: [reason] } }],
      [30, submitting],
      [
        5,
        {
          to: 'failed',
          set: { failure: { key: 'provider.failed', params: { provider: 'runware' } } },
          settle: { kind: 'refund' },
        },
      ],
    );

    expect(await read('coverband_provider_refusals', 'coverband_job_failures', 'coverband_jobs_ended')).toEqual([
      'coverband_jobs_ended_total{state="failed",provider="runware"} 1',
      'coverband_job_failures_total{code="provider.failed",provider="runware"} 1',
      'coverband_provider_refusals_total{provider="runware",code="rateLimited"} 1',
    ]);
    expect(await read('coverband_spent', 'coverband_refunded')).toEqual(['coverband_refunded_dollars_total 0.15']);
    expect(await read('coverband_job_waiting_seconds_sum', 'coverband_job_waiting_seconds_count')).toEqual([
      'coverband_job_waiting_seconds_sum{provider="runware"} 50',
      'coverband_job_waiting_seconds_count{provider="runware"} 2',
    ]);
  });
});

it('knows what was unfinished when the bot began, and since when it waits', async () => {
  const { metrics, read, clock, move } = setUp();
  const waiting = buildJob({ id: '1' });
  const unknown = buildJob({ id: '2', state: 'unknown', task });
  metrics.jobsFound([waiting, unknown]);
  await clock.advance(90_000);

  expect(await read('coverband_jobs{', 'coverband_oldest', 'coverband_jobs_accepted')).toEqual([
    'coverband_jobs{state="queued",provider="none"} 1',
    'coverband_jobs{state="unknown",provider="runware"} 1',
    'coverband_oldest_waiting_seconds 90',
  ]);
  move(waiting, [95, { to: 'cancelled', settle: { kind: 'refund' } }]);
  expect(await read('coverband_jobs{', 'coverband_oldest')).toEqual([
    'coverband_jobs{state="unknown",provider="runware"} 1',
  ]);
});

it('counts requests, rate limits, errors and payments under the few words they come with', async () => {
  const { metrics, read } = setUp();
  metrics.requestEnded({ target: 'runware', outcome: 'ok', ms: 1_500 });
  metrics.requestEnded({ target: 'runware', outcome: 'rate_limited', ms: 500 });
  metrics.rateLimited({ scope: 'global' });
  metrics.errorMet({ source: 'database', code: 'full' });
  metrics.paid({ provider: 'minimax', micros: 7_000 });

  const names = ['coverband_requests', 'coverband_request_seconds_sum', 'coverband_discord', 'coverband_errors'];
  expect(await read(...names, 'coverband_spent')).toEqual([
    'coverband_spent_dollars_total{provider="minimax"} 0.007',
    'coverband_requests_total{target="runware",outcome="ok"} 1',
    'coverband_requests_total{target="runware",outcome="rate_limited"} 1',
    'coverband_request_seconds_sum{target="runware"} 2',
    'coverband_discord_rate_limits_total{scope="global"} 1',
    'coverband_errors_total{source="database",code="full"} 1',
  ]);
});

it('shows the health of the moment', async () => {
  const well = setUp();
  const ill = setUp({ gateway: 'away', store: 'full', providers: { runware: 'open', minimax: 'ok' } });
  const names = ['coverband_gateway_connected', 'coverband_store_ok', 'coverband_breaker_open'];

  expect(await well.read(...names)).toEqual(['coverband_gateway_connected 1', 'coverband_store_ok 1']);
  expect(await ill.read(...names)).toEqual(['coverband_breaker_open{provider="runware"} 1']);
});

it('shows whose account needs the operator', async () => {
  const { read } = setUp({
    providers: { runware: 'refused', minimax: 'no credit', aimlapi: 'unknown', other: 'open' },
  });

  expect(await read('coverband_provider_account_ok')).toEqual([
    'coverband_provider_account_ok{provider="aimlapi"} 1',
    'coverband_provider_account_ok{provider="other"} 1',
  ]);
});

it('counts the same however many bots are in one process', async () => {
  const [one, other] = [setUp(), setUp()];
  one.metrics.errorMet({ source: 'discord', code: 'gone' });

  expect(await other.read('coverband_errors_total')).toEqual([]);
});

describe("the operator's budget", () => {
  it('is told in dollars and as a share', async () => {
    const { read } = setUp({}, 0.8);
    expect(await read('coverband_budget')).toEqual([
      'coverband_budget_used_dollars 40',
      'coverband_budget_used_ratio 0.8',
    ]);
  });
});

it('counts money that is presumed spent as spent', async () => {
  const { metrics, read, move } = setUp();
  const job = buildJob();
  metrics.jobChanged(job);
  move(job, [1, submitting], [1, { to: 'failed', settle: { kind: 'presume', micros: 150_000 } }]);
  expect(await read('coverband_spent', 'coverband_refunded')).toEqual([
    'coverband_spent_dollars_total{provider="runware"} 0.15',
  ]);
});

it('says which release runs, in how many servers, and how many sessions it may begin', async () => {
  const { read } = setUp();
  const names = ['coverband_build_info', 'coverband_servers', 'coverband_gateway_session'];
  expect(await read(...names)).toEqual([
    `coverband_build_info{version="1.2.3",node="${process.versions.node}"} 1`,
    'coverband_servers 3',
    'coverband_gateway_sessions_started 1',
    'coverband_gateway_session_starts_left 999',
  ]);
});

describe('single servers', () => {
  it('show what waits and runs in them, how long, and what was spent', async () => {
    const { metrics, read, move, clock } = setUp();
    const [paid, waiting] = [buildJob({ id: '1', guildId: '11' }), buildJob({ id: '2', guildId: '22' })];
    for (const job of [paid, waiting]) metrics.jobChanged(job);
    const running = move(paid, [20, submitting], [1, { to: 'generating' }]);
    await clock.advance(90_000);

    expect(await read('coverband_server_')).toEqual([
      'coverband_server_jobs{server="22",stage="waiting"} 1',
      'coverband_server_jobs{server="11",stage="running"} 1',
      'coverband_server_oldest_waiting_seconds{server="22"} 90',
    ]);
    move(running, [69, delivering], [3, delivered]);
    move(waiting, [95, { to: 'cancelled', settle: { kind: 'refund' } }]);
    expect(await read('coverband_server_')).toEqual(['coverband_server_spent_dollars{server="11"} 0.15']);
  });

  it('are ten at the most, the others together, however many there are', async () => {
    const { metrics, read, move, clock } = setUp();
    for (let n = 0; n < 50; n += 1) {
      const guildId = String(n);
      move(buildJobIn(guildId), [1, submitting], [1, { to: 'generating' }], [1, delivering], [1, delivered]);
      for (let waiting = 0; waiting <= n; waiting += 1)
        metrics.jobChanged(buildJob({ id: `${n}/${waiting}`, guildId }));
    }
    function buildJobIn(guildId: string) {
      const job = buildJob({ id: `paid ${guildId}`, guildId });
      metrics.jobChanged(job);
      return job;
    }
    await clock.advance(1_000);

    for (const name of ['spent_dollars', 'jobs', 'oldest_waiting_seconds']) {
      const lines = await read(`coverband_server_${name}`);
      expect(lines, name).toHaveLength(11);
      expect(lines.filter((line) => line.includes('server="other"'))).toHaveLength(1);
    }
    const jobs = await read('coverband_server_jobs');
    expect(jobs).toContain('coverband_server_jobs{server="49",stage="waiting"} 50');
    expect(jobs.map((line) => Number(line.split(' ').at(-1))).reduce((sum, count) => sum + count)).toBe(1_275);
  });
});

describe('of several processes on one database', () => {
  const facts: FleetFacts = {
    isSpeaker: async () => true,
    queueCounts: async () => [
      { guildId: '11', state: 'queued', provider: null, count: 3, waitingSince: SOME_TIME - 90_000 },
      { guildId: '11', state: 'generating', provider: 'runware', count: 2, waitingSince: SOME_TIME },
      { guildId: '22', state: 'mastering', provider: 'runware', count: 1, waitingSince: SOME_TIME },
    ],
    living: () => 5,
    duties: () => ['metrics', 'retention'],
    connections: () => ({ inUse: 2, waiting: 1 }),
    clockOffsetMs: () => -2_500,
    signOfLifeAgeMs: () => 4_000,
    differing: () => 1,
  };
  const silent: FleetFacts = { ...facts, isSpeaker: async () => false };
  const ofTheDatabase = [
    'coverband_jobs{',
    'coverband_oldest',
    'coverband_server_jobs',
    'coverband_server_oldest',
    'coverband_budget',
    'coverband_processes',
  ];

  it('one shows what is of the whole database, as it stands there', async () => {
    const { metrics, read } = setUp({}, 0.5, facts);
    metrics.jobsFound([buildJob()]);
    metrics.jobChanged(buildJob({ id: '2' }));
    expect(await read(...ofTheDatabase)).toEqual([
      'coverband_jobs{state="queued",provider="none"} 3',
      'coverband_jobs{state="generating",provider="runware"} 2',
      'coverband_jobs{state="mastering",provider="runware"} 1',
      'coverband_oldest_waiting_seconds 90',
      'coverband_server_jobs{server="11",stage="waiting"} 3',
      'coverband_server_jobs{server="11",stage="running"} 2',
      'coverband_server_jobs{server="22",stage="running"} 1',
      'coverband_server_oldest_waiting_seconds{server="11"} 90',
      'coverband_processes_living 5',
      'coverband_budget_used_dollars 25',
      'coverband_budget_used_ratio 0.5',
    ]);
  });

  it('the others show nothing of that, so that nothing is counted twice', async () => {
    const { metrics } = setUp({}, 0.5, silent);
    await metrics.text();
    const lines = (await metrics.text()).split('\n');
    expect(lines.filter((line) => ofTheDatabase.some((name) => line.startsWith(name)))).toEqual([]);
  });

  it('each shows how it stands itself', async () => {
    const { read } = setUp({}, 0, silent);
    const names = ['coverband_duty', 'coverband_database', 'coverband_clock', 'coverband_sign', 'coverband_settings'];
    expect(await read(...names)).toEqual([
      'coverband_duty_held{duty="metrics"} 1',
      'coverband_duty_held{duty="retention"} 1',
      'coverband_database_connections{state="in_use"} 2',
      'coverband_database_connections{state="waiting"} 1',
      'coverband_clock_offset_seconds -2.5',
      'coverband_sign_of_life_age_seconds 4',
      'coverband_settings_differing 1',
    ]);
  });

  it('each counts what it has done itself, also with a job that another one began', async () => {
    const { metrics, read } = setUp({}, 0, silent);
    const queued = buildJob();
    const begun = applyMove(queued, submitting, SOME_TIME + 20_000);
    metrics.jobChanged(begun, queued);
    const running = applyMove(begun, { to: 'generating' }, SOME_TIME + 21_000);
    const made = applyMove(running, delivering, SOME_TIME + 90_000);
    const end = applyMove(made, delivered, SOME_TIME + 93_000);
    metrics.jobChanged(end, made);
    metrics.jobChanged({ ...end, version: end.version + 1 }, end);
    expect(await read('coverband_jobs_ended', 'coverband_spent', 'coverband_job_waiting_seconds_sum')).toEqual([
      'coverband_jobs_ended_total{state="delivered",provider="runware"} 1',
      'coverband_job_waiting_seconds_sum{provider="runware"} 20',
      'coverband_spent_dollars_total{provider="runware"} 0.15',
    ]);
  });

  it('one that cannot reach the database shows what it knows without it', async () => {
    const away = () => Promise.reject(new Error('away'));
    const { read } = setUp({ store: 'away' }, 0, { ...facts, isSpeaker: away });
    expect(await read('coverband_processes', 'coverband_sign')).toEqual(['coverband_sign_of_life_age_seconds 4']);
  });
});
