import { describe, expect, it, onTestFinished } from 'vitest';
import { createBotKeeper } from '../../../src/sandbox/playground/bot-keeper.ts';
import type { BotProcess } from '../../../src/sandbox/playground/bot-process.ts';

/** A process that does nothing and ends when it is told to. */
function standInProcess(): BotProcess {
  const ended = Promise.withResolvers<number | null>();
  return {
    pid: undefined,
    atWork: Promise.resolve({ operatorPort: 1 }),
    ended: ended.promise,
    signal: (name) => ended.resolve(name === 'SIGKILL' ? null : 0),
    async stop(signal = 'SIGTERM') {
      ended.resolve(signal === 'SIGKILL' ? null : 0);
      await ended.promise;
    },
  };
}

function openKeeper(start: () => Promise<BotProcess> = async () => standInProcess()) {
  const states: string[] = [];
  const keeper = createBotKeeper({ startBot: start, downMs: 1 });
  keeper.onChange(() => states.push(keeper.status.state));
  onTestFinished(() => keeper.close());
  const reached = async (state: string, times = 1) => {
    while (states.filter((seen) => seen === state).length < times)
      await new Promise((resolve) => setImmediate(resolve));
  };
  return { keeper, states, reached };
}

describe('the bot that is kept', () => {
  it('is started, stopped and started again in the order of the wishes', async () => {
    const { keeper, states } = openKeeper();
    await Promise.all([keeper.start(), keeper.restart(), keeper.stop()]);
    expect(states).toEqual([
      'starting',
      'running',
      'stopping',
      'stopped',
      'starting',
      'running',
      'stopping',
      'stopped',
    ]);
  });

  it('comes back by itself when it was killed, and not when it was stopped', async () => {
    const { keeper, reached } = openKeeper();
    await keeper.start();
    await keeper.kill();
    await reached('crashed');
    await reached('running', 2);
    expect(keeper.status.starts).toBe(2);
    await keeper.stop();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(keeper.status).toMatchObject({ state: 'stopped', starts: 2 });
  });

  it('says why it does not start', async () => {
    const { keeper } = openKeeper(async () => {
      throw new Error('MODELS: expected a price');
    });
    await keeper.start();
    expect(keeper.status).toEqual({ state: 'stopped', starts: 1, problem: 'MODELS: expected a price' });
  });
});
