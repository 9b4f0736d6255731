import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { createKillableBot, type KillableBot } from '../support/killable-bot.ts';

const CHECK = fileURLToPath(new URL('../../src/tools/check-health.ts', import.meta.url));
const OPERATOR = { OPERATOR_PORT: '0', OPERATOR_SECRET: 'a secret of the operator' };

let stage: KillableBot;

beforeEach(async () => {
  stage = await createKillableBot({}, { speed: 1 });
  onTestFinished(stage.close);
});

/** What the health check of a container says, and its exit code. */
async function checkHealth(settings: Record<string, string> = {}) {
  const child = spawn(process.execPath, [CHECK], {
    cwd: stage.folder,
    env: { PATH: process.env.PATH ?? '', ...stage.environment(settings) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { said, code };
}

it('takes the bot’s own word where there is a port for it', async () => {
  await stage.startBot(OPERATOR);
  const { operatorPort } = await stage.bot().atWork;
  const asked = { OPERATOR_PORT: `${operatorPort}`, OPERATOR_HOST: '0.0.0.0' };

  const well = await checkHealth(asked);
  expect(well).toMatchObject({ said: expect.stringContaining('"gateway":"ok"'), code: 0 });

  stage.discord.gateway.refuseAll(4_000);
  stage.discord.gateway.drop();
  await stage.until(async () => (await checkHealth(asked)).code === 1);
  await stage.killBot();
  expect(await checkHealth(asked)).toMatchObject({ said: expect.stringContaining('does not answer'), code: 1 });
});

it('else looks whether a bot works on the data', async () => {
  expect(await checkHealth()).toMatchObject({ code: 1 });

  await stage.startBot();
  expect(await checkHealth()).toEqual({ said: 'a bot works on the data\n', code: 0 });

  await stage.killBot();
  expect(await checkHealth()).toEqual({ said: 'no bot works on the data\n', code: 1 });
});
