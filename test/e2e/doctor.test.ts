import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createKillableBot, type KillableBot } from '../support/killable-bot.ts';

const DOCTOR = fileURLToPath(new URL('../../src/tools/doctor.ts', import.meta.url));
const OPERATOR = { OPERATOR_PORT: '0', OPERATOR_SECRET: 'a secret of the operator' };

const findingsSchema = z.array(
  z.object({
    name: z.string(),
    state: z.enum(['ok', 'warn', 'fail', 'skipped']),
    detail: z.string(),
    whatToDo: z.string().nullable(),
  }),
);

let stage: KillableBot;

beforeEach(async () => {
  stage = await createKillableBot({}, { speed: 1 });
  onTestFinished(stage.close);
});

async function runDoctor(parameters: readonly string[], settings: Record<string, string> = {}) {
  const child = spawn(process.execPath, [DOCTOR, ...parameters], {
    cwd: stage.folder,
    env: { PATH: process.env.PATH ?? '', ...stage.environment(settings) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { said, complained, code };
}

it('beside a running bot finds it well, and does not disturb it', async () => {
  await stage.startBot(OPERATOR);
  const { operatorPort } = await stage.bot().atWork;
  const { identifies } = stage.discord.gateway;

  const { said, complained, code } = await runDoctor(['--json'], { ...OPERATOR, OPERATOR_PORT: `${operatorPort}` });

  const found = findingsSchema.parse(JSON.parse(said));
  expect(found.filter(({ state }) => state === 'fail')).toEqual([]);
  expect(found.find(({ name }) => name === 'bot')?.detail).toMatch(
    /^running: ok \(Discord ok, database ok, runware ok/,
  );
  expect({ complained, code }).toEqual({ complained: '', code: 0 });
  expect(stage.discord.gateway.identifies).toBe(identifies);
  expect(stage.discord.gateway.connected()).toBe(true);
  for (const secret of [stage.discord.token, stage.runware.apiKey, OPERATOR.OPERATOR_SECRET])
    expect(said).not.toContain(secret);
});

it('says for people what is wrong and what to do, and ends with 1 where something must be put right', async () => {
  const { said, code } = await runDoctor([], { RUNWARE_API_KEY: 'not-the-right-key' });

  expect(said).toContain('✓ token            Discord takes it\n');
  expect(said).toContain('✗ provider runware Runware refuses the key\n                   → make a new key at Runware');
  expect(said).toContain('\n1 to be put right, ');
  expect(code).toBe(1);
});

it('says how it is used where it was asked for something else', async () => {
  const { complained, code } = await runDoctor(['--repair']);

  expect(complained).toContain('npm run doctor');
  expect(code).toBe(64);
});
