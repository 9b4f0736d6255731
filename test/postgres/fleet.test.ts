import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it, type TestContext } from 'vitest';
import type { Answer } from '../../src/sandbox/discord/types.ts';
import type { BotProcess } from '../../src/sandbox/playground/bot-process.ts';
import type { RunwareSettings } from '../../src/sandbox/providers/runware/settings.ts';
import { createKillableBot, type KillableBot } from '../support/killable-bot.ts';
import { songOf } from '../support/sounds.ts';
import { STYLE } from '../support/test-bot.ts';
import { createEmptyDatabase, hasPostgres } from './use-postgres.ts';

const isPaid = ({ taskTypes }: { taskTypes: readonly string[] }) => taskTypes.includes('audioInference');

interface Fleet extends KillableBot {
  workers: BotProcess[];
  ask(style?: string): Promise<Answer>;
  query(sql: string): Promise<Record<string, unknown>[]>;
}

/** One gateway and so many workers, on one database and one folder of files. */
async function openFleet(
  finished: TestContext['onTestFinished'],
  workers: number,
  settings: Record<string, string> = {},
): Promise<Fleet> {
  const database = await createEmptyDatabase();
  const stage = await createKillableBot({
    DATABASE_URL: database.url,
    ROLE: 'gateway',
    ...settings,
  });
  const started: BotProcess[] = [];
  finished(async () => {
    await Promise.all(started.map((worker) => worker.stop('SIGKILL')));
    await stage.close();
    await database.drop();
  });
  await stage.startBot();
  for (let number = 0; number < workers; number += 1) started.push(stage.startBeside({ ROLE: 'worker' }));
  await Promise.all(started.map((worker) => worker.atWork));
  return {
    ...stage,
    workers: started,
    query: (sql) => database.query(sql),
    ask: async (style = STYLE) => stage.member.slash(stage.channel, 'cover', { song: await songOf(7), style }),
  };
}

const SECRET = 'a secret of the test';

/** What a process says of itself. */
async function askOperator(bot: BotProcess, path: string): Promise<string> {
  const { operatorPort } = await bot.atWork;
  const headers = { authorization: `Bearer ${SECRET}` };
  return (await fetch(`http://127.0.0.1:${operatorPort}${path}`, { headers })).text();
}

/** The gateway and a worker that stands still at its first paid request; resolves when another worker has had the cover made and posted. */
async function stopAtTheCall(
  finished: TestContext['onTestFinished'],
  habits: Partial<RunwareSettings>,
  at: 'request' | 'write',
) {
  const fleet = await openFleet(finished, 0);
  Object.assign(fleet.runware.settings, habits);
  const hook = new URL(`./stop-before-paid-call.mjs?at=${at}`, import.meta.url);
  const stopped = fleet.startBeside({ ROLE: 'worker', NODE_OPTIONS: `--import=${hook.href}` });
  finished(() => stopped.stop('SIGKILL'));
  await stopped.atWork;
  await fleet.ask();
  const isSubmitting = async () => (await fleet.query("SELECT 1 FROM jobs WHERE state = 'submitting'")).length > 0;
  await fleet.until(isSubmitting);
  const other = fleet.startBeside({ ROLE: 'worker' });
  finished(() => other.stop('SIGKILL'));
  await fleet.until(() => fleet.channel.messages.length > 0);
  expect(fleet.runware.paidRequests()).toBe(1);
  stopped.signal('SIGCONT');
  return fleet;
}

describe.skipIf(!hasPostgres)('a fleet on PostgreSQL', () => {
  it('answers in one process, and makes and posts covers in others', async ({ onTestFinished }) => {
    const fleet = await openFleet(onTestFinished, 2);
    const answer = await fleet.ask();
    await fleet.until(() => fleet.channel.messages.length > 0);
    await fleet.until(() => answer.message?.text().includes('discord.com/channels'));
    expect(fleet.channel.messages).toHaveLength(1);
    expect(fleet.runware.paidRequests()).toBe(1);
  });

  it('reserves in one process what a take has cost in another one', async ({ onTestFinished }) => {
    const fleet = await openFleet(onTestFinished, 1);
    Object.assign(fleet.runware.settings, { statedCostFactor: 2, generationMs: 1_000 });
    await fleet.ask();
    await fleet.until(() => fleet.channel.messages.length > 0);
    let asked = 0;
    const reservedForNext = async () => {
      asked += 1;
      await (await fleet.ask(`${STYLE} ${asked}`)).settled();
      const [row] = await fleet.query(
        "SELECT record::jsonb -> 'candidates' -> 0 ->> 'priceMicros' AS micros FROM jobs ORDER BY seq DESC LIMIT 1",
      );
      return row?.micros;
    };
    await fleet.until(async () => (await reservedForNext()) === '300000');
  });

  it.for([
    { code: 'insufficientCredits', health: 'no credit' },
    { code: 'modelUnavailable', health: 'open' },
  ])('knows in each process that a provider has said $code in another one', async ({ code, health }, {
    onTestFinished,
  }) => {
    const fleet = await openFleet(onTestFinished, 1, { OPERATOR_PORT: '0', OPERATOR_SECRET: SECRET });
    const shown = async () => JSON.parse(await askOperator(fleet.bot(), '/healthz')).providers;
    await fleet.until(async () => (await shown()).runware === 'ok');
    fleet.runware.failNext({ code, isRefusedAtOnce: true, times: 50 });
    await fleet.ask();
    await fleet.until(async () => (await shown()).runware === health);
  });

  it('waits with its start for a database that cannot be reached yet', async ({ onTestFinished }) => {
    const database = await createEmptyDatabase();
    const { hostname, port } = new URL(database.url);
    const way = createServer((client) => {
      const server = connect(Number(port || 5432), hostname);
      for (const socket of [client, server]) socket.on('error', () => socket.destroy());
      client.pipe(server).pipe(client);
    });
    const listen = (at: number) => new Promise<void>((resolve) => way.listen(at, '127.0.0.1', resolve));
    await listen(0);
    const there = (way.address() as AddressInfo).port;
    await new Promise((resolve) => way.close(resolve));
    const url = new URL(database.url);
    url.hostname = '127.0.0.1';
    url.port = String(there);
    const stage = await createKillableBot({ DATABASE_URL: url.href });
    const waiting = stage.startBeside();
    onTestFinished(async () => {
      await waiting.stop('SIGKILL');
      await stage.close();
      way.close();
      await database.drop();
    });
    await stage.until(() => stage.log.some((line) => line.includes('waiting for the database server')));

    await listen(there);
    await expect(waiting.atWork).resolves.toBeDefined();
    await waiting.stop();
    const other = stage.startBeside({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    await stage.until(() => stage.log.filter((line) => line.includes('waiting for the database server')).length === 2);
    other.signal('SIGTERM');
    await expect(other.ended).resolves.toBe(0);
  });

  it('goes on in another process when the one that works is killed', async ({ onTestFinished }) => {
    const fleet = await openFleet(onTestFinished, 2);
    await fleet.ask();
    await fleet.until(() => fleet.runware.paidRequests() === 1);
    // Whoever asks the provider for it now is somebody else.
    await fleet.workers[0]?.stop('SIGKILL');
    await fleet.until(() => fleet.channel.messages.length > 0);
    await fleet.workers[1]?.stop('SIGTERM');
    expect(fleet.channel.messages).toHaveLength(1);
    expect(fleet.runware.paidRequests()).toBe(1);
    await expect(fleet.query('SELECT * FROM job_turns')).resolves.toEqual([]);
  });

  it('hands its work on at once when it is asked to stop', async ({ onTestFinished }) => {
    const fleet = await openFleet(onTestFinished, 1);
    await fleet.ask();
    await fleet.until(() => fleet.runware.paidRequests() === 1);
    const began = performance.now();
    await fleet.workers[0]?.stop('SIGTERM');
    expect(performance.now() - began).toBeLessThan(5_000);
    await expect(fleet.query('SELECT owner FROM job_turns')).resolves.toEqual([{ owner: null }]);
    const next = fleet.startBeside({ ROLE: 'worker' });
    onTestFinished(() => next.stop('SIGKILL'));
    await fleet.until(() => fleet.channel.messages.length > 0);
    expect(fleet.runware.paidRequests()).toBe(1);
  });

  it('shows its numbers so that sums over its processes are right, and says who disagrees with the others', async ({
    onTestFinished,
  }) => {
    const fleet = await openFleet(onTestFinished, 1, { OPERATOR_PORT: '0', OPERATOR_SECRET: SECRET });
    const odd = fleet.startBeside({ ROLE: 'worker', RUNNING_PER_GUILD: '7', RUNWARE_RUNNING: '9' });
    onTestFinished(() => odd.stop('SIGKILL'));
    await odd.atWork;
    expect(JSON.parse(await askOperator(odd, '/healthz'))).toMatchObject({
      status: 'degraded',
      store: 'ok',
      clock: 'ok',
      differing: ['RUNNING_PER_GUILD', 'RUNWARE_RUNNING'],
    });
    expect(fleet.log.join('\n')).toMatch(/"settings":\["RUNNING_PER_GUILD","RUNWARE_RUNNING"\],"msg":"other processes/);
    const all = [fleet.bot(), ...fleet.workers, odd];
    await fleet.ask();
    await fleet.until(() => fleet.channel.messages.length > 0);

    const sumOf = async (name: string) => {
      const texts = await Promise.all(all.map((bot) => askOperator(bot, '/metrics')));
      const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line.startsWith(name));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    };
    // The message is there before the last step is on record, and who lives is looked at now and then.
    const becomes = (name: string, sum: number) => fleet.until(async () => (await sumOf(name)) === sum);
    await becomes('coverband_processes_living', 3);
    await becomes('coverband_jobs_ended_total{state="delivered"', 1);
    await expect(sumOf('coverband_jobs_accepted_total')).resolves.toBe(1);
    await expect(sumOf('coverband_job_waiting_seconds_count')).resolves.toBe(1);
    await becomes('coverband_jobs{', 0);
    const spent = await sumOf('coverband_spent_dollars_total');
    expect(spent).toBeGreaterThan(0);
    await expect(sumOf('coverband_budget_used_dollars')).resolves.toBeCloseTo(spent, 6);
  });

  it('pays once where a process stands still with its paid request made, and goes on when another one has paid', async ({
    onTestFinished,
  }) => {
    const fleet = await stopAtTheCall(onTestFinished, { duplicateTask: 'runAgain' }, 'request');
    await fleet.until(() => fleet.log.some((line) => line.includes('"paid request failed"')));
    expect(fleet.runware.requests.filter(isPaid)).toHaveLength(1);
    expect(fleet.channel.messages).toHaveLength(1);
  });

  it('pays once where a process stands still right before the first byte of it, and the provider refuses a repeated id', async ({
    onTestFinished,
  }) => {
    const fleet = await stopAtTheCall(onTestFinished, { duplicateTask: 'conflict' }, 'write');
    await fleet.until(() => fleet.runware.requests.filter(isPaid).length === 2);
    expect(fleet.runware.paidRequests()).toBe(1);
    expect(fleet.channel.messages).toHaveLength(1);
  });

  // What no client can close: the reliability page says so.
  it('pays twice in that moment where the provider runs a repeated id again, and posts once all the same', async ({
    onTestFinished,
  }) => {
    const fleet = await stopAtTheCall(onTestFinished, { duplicateTask: 'runAgain' }, 'write');
    await fleet.until(() => fleet.runware.paidRequests() === 2);
    await fleet.until(async () => (await fleet.query('SELECT * FROM job_turns')).length === 0);
    expect(fleet.channel.messages).toHaveLength(1);
  });

  it('loses nothing when all of its processes are started anew, one after the other, under load', async ({
    onTestFinished,
  }) => {
    const fleet = await openFleet(onTestFinished, 2);
    // With the last one as many as a member may have downloaded in a minute.
    const wishes = 7;
    for (let wish = 0; wish < wishes; wish += 1) await fleet.ask(`${STYLE}, number ${wish}`);
    for (const worker of fleet.workers) {
      const next = fleet.startBeside({ ROLE: 'worker' });
      onTestFinished(() => next.stop('SIGKILL'));
      await next.atWork;
      const began = performance.now();
      await worker.stop('SIGTERM');
      expect(performance.now() - began).toBeLessThan(5_000);
    }
    await fleet.ask(`${STYLE}, at last`);
    await fleet.until(() => fleet.channel.messages.length === wishes + 1);
    expect(fleet.runware.paidRequests()).toBe(wishes + 1);
  });
});
