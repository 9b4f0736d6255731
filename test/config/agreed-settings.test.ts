import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const PLAIN = { DISCORD_TOKEN: 'token', RUNWARE_API_KEY: 'key', MINIMAX_API_KEY: 'key' };
const agreedWith = (more: Record<string, string> = {}) => readConfig({ ...PLAIN, ...more }).agreed;

/** The names of what is not as in a process with plain settings. */
function differing(more: Record<string, string>): string[] {
  const [one, other] = [agreedWith(), agreedWith(more)];
  return Object.keys({ ...one, ...other }).filter((name) => one[name] !== other[name]);
}

it.each([
  [{ RUNNING_PER_GUILD: '3' }, ['RUNNING_PER_GUILD']],
  [{ RUNWARE_RUNNING: '9' }, ['RUNWARE_RUNNING']],
  [{ BUDGET_USD_PER_MONTH: '51' }, ['BUDGET_USD_PER_MONTH']],
  [{ ALLOWED_GUILDS: '200000000000000001' }, ['ALLOWED_GUILDS']],
  [{ MODELS: 'runware/minimax:music@cover=0.20' }, ['MODELS']],
  [{ PROVIDERS: 'runware,minimax' }, ['PROVIDERS', 'MODELS', 'MINIMAX_RUNNING']],
])('what processes must agree on differs with %j', (more, names) => {
  expect(differing(more)).toEqual(names);
});

it.each([
  { DATABASE_POOL: '7', DATABASE_URL: 'postgres://a:secret@b/c' },
  { RUNWARE_API_KEY: 'another' },
  { OPERATOR_SECRET: 'a secret of the test', OPERATOR_PORT: '1' },
  { LOG_LEVEL: 'debug' },
  { RUNNING_PER_GUILD: ' 2 ' },
])('each may have a %j of its own', (more) => {
  expect(differing(more)).toEqual([]);
});

it('it is told without any value', () => {
  const text = JSON.stringify(agreedWith({ ALLOWED_GUILDS: '200000000000000001', BUDGET_USD_PER_MONTH: '123456' }));
  expect(text).not.toMatch(/200000000000000001|123456|key|token/);
});
