import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import { startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { buildWithoutEngine } from '../image/build-without-engine.ts';
import { commandOf, readStages } from '../image/dockerfile.ts';
import { measureSong, renderQuickly, songOf } from '../support/sounds.ts';
import { STYLE } from '../support/test-bot.ts';

const OPERATOR = { OPERATOR_PORT: '0', OPERATOR_SECRET: 'a secret of the operator' };

/** Like the image's user, where this one may become another. */
const IDENTITY = process.getuid?.() === 0 ? { uid: 1_000, gid: 1_000 } : {};

it('what the Dockerfile puts together makes a cover, writes nothing but its data, tells its health and stops in order', {
  timeout: 300_000,
}, async () => {
  const { root, workingFolder, environment } = buildWithoutEngine();
  // Thousands of files, on a disk that others use as well.
  onTestFinished(() => rmSync(root, { recursive: true, force: true }), 120_000);
  const node = join(root, 'node');
  // Where this Node lies, another user may not look.
  copyFileSync(process.execPath, node);
  const last = readStages().at(-1);
  if (!last) throw new Error('there is no last stage');
  const clock = createClock();
  const discord = await startDiscordSandbox({ answerDeadlineMs: 15_000 });
  const runware = await startRunwareSandbox({
    clock,
    render: renderQuickly,
    measure: measureSong,
    settings: { generationMs: 500 },
  });
  onTestFinished(async () => void (await Promise.all([discord.close(), runware.close()])));
  const guild = discord.addGuild();
  const channel = guild.addChannel({ name: 'covers' });
  const settings = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_BASE: discord.apiUrl,
    RUNWARE_API_KEY: runware.apiKey,
    RUNWARE_BASE_URL: runware.baseUrl,
    TRUSTED_ORIGINS: [discord, runware].map(({ origin }) => origin).join(),
    ...OPERATOR,
  };
  const start = (keyword: 'CMD' | 'HEALTHCHECK', changes: Record<string, string> = {}) => {
    const [program, ...parameters] = commandOf(last, keyword);
    expect(program).toBe('node');
    return spawn(node, parameters, {
      cwd: workingFolder,
      // No temporary folder, as in the image with its root read-only.
      env: { PATH: '/usr/bin:/bin', TMPDIR: '/nowhere', HOME: '/nowhere', ...environment, ...settings, ...changes },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...IDENTITY,
    });
  };
  const filesOf = () => readdirSync(workingFolder, { recursive: true }).length;
  const filesBefore = filesOf();

  const bot = start('CMD');
  onTestFinished(() => void bot.kill('SIGKILL'));
  let log = '';
  for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (piece) => (log += piece));
  await vi.waitFor(() => expect(log).toContain('"msg":"ready"'), { timeout: 60_000, interval: 100 });

  const ada = guild.addMember({ name: 'Ada' });
  await ada.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
  const cover = await channel.nextMessage(undefined, { timeoutMs: 60_000 });
  // The picture needs the native part of a package, and the font.
  expect(cover.attachments.map(({ contentType }) => contentType)).toEqual(['audio/mpeg', 'image/png']);

  const health = start('HEALTHCHECK', { OPERATOR_PORT: /"operatorPort":(\d+)/.exec(log)?.[1] ?? '' });
  const [said, [code]] = await Promise.all([text(health.stdout), once(health, 'exit')]);
  expect({ code, status: JSON.parse(said).status }).toEqual({ code: 0, status: 'ok' });

  bot.kill('SIGTERM');
  const [exitCode] = await once(bot, 'exit');
  expect(exitCode).toBe(0);
  expect(filesOf()).toBe(filesBefore);
  expect(readdirSync(environment.DATA_DIR ?? '')).toContain('coverband.db');
});
