import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, type TestContext, vi } from 'vitest';
import { startBotProcess } from '../src/sandbox/playground/bot-process.ts';
import { createKillableBot, type KillableBot, PATIENCE_MS } from './support/killable-bot.ts';
import { songOf } from './support/sounds.ts';
import { DOWNLOADS, STYLE } from './support/test-bot.ts';

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

/** A test that runs beside others says itself what is done when it has ended: which of them runs is not known otherwise. */
function temporaryFolder(finished: TestContext['onTestFinished'] = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-run-'));
  finished(() => rmSync(folder, { recursive: true, force: true }));
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

  it('with a misspelt setting in its file names the one that was meant, token or not', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'GUILD_BUDGET_USD=5\r\nDISCORD_TOKN=a.b.c\r\nCOMPOSE_PROJECT_NAME=bots\r\n');
    const { code, said } = await endOf({}, folder);
    expect(code).toBe(EXIT_CONFIG);
    expect(said).toEqual(
      expect.arrayContaining([
        'GUILD_BUDGET_USD: no such setting; did you mean GUILD_BUDGET_USD_PER_MONTH?',
        'DISCORD_TOKN: no such setting; did you mean DISCORD_TOKEN?',
      ]),
    );
    expect(said.join()).not.toContain('COMPOSE');
  });

  it('with a misspelt limit and all else in order does not start', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'GUILD_BUDGET_USD=5');
    const { code, said } = await endOf(SETTINGS, folder);
    expect(code).toBe(EXIT_CONFIG);
    expect(said.slice(1)).toEqual(['GUILD_BUDGET_USD: no such setting; did you mean GUILD_BUDGET_USD_PER_MONTH?']);
  });

  it('with a folder in place of its file says so', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.env'));
    const { code, said } = await endOf({}, folder);
    expect({ code, said }).toEqual({ code: EXIT_CONFIG, said: [expect.stringContaining('.env is a folder')] });
  });

  it('as its port is in use says so in one line', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void other.close());
    const OPERATOR_PORT = String((other.address() as AddressInfo).port);
    const { code, said } = await endOf({ ...SETTINGS, OPERATOR_PORT, OPERATOR_SECRET: 'x'.repeat(16) });
    expect(code).toBe(EXIT_CONFIG);
    expect(said.filter((line) => !line.includes('"level":30'))).toEqual([
      `OPERATOR_PORT: port ${OPERATOR_PORT} on 127.0.0.1 is in use by another program`,
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
    const stage = await open(onTestFinished, { TMPDIR: shared, WAVEFORMS: 'true' }, { sharesCode: false });
    await ask(stage);
    await stage.until(() => stage.channel.messages.length === 1);
    stage.bot().signal('SIGTERM');
    expect(await stage.bot().ended).toBe(0);
    expect(readdirSync(shared)).toEqual([]);
    const kept = readdirSync(stage.folder, { recursive: true, encoding: 'utf8' });
    expect(kept.filter((name) => /^cache.(bot|probe|studio)$/.test(name))).toHaveLength(3);
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
    await stage.until(() => /Making your/.test(answer.message?.text() ?? ''));
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
    // Longer than a stop waits for anything else.
    stage.minimax.settings.generationMs = 200_000;
    await ask(stage);
    await stage.until(() => stage.minimax.requests.some(({ endpoint }) => endpoint === 'music'));
    stage.bot().signal('SIGTERM');
    const late = await ask(stage);
    await stage.until(() => /restarting/.test(late.message?.text() ?? ''));
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

  it('ends in order when its terminal goes away', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    stage.bot().signal('SIGHUP');
    expect(await stage.bot().ended).toBe(0);
  });

  it('does not wait for what a provider can be asked about later, and the next asks', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const fault = stage.runware.faults.add({ taskType: 'audioInference', kind: 'hang', when: 'after', times: 1 });
    await ask(stage);
    await stage.until(() => fault.hits > 0);
    stage.bot().signal('SIGTERM');
    expect(await stage.bot().ended).toBe(0);
    // As it would say once the request has come to its end by itself.
    expect(stage.log.join()).not.toContain('paid request failed');
    await stage.startBot();
    await stage.until(() => stage.channel.messages.length === 1);
    expect(stage.runware.paidRequests()).toBe(1);
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

/** Of util-linux: it gives a program a terminal of its own. */
const SCRIPT = '/usr/bin/script';

describe.runIf(existsSync(SCRIPT))('a process on a terminal', () => {
  it('says in words that it is online and where, and stops at Ctrl+C', async ({ onTestFinished }) => {
    const stage = await createKillableBot();
    onTestFinished(stage.close);
    const command = `exec ${process.execPath} ${fileURLToPath(new URL('../src/main.ts', import.meta.url))}`;
    const child = spawn(SCRIPT, ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
      cwd: stage.folder,
      env: { PATH: process.env.PATH ?? '', SHELL: '/bin/sh', ...stage.environment() },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    await stage.until(() => /Ctrl\+C stops\./.test(shown));
    const link = /Invite: (https:\S+)/.exec(shown)?.[1] ?? '';
    expect(shown).toMatch(/Online as \S.* in 1 server\./);
    expect(new URL(link).searchParams.get('client_id')).toBe(stage.discord.applicationId);
    expect(shown).not.toContain('"msg"');
    child.stdin.write('\u0003');
    const [code] = await ended;
    expect({ code, shown }).toEqual({ code: 0, shown: expect.stringContaining('Stopping…') });
  });
});

describe.concurrent('a second process on the same data', () => {
  it('waits, is refused with one line, may be started again, and the first works on', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const said = stage.log.length;
    expect(await stage.startBeside().ended).toBe(1);
    expect(stage.log.slice(said)).toEqual([
      expect.stringContaining('waiting for it to end'),
      expect.stringContaining('another bot runs on the same data folder'),
    ]);
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
    const late = await ask(stage, 'fast punk with loud guitars');
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
    const stage = await createKillableBot(endpoints, { speed: 1 });
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

describe.concurrent('a process that goes on', () => {
  it('waits for the database of one that is ending', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const next = stage.startBeside();
    await stage.until(() => stage.log.some((line) => line.includes('waiting for it to end')));
    stage.bot().signal('SIGTERM');
    await next.atWork;
    await next.stop();
  });

  it('ends for good when its token is refused while it runs', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const refusal = { status: 401, code: 0, message: '401: Unauthorized' };
    stage.discord.faults.add({ route: /^\/(channels|users|guilds)/, kind: 'refusal', refusal });
    await ask(stage);
    expect(await stage.bot().ended).toBe(EXIT_CONFIG);
    expect(stage.log.some((line) => line.includes('Discord refused the bot token'))).toBe(true);
  });

  it('starts with a wrong key of a provider, and says so in its log and its health', async ({ onTestFinished }) => {
    const OPERATOR_SECRET = 'x'.repeat(16);
    const stage = await createKillableBot({ RUNWARE_API_KEY: 'wrong', OPERATOR_PORT: '0', OPERATOR_SECRET });
    onTestFinished(stage.close);
    await stage.startBot();
    const { operatorPort } = await stage.bot().atWork;
    const health = async () => JSON.parse(await (await fetch(`http://127.0.0.1:${operatorPort}/healthz`)).text());
    await stage.until(async () => (await health()).providers?.runware === 'refused');
    expect(await health()).toMatchObject({ status: 'degraded' });
    const line = stage.log.find((it) => it.includes('the provider needs its operator'));
    expect(line).toContain('"provider":"runware","access":"refused"');
    expect(line).not.toContain('wrong');
  });

  it('says where its data is', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    expect(stage.log.find((line) => line.includes('data folder opened'))).toMatch(/"folder":"\/.*coverband-crash-/);
  });

  it('without Discord within reach says so in one line each time, and can be stopped', async ({ onTestFinished }) => {
    const folder = temporaryFolder(onTestFinished);
    const said: string[] = [];
    const closed = createServer();
    await once(closed.listen(0, '127.0.0.1'), 'listening');
    const DISCORD_API_BASE = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/api`;
    await once(closed.close(), 'close');
    const environment = { ...SETTINGS, DISCORD_API_BASE, DATA_DIR: folder };
    const bot = startBotProcess({ environment, folder, onLog: (line) => said.push(line) });
    const tries = () => said.filter((line) => line.includes('trying again'));
    await vi.waitFor(() => expect(tries()).toHaveLength(2), { timeout: PATIENCE_MS });
    bot.signal('SIGTERM');
    expect(await bot.ended).toBe(0);
    expect(tries()[0]).toContain('"reason":"no answer: ECONNREFUSED"');
    expect(said.join()).not.toContain('stack');
  });
});

describe('npm start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('hands %s on, and ends when the bot has', async (signal) => {
    const stage = await createKillableBot();
    onTestFinished(stage.close);
    const { npm, said } = await startByNpm(stage);

    npm.kill(signal);

    expect(await once(npm, 'exit')).toEqual([0, null]);
    expect(said.join()).toContain('stopping; a second signal stops at once');
    expect(stage.discord.gateway.connected()).toBe(false);
  });
});

it('a bot whose npm has died stops in order', async () => {
  const stage = await createKillableBot();
  onTestFinished(stage.close);
  const { npm, said } = await startByNpm(stage);

  npm.kill('SIGKILL');

  await expect.poll(() => said.join(), { timeout: PATIENCE_MS }).toContain('stopping, since npm has ended');
  await expect.poll(() => stage.discord.gateway.connected(), { timeout: PATIENCE_MS }).toBe(false);
});

/** As an operator starts it; resolves when the bot is at work. */
async function startByNpm(stage: KillableBot) {
  const npm = spawn('npm', ['start'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...stage.environment(), PATH: process.env.PATH, HOME: temporaryFolder() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  npm.stdout.on('data', (text) => said.push(String(text)));
  await expect.poll(() => said.join(), { timeout: PATIENCE_MS }).toContain('"msg":"ready"');
  return { npm, said };
}

async function open(
  finished: TestContext['onTestFinished'],
  environment?: Record<string, string>,
  options?: { sharesCode: boolean },
): Promise<KillableBot> {
  const stage = await createKillableBot(environment, options);
  finished(stage.close);
  await stage.startBot();
  return stage;
}

async function ask({ member, channel }: KillableBot, style = STYLE) {
  return member.slash(channel, 'cover', { song: await songOf(7), style });
}

/** A paid request whose answer does not come. */
async function beginForever(stage: KillableBot): Promise<void> {
  const fault = stage.minimax.faults.add({ endpoint: 'music', kind: 'hang', when: 'after' });
  await ask(stage);
  await stage.until(() => fault.hits > 0);
}
