import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createAmbient } from '../../../src/ambient.ts';
import { MOVE_MARK_TABLE } from '../../../src/database/move-mark.ts';
import { openDatabase } from '../../../src/database.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { startConnectProxy } from '../../support/connect-proxy.ts';
import { type DoctorStage, openDoctorStage } from './stage.ts';

const log = createLogger({ level: 'silent' });
const MINUTE_MS = 60_000;
/** View Channel and Send Messages. */
const SPEAKING = 0xc00n;

let stage: DoctorStage;

beforeEach(async () => {
  stage = await openDoctorStage();
});

/** A server with a channel in it. */
function addServer(options?: Parameters<DoctorStage['discord']['addGuild']>[0]) {
  const guild = stage.discord.addGuild(options);
  return { guild, channel: guild.addChannel({ name: 'covers' }) };
}

describe('where all is in order', () => {
  it('each thing is found well, and nothing is to be done but to close the bot to strangers', async () => {
    const { guild } = addServer();

    const found = await stage.examine({ ALLOWED_GUILDS: guild.id });

    expect(Object.fromEntries(Object.values(found).map(({ name, state }) => [name, state]))).toEqual({
      node: 'ok',
      settings: 'ok',
      'data folder': 'ok',
      disk: 'ok',
      'temporary files': 'ok',
      database: 'ok',
      bot: 'skipped',
      network: 'ok',
      clock: 'ok',
      token: 'ok',
      application: 'ok',
      public: 'ok',
      intents: 'ok',
      [`server ${guild.id}`]: 'ok',
      'provider runware': 'ok',
    });
  });

  it('no session is opened at Discord, nothing is changed there, and nothing is paid', async () => {
    addServer();

    await stage.examine();

    expect(stage.discord.gateway.identifies).toBe(0);
    expect(stage.discord.log.entries.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(stage.runware.paidRequests()).toBe(0);
  });
});

describe('of this machine, the doctor names', () => {
  it('a Node that is too old, and one that is newer than what was tested', async () => {
    const withNode = async (version: string) =>
      (await stage.examine({}, { node: { version, wanted: '24.21.0' } })).node;

    expect(await withNode('22.4.0')).toMatchObject({
      state: 'fail',
      detail: 'Node 22.4.0, and the bot needs 24 or newer',
    });
    expect(await withNode('26.1.0')).toMatchObject({ state: 'warn' });
  });

  it('settings that cannot be used, each with what is expected, and then asks nobody', async () => {
    const found = await stage.examine({ DISCORD_TOKEN: '', KEEP_FILES_DAYS: 'many' });

    expect(found.settings).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('KEEP_FILES_DAYS: expected'),
    });
    expect(found.settings?.detail).toContain('DISCORD_TOKEN: expected');
    expect(found.token).toMatchObject({ state: 'skipped' });
    expect(stage.discord.log.entries).toEqual([]);
  });

  it('a misspelt setting in the file', async () => {
    const file = join(stage.dataFolder, '..', 'misspelt.env');
    writeFileSync(file, 'GUILD_BUDGET_USD=5\n');

    const { settings } = await stage.examine({}, { envFile: file });

    expect(settings?.detail).toBe('GUILD_BUDGET_USD: no such setting; did you mean GUILD_BUDGET_USD_PER_MONTH?');
  });

  it('a file of settings that cannot be read', async () => {
    const { settings } = await stage.examine({}, { envFile: join(stage.dataFolder, '..') });

    expect(settings).toMatchObject({ state: 'fail', detail: expect.stringContaining('is a folder') });
  });

  it('a data folder that others could exchange', async () => {
    const open = join(stage.dataFolder, 'open');
    mkdirSync(join(open, 'data'), { recursive: true });
    chmodSync(open, 0o777);

    const found = await stage.examine({ DATA_DIR: join(open, 'data') });

    expect(found['data folder']).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('can exchange DATA_DIR'),
    });
  });

  it('a disk that is full, and one that soon will be', async () => {
    const withFree = async (bytes: number) =>
      (await stage.examine({}, { statfs: async () => ({ bavail: bytes / 4_096, bsize: 4_096 }) })).disk;

    expect(await withFree(50_000_000)).toMatchObject({ state: 'fail', detail: '0.1 GB free' });
    expect(await withFree(1_000_000_000)).toMatchObject({
      state: 'warn',
      whatToDo: expect.stringContaining('20.0 GB'),
    });
    expect(await withFree(3_000_000_000)).toMatchObject({ state: 'ok' });
  });

  it('a folder for temporary files in which nothing can be written', async () => {
    mkdirSync(stage.dataFolder, { recursive: true });
    // Also root cannot write there, as on a disk that is read-only.
    symlinkSync('/proc/self', join(stage.dataFolder, 'studio'));

    const found = await stage.examine();

    expect(found['temporary files']).toMatchObject({
      state: 'fail',
      detail: expect.stringMatching(/^cannot be written in studio \([A-Z]+\)$/),
    });
  });

  it('a clock that is minutes off, by what Discord says', async () => {
    const withClock = async (offsetMs: number) =>
      (await stage.examine({}, { ambient: createAmbient({ offsetMs }) })).clock;

    expect(await withClock(7 * MINUTE_MS)).toMatchObject({
      state: 'fail',
      detail: expect.stringMatching(/^4[12]\d seconds ahead of/),
    });
    expect(await withClock(-7 * MINUTE_MS)).toMatchObject({
      state: 'fail',
      detail: expect.stringMatching(/ seconds behind/),
    });
    expect(await withClock(MINUTE_MS)).toMatchObject({ state: 'warn' });
  });
});

describe('of the database, the doctor says', () => {
  const file = () => join(stage.dataFolder, 'coverband.db');
  const open = () => openDatabase({ migrations: jobMigrations, file: file(), log });

  it('that it is sound', async () => {
    open().close();

    expect((await stage.examine()).database).toMatchObject({
      state: 'ok',
      detail: `sound, version ${jobMigrations.length}`,
    });
  });

  it('that it is damaged, and leaves it as it is', async () => {
    mkdirSync(stage.dataFolder, { recursive: true, mode: 0o700 });
    writeFileSync(file(), 'x'.repeat(10_000));

    expect((await stage.examine()).database).toMatchObject({
      state: 'fail',
      detail: 'the database is damaged or is no database',
      whatToDo: 'put a backup in its place (npm run backup -- --restore FILE)',
    });
  });

  it('that a newer release has changed it', async () => {
    const database = open();
    database.statement('PRAGMA user_version = 1000').get();
    database.close();

    expect((await stage.examine()).database).toMatchObject({ state: 'fail', whatToDo: 'run a newer release' });
  });

  it('where it was moved to, and nothing more where the settings name a database server', async () => {
    const database = open();
    database.statement(MOVE_MARK_TABLE).run();
    database
      .statement("INSERT INTO move_mark VALUES (1, 'moved', 'a move', 'PostgreSQL (there/coverband)', 0, '{}')")
      .run();
    database.close();
    const detail = 'the database was moved to PostgreSQL (there/coverband) on 1970-01-01';

    expect((await stage.examine()).database).toMatchObject({
      state: 'fail',
      detail,
      whatToDo: expect.stringContaining('set DATABASE_URL to it'),
    });
    expect((await stage.examine({ DATABASE_URL: 'postgres://there/coverband' }))['database file']).toMatchObject({
      state: 'ok',
      detail,
    });
  });

  it('that it is on a server, where the songs alone are here', async () => {
    mkdirSync(join(stage.dataFolder, 'files', 'ab'), { recursive: true, mode: 0o700 });

    const found = await stage.examine({ DATABASE_URL: 'postgres://there.invalid/coverband' });
    expect(found.database).toMatchObject({ state: 'fail', detail: 'the host of DATABASE_URL is not known' });
    expect(found['database file']).toBeUndefined();
  });

  it('that it is gone while the songs are there', async () => {
    mkdirSync(join(stage.dataFolder, 'files', 'ab'), { recursive: true, mode: 0o700 });

    expect((await stage.examine()).database).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('there are songs in DATA_DIR'),
    });
  });

  it('that a running bot has it, which is then asked how it is', async () => {
    const database = open();
    onTestFinished(() => database.close());

    const found = await stage.examine();
    expect(found.database).toMatchObject({ state: 'ok', detail: 'in use by a running bot, which has checked it' });
    expect(found.bot).toMatchObject({ state: 'ok' });

    const { bot } = await stage.examine({ OPERATOR_PORT: '9', OPERATOR_SECRET: 'long enough to be one' });
    expect(bot).toMatchObject({ state: 'warn', detail: expect.stringContaining('does not answer') });
  });
});

describe('of the network, the doctor names', () => {
  it('that there is none, and that nothing can be said of Discord then', async () => {
    stage.discord.refuseConnections();

    const found = await stage.examine();

    expect(found.network).toMatchObject({ state: 'fail', detail: 'Discord cannot be reached (ECONNREFUSED)' });
    expect([found.clock, found.token, found.application, found.servers].map((it) => it?.state)).toEqual(
      Array(4).fill('skipped'),
    );
    expect(found['provider runware']).toMatchObject({ state: 'ok' });
  });

  it('something that answers in Discord’s place', async () => {
    stage.discord.faults.add({ route: '/gateway', kind: 'foreign', foreign: { status: 200, body: 'page' } });

    expect((await stage.examine()).network).toMatchObject({
      state: 'fail',
      detail: 'something else answers in Discord’s place, with status 200',
    });
  });

  it('a proxy that does not take its password, without telling it', async () => {
    stage = await openDoctorStage({ discord: { hostname: 'discord.test' } });
    const { url } = await startConnectProxy({ credentials: 'ada:hunter22' });

    expect((await stage.examine({ HTTP_PROXY: url.replace('hunter22', 'hunter22-wrong') })).network).toMatchObject({
      state: 'fail',
      detail: `the proxy ${new URL(url).host} refused with status 407`,
    });
    expect((await stage.examine({ HTTP_PROXY: url })).network).toMatchObject({
      state: 'ok',
      detail: `Discord answers through the proxy ${new URL(url).host}`,
    });
  });

  it('a proxy that is not there', async () => {
    stage = await openDoctorStage({ discord: { hostname: 'discord.test' } });

    expect((await stage.examine({ HTTP_PROXY: 'http://ada:hunter22@127.0.0.1:9' })).network).toMatchObject({
      state: 'fail',
      detail: 'Discord cannot be reached through the proxy 127.0.0.1:9 (ECONNREFUSED)',
    });
  });
});

describe('of the application, the doctor names', () => {
  const application = (odd: object) => stage.discord.faults.add({ route: '/applications/@me', kind: 'odd', odd });

  it('a token that Discord refuses, and asks for nothing more', async () => {
    const found = await stage.examine({ DISCORD_TOKEN: `${stage.discord.token}x` });

    expect(found.token).toMatchObject({ state: 'fail', detail: 'Discord refuses it' });
    expect([found.application, found.servers].map((it) => it?.state)).toEqual(['skipped', 'skipped']);
  });

  it('one that everybody may add, unless only named servers may use it', async () => {
    application({ id: '1', bot_public: true });

    expect((await stage.examine()).public).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('$1.00 a month'),
    });
    expect((await stage.examine({ ALLOWED_GUILDS: '123456789012345678' })).public).toMatchObject({ state: 'ok' });
  });

  it('privileged intents that are on, of which none is needed', async () => {
    application({ id: '1', flags: (1 << 13) | (1 << 19) });

    expect((await stage.examine()).intents).toMatchObject({
      state: 'warn',
      detail: 'Presence Intent, Message Content Intent are on, and none is needed',
    });
  });

  it('one whose interactions go elsewhere, or whose invite leads nowhere', async () => {
    const fault = application({ id: '1', interactions_endpoint_url: 'https://elsewhere.example/' });
    expect((await stage.examine()).application).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('none comes to the bot'),
    });
    fault.remove();

    application({ id: '1', bot_require_code_grant: true });
    expect((await stage.examine()).application).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('code grant'),
    });
  });

  it('that Discord has trouble of its own', async () => {
    stage.discord.faults.add({ route: '/applications/@me', kind: '500' });

    expect((await stage.examine()).application).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('did not say'),
    });
  });
});

describe('of servers and channels, the doctor names', () => {
  it('a server in which the bot lacks a permission everywhere', async () => {
    const { guild } = addServer({ botPermissions: SPEAKING });

    expect((await stage.examine())[`server ${guild.id}`]).toMatchObject({
      state: 'fail',
      detail: 'covers can be posted in none of its channels: the bot lacks there: AttachFiles, ReadMessageHistory',
    });
  });

  it('no server in which only some channels are closed to the bot', async () => {
    const { guild } = addServer();
    guild.addChannel({ name: 'staff' }).setOverwrites([{ id: guild.id, type: 'role', allow: 0n, deny: 0x400n }]);

    expect((await stage.examine())[`server ${guild.id}`]).toMatchObject({ state: 'ok' });
  });

  it('a server in which the bot is in time-out', async () => {
    const { guild } = addServer();
    guild.timeOutBot(Date.now() + 10 * MINUTE_MS);

    expect((await stage.examine())[`server ${guild.id}`]).toMatchObject({
      state: 'fail',
      whatToDo: 'have a moderator end the time-out',
    });
  });

  it('a server of ALLOWED_GUILDS that the bot is not in, and a bot that is in none', async () => {
    expect((await stage.examine({ ALLOWED_GUILDS: '123456789012345678' }))['server 123456789012345678']).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('the bot is not in it'),
    });
    expect((await stage.examine()).servers).toMatchObject({
      state: 'warn',
      detail: 'the bot is in no server that may use it',
    });
  });

  it('a remix channel in which the bot lacks a permission, and one that is not there', async () => {
    const { guild, channel } = addServer();
    channel.setOverwrites([{ id: stage.discord.botUserId, type: 'member', allow: 0n, deny: 0x8000n }]);
    const reports = guild.addChannel({ name: 'reports' });

    const found = await stage.examine({
      REMIX_CHANNELS: `${channel.id},123456789012345678`,
      REPORT_CHANNELS: reports.id,
    });

    expect(found[`channel ${channel.id}`]).toMatchObject({
      state: 'fail',
      detail: 'REMIX_CHANNELS: the bot lacks there: AttachFiles',
    });
    expect(found['channel 123456789012345678']).toMatchObject({
      state: 'fail',
      detail: 'REMIX_CHANNELS: there is no such channel',
    });
    expect(found[`channel ${reports.id}`]).toMatchObject({ state: 'ok' });
  });

  it("an operator's server that the bot is not in, and an operator's channel that it cannot write in", async () => {
    const { guild, channel } = addServer();
    const forum = guild.addChannel({ name: 'forum', type: 15 });
    const operator = { OPERATOR_GUILDS: `${guild.id},123456789012345678`, OPERATOR_IDS: guild.owner.id };

    const found = await stage.examine({ ...operator, OPERATOR_CHANNEL: channel.id });
    expect(found[`channel ${channel.id}`]).toMatchObject({ state: 'ok' });
    expect(found['server 123456789012345678']).toMatchObject({
      state: 'fail',
      detail: 'OPERATOR_GUILDS: the bot is not in it, so /cover-operator cannot be typed there',
    });
    expect((await stage.examine({ ...operator, OPERATOR_CHANNEL: forum.id }))[`channel ${forum.id}`]).toMatchObject({
      state: 'fail',
      detail: 'OPERATOR_CHANNEL: nothing can be written in this kind of channel',
    });
    channel.setOverwrites([{ id: stage.discord.botUserId, type: 'member', allow: 0n, deny: 0x8000n }]);
    const withoutFiles = await stage.examine({ ...operator, OPERATOR_CHANNEL: channel.id });
    expect(withoutFiles[`channel ${channel.id}`]).toMatchObject({ state: 'ok' });
    channel.setOverwrites([{ id: stage.discord.botUserId, type: 'member', allow: 0n, deny: 0x800n }]);
    const silent = await stage.examine({ ...operator, OPERATOR_CHANNEL: channel.id });
    expect(silent[`channel ${channel.id}`]).toMatchObject({ state: 'fail' });
  });
});

describe('of a provider, the doctor names', () => {
  it('a key that is refused', async () => {
    expect((await stage.examine({ RUNWARE_API_KEY: 'not-the-right-key' }))['provider runware']).toMatchObject({
      state: 'fail',
      detail: 'Runware refuses the key',
    });
  });

  it('an account without credit', async () => {
    stage = await openDoctorStage({ balanceMicros: 0 });

    expect((await stage.examine())['provider runware']).toMatchObject({
      state: 'fail',
      whatToDo: 'put money on the account at Runware',
    });
  });

  it('that it does not answer', async () => {
    stage.runware.refuseConnections();

    expect((await stage.examine())['provider runware']).toMatchObject({ state: 'warn' });
  });
});
