import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** For a busy machine, which takes its time over so many events. */
const PATIENCE_MS = 50_000;

/** More than what the system and the bot itself hold of a log that nobody reads. */
const ODD_EVENTS = 20_000;

/** The real bot with its log going where the test says. */
async function startWithLog(stdout: 'pipe' | number) {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-log-'));
  const discord = await startDiscordSandbox({ clock: createClock(), answerDeadlineMs: PATIENCE_MS });
  const guild = discord.addGuild();
  const channel = guild.addChannel({ name: 'covers' });
  const member = guild.addMember({ name: 'Ada' });
  const bot = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_BASE: discord.apiUrl,
      RUNWARE_API_KEY: 'key',
      RUNWARE_BASE_URL: discord.origin,
      TRUSTED_ORIGINS: discord.origin,
      DATA_DIR: folder,
    },
    stdio: ['ignore', stdout, 'ignore'],
  });
  onTestFinished(async () => {
    bot.kill('SIGKILL');
    await discord.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await discord.gateway.whenReady();
  await expect.poll(() => discord.commands().length, { timeout: 20_000 }).toBeGreaterThan(0);
  const answers = async () => {
    const answer = await member.slash(channel, 'quota');
    await expect.poll(() => answer.message, { timeout: PATIENCE_MS }).toBeTruthy();
  };
  return { bot, discord, answers };
}

async function stopped(bot: ChildProcess): Promise<number | null> {
  bot.kill('SIGTERM');
  const [code] = await once(bot, 'exit');
  return code;
}

describe.skipIf(process.platform !== 'linux')('a log that cannot be written', () => {
  it('for want of room holds up neither answers nor the end', async () => {
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const { bot, answers } = await startWithLog(full);

    for (let n = 0; n < 5; n += 1) await answers();

    expect(await stopped(bot)).toBe(0);
  });

  it('as its reader has gone holds up neither answers nor the end', async () => {
    const { bot, answers } = await startWithLog('pipe');
    bot.stdout?.destroy();

    for (let n = 0; n < 5; n += 1) await answers();

    expect(await stopped(bot)).toBe(0);
  });

  it('as its reader has stopped reading holds up neither answers nor the end', async () => {
    const { bot, discord, answers } = await startWithLog('pipe');

    for (let n = 0; n < ODD_EVENTS; n += 1)
      discord.gateway.sendText('{"op":0,"t":"INTERACTION_CREATE","d":{"id":"7"}}');
    await answers();

    expect(await stopped(bot)).toBe(0);
  });
});
