import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { startBotProcess } from '../src/sandbox/bot-process.ts';
import { type CrashStage, openCrashStage } from './support/crash-stage.ts';
import { DOWNLOADS, STYLE } from './support/scene.ts';
import { songOf } from './support/sounds.ts';

/** By sysexits.h, which supervisors know: the configuration is wrong, and another start would not help. */
const EXIT_CONFIG = 78;

const SETTINGS = {
  DISCORD_TOKEN: 'a.b.c',
  RUNWARE_API_KEY: 'key',
  DISCORD_API_BASE: 'http://127.0.0.1:9/api',
  TRUSTED_ORIGINS: 'http://127.0.0.1:9',
};

/** What a process says that must not start, and how it ends. */
async function endOf(environment: Record<string, string>, folder = temporaryFolder()) {
  const said: string[] = [];
  const { ended } = startBotProcess({
    environment: { DATA_DIR: folder, ...environment },
    folder,
    onLog: (it) => said.push(it),
  });
  return { code: await ended, said };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a process that cannot start', () => {
  it('without a token names the first steps', async () => {
    const { code, said } = await endOf({});
    expect(code).toBe(EXIT_CONFIG);
    expect(said.join('\n')).toMatch(/needs a Discord bot token.*npm run demo/s);
  });

  it('with settings that cannot be used says which, each in a line', async () => {
    const { code, said } = await endOf({ ...SETTINGS, KEEP_FILES_DAYS: 'many', OUTPUT_FORMAT: 'tape' });
    expect(code).toBe(EXIT_CONFIG);
    expect(said.slice(1)).toEqual([
      expect.stringContaining('OUTPUT_FORMAT'),
      expect.stringContaining('KEEP_FILES_DAYS'),
    ]);
  });

  it('on a damaged database says so in one line, and leaves it as it is', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'coverband.db'), 'not a database '.repeat(1_000));
    const { code, said } = await endOf(SETTINGS, folder);
    expect({ code, said }).toEqual({ code: EXIT_CONFIG, said: [expect.stringContaining('put a backup in its place')] });
  });
});

describe('a process on a machine with other users', () => {
  it('leaves nothing in the shared temporary folder, and all of its own to itself', async ({ onTestFinished }) => {
    const shared = temporaryFolder();
    const stage = await open(onTestFinished, { TMPDIR: shared, WAVEFORMS: 'true', NODE_COMPILE_CACHE: '' });
    await ask(stage);
    await stage.until(() => stage.channel.messages.length === 1);
    stage.bot().signal('SIGTERM');
    expect(await stage.bot().ended).toBe(0);
    expect(readdirSync(shared)).toEqual([]);
    const kept = readdirSync(stage.folder, { recursive: true, encoding: 'utf8' });
    expect(kept.filter((name) => /^cache.(bot|prober|studio)$/.test(name))).toHaveLength(3);
    const loose = kept.filter((name) => statSync(join(stage.folder, name)).mode & 0o077);
    expect(loose).toEqual([]);
  });

  it('needs no temporary folder', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished, { TMPDIR: '/no/such/folder' });
    await ask(stage);
    await stage.until(() => stage.channel.messages.length === 1);
  });

  it('does not start where all can get at its data, and says so in one line', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o777);
    const { code, said } = await endOf({ ...SETTINGS, DATA_DIR: join(folder, 'data') });
    expect({ code, said }).toEqual({ code: EXIT_CONFIG, said: [expect.stringContaining('open to all')] });
  });
});

describe.concurrent('a process that is told to stop', () => {
  it('ends at once when nothing is on its way', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    stage.bot().signal('SIGTERM');
    expect(await stage.bot().ended).toBe(0);
  });

  it('hands back what a provider can be asked about, and the next goes on with it', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const answer = await ask(stage);
    await stage.until(() => /being made/.test(answer.message?.text() ?? ''));
    stage.bot().signal('SIGTERM');
    expect(await stage.bot().ended).toBe(0);
    expect(stage.channel.messages).toHaveLength(0);
    await stage.startBot();
    await stage.until(() => stage.channel.messages.length === 1);
    expect(stage.runware.paidRequests()).toBe(1);
  });

  it('waits for an answer that comes only once, takes on nothing new, and the next posts it', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished, { PROVIDERS: 'minimax' });
    await ask(stage);
    await stage.until(() => stage.minimax.requests.some(({ endpoint }) => endpoint === 'music'));
    stage.bot().signal('SIGTERM');
    const late = await ask(stage);
    await stage.until(() => late.message);
    expect(late.message?.text()).toMatch(/restarting/);
    expect(await stage.bot().ended).toBe(0);
    expect(stage.channel.messages).toHaveLength(0);
    await stage.startBot();
    await stage.until(() => stage.channel.messages.length === 1);
    expect(stage.channel.messages[0]?.attachments).toHaveLength(1);
    expect(stage.minimax.paidRequests()).toBe(1);
  });

  it('does not wait for songs that members have begun to send: they are told to ask again', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished);
    const fault = stage.discord.faults.add({ method: 'GET', route: DOWNLOADS, kind: 'hang', when: 'before' });
    const answer = await ask(stage);
    await stage.until(() => fault.hits > 0);
    stage.bot().signal('SIGTERM');
    expect(await stage.bot().ended).toBe(0);
    expect(answer.message?.text()).toMatch(/restarting/);
  });

  it('waits no longer than it may', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished, { PROVIDERS: 'minimax', SHUTDOWN_WAIT_SECONDS: '1' });
    await beginForever(stage);
    stage.bot().signal('SIGTERM');
    expect(await stage.bot().ended).toBe(1);
  });

  it('ends at once at a second signal', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished, { PROVIDERS: 'minimax' });
    await beginForever(stage);
    stage.bot().signal('SIGTERM');
    await stage.until(() => stage.log.some((line) => line.includes('a second signal stops at once')));
    stage.bot().signal('SIGINT');
    expect(await stage.bot().ended).toBe(1);
  });
});

describe.concurrent('a second process on the same data', () => {
  it('is refused with one line, and the first works on', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const said = stage.log.length;
    expect(await stage.startBeside().ended).toBe(EXIT_CONFIG);
    expect(stage.log.slice(said)).toEqual([expect.stringContaining('another bot runs on the same data folder')]);
    await ask(stage);
    await stage.until(() => stage.channel.messages.length === 1);
  });
});

describe.concurrent('a process whose database is deleted', () => {
  it('notices, takes nothing new, ends with one line, and the next start has all that there was', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished);
    await ask(stage);
    await stage.until(() => stage.channel.messages.length === 1);
    const file = join(stage.folder, 'coverband.db');
    rmSync(file);
    // Right away, before the bot has looked by itself.
    const late = await ask(stage);
    await stage.until(() => /restarting/.test(late.message?.text() ?? ''));
    expect(await stage.bot().ended).toBe(EXIT_CONFIG);
    expect(stage.log.filter((line) => line.includes('deleted, moved or replaced'))).toHaveLength(1);
    expect(existsSync(file)).toBe(true);
    await stage.startBot();
    const answer = await stage.member.slash(stage.channel, 'quota', {});
    await stage.until(() => /9 of/.test(answer.message?.text() ?? ''));
    expect(stage.runware.paidRequests()).toBe(1);
  });

  it('is not followed by one on new quotas where the songs are still there', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    await ask(stage);
    await stage.until(() => stage.channel.messages.length === 1);
    await stage.killBot();
    rmSync(join(stage.folder, 'coverband.db'));
    const said = stage.log.length;
    expect(await stage.startBeside().ended).toBe(EXIT_CONFIG);
    expect(stage.log.slice(said)).toEqual([expect.stringContaining('and no database: put it back')]);
  });
});

describe('two bots on one token', () => {
  it('notice each other, say so to members and in health, and take nothing new', async ({ onTestFinished }) => {
    const endpoints = { OPERATOR_PORT: '0', OPERATOR_SECRET: 'a secret of the test' };
    // In real time: the two share the machine, and what counts is a minute.
    const stage = await openCrashStage(endpoints, { speed: 1 });
    onTestFinished(stage.close);
    await stage.startBot();
    const other = stage.startBeside({ DATA_DIR: temporaryFolder() });
    onTestFinished(() => other.stop('SIGKILL'));
    const ports = await Promise.all([stage.bot(), other].map(async (bot) => (await bot.atWork).operatorPort));
    const healthOf = async (port: number | undefined) => (await fetch(`http://127.0.0.1:${port}/healthz`)).json();
    expect(await healthOf(ports[0])).toMatchObject({ status: 'ok' });
    const answers: string[] = [];
    while (answers.length < 20 && !/running twice/.test(answers.at(-1) ?? '')) {
      // Of one member only so many songs are taken in a minute.
      const member = stage.guild.addMember({ name: `Ada ${answers.length}` });
      answers.push((await (await ask({ ...stage, member })).settled()).text());
    }
    expect(answers.at(-1)).toMatch(/running twice/);
    const found = await Promise.all(ports.map(healthOf));
    expect(found).toContainEqual(expect.objectContaining({ status: 'down', gateway: 'shared' }));
    expect(stage.log.filter((line) => line.includes('another bot runs on the same token')).length).toBeGreaterThan(0);
  });
});

async function open(
  finished: TestContext['onTestFinished'],
  environment?: Record<string, string>,
): Promise<CrashStage> {
  const stage = await openCrashStage(environment);
  finished(stage.close);
  await stage.startBot();
  return stage;
}

async function ask({ member, channel }: CrashStage) {
  return member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
}

/** A paid request whose answer does not come. */
async function beginForever(stage: CrashStage): Promise<void> {
  const fault = stage.minimax.faults.add({ endpoint: 'music', kind: 'hang', when: 'after' });
  await ask(stage);
  await stage.until(() => fault.hits > 0);
}
