import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import { startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { readStages } from '../image/dockerfile.ts';
import { findEngine } from '../image/engine.ts';
import { measureSong, renderQuickly, songOf } from '../support/sounds.ts';
import { STYLE } from '../support/test-bot.ts';

const PORT = '18767';

it('the image is built, and its bot makes a cover, is healthy, keeps its data for the next, and stops in order', {
  timeout: 900_000,
}, async ({ skip }) => {
  const found = await findEngine(readStages()[0]?.image ?? '');
  if (!found) return skip('no container engine works here, or the base image cannot be had');
  const { run } = found;
  const tag = `coverband-test:${randomUUID()}`;
  const name = `coverband-test-${randomUUID()}`;
  const [discord, runware] = await Promise.all([
    startDiscordSandbox({ answerDeadlineMs: 15_000 }),
    startRunwareSandbox({
      clock: createClock(),
      render: renderQuickly,
      measure: measureSong,
      settings: { generationMs: 500 },
    }),
  ]);
  onTestFinished(async () => {
    await run(['rm', '--force', '--volumes', name]).catch(() => undefined);
    await run(['volume', 'rm', '--force', name]).catch(() => undefined);
    await run(['rmi', '--force', tag]).catch(() => undefined);
    await Promise.all([discord.close(), runware.close()]);
  }, 120_000);
  const guild = discord.addGuild();
  const channel = guild.addChannel({ name: 'covers' });
  const settings = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_BASE: discord.apiUrl,
    RUNWARE_API_KEY: runware.apiKey,
    RUNWARE_BASE_URL: runware.baseUrl,
    TRUSTED_ORIGINS: [discord, runware].map(({ origin }) => origin).join(),
    OPERATOR_PORT: PORT,
    OPERATOR_SECRET: 'a secret of the operator',
  };
  await run(['build', '--network', 'host', '--tag', tag, '.'], 600_000);

  // As compose.yaml has it, in this machine's own network, where the stand-ins are.
  const hardening = [
    '--init',
    '--read-only',
    '--cap-drop',
    'ALL',
    '--security-opt',
    'no-new-privileges',
    '--network',
    'host',
  ];
  const variables = Object.entries(settings).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  await run(['run', '--detach', '--name', name, ...hardening, '--volume', `${name}:/data`, ...variables, tag]);
  const logged = async () => expect(await run(['logs', name])).toContain('"msg":"ready"');
  await vi.waitFor(logged, { timeout: 120_000, interval: 500 });

  expect(await run(['exec', name, 'node', '-p', 'process.getuid()'])).toBe('1000');
  expect(await run(['exec', name, 'node', 'src/tools/check-health.ts'])).toContain('"status":"ok"');
  expect(JSON.parse(await run(['exec', name, 'node', 'src/tools/doctor.ts', '--json']))).not.toContainEqual(
    expect.objectContaining({ state: 'fail' }),
  );
  await expect(run(['exec', name, 'sh', '-c', 'touch /app/x || touch /tmp/x'])).rejects.toThrow();

  await guild.addMember({ name: 'Ada' }).slash(channel, 'cover', { song: await songOf(7), style: STYLE });
  const cover = await channel.nextMessage(undefined, { timeoutMs: 120_000 });
  expect(cover.attachments.map(({ contentType }) => contentType)).toEqual(['audio/mpeg', 'image/png']);

  await run(['stop', '--time', '30', name]);
  expect(await run(['inspect', '--format', '{{.State.ExitCode}}', name])).toBe('0');
  await run(['start', name]);
  await vi.waitFor(async () => expect((await run(['logs', name])).match(/"msg":"ready"/g)).toHaveLength(2), {
    timeout: 120_000,
    interval: 500,
  });
  expect(await run(['exec', name, 'node', 'src/tools/check-health.ts'])).toContain('"status":"ok"');
});
