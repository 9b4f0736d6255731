import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bench } from './support.ts';

describe('money', () => {
  it('is paid per result at acceptance', async () => {
    const { call, cover, clock, sandbox } = await bench({}, { balanceMicros: 1_000_000 });
    const task = await cover({ numberResults: 4 });
    await call([task]);
    expect(sandbox.money.paid).toEqual([{ taskUUID: task.taskUUID, at: clock.now(), results: 4, micros: 600_000 }]);
    expect(sandbox.money.balanceMicros).toBe(400_000);
    expect(sandbox.money.spentMicros).toBe(600_000);
  });

  it('must suffice for the whole task', async () => {
    const { call, cover, sandbox } = await bench({}, { balanceMicros: 300_000 });
    expect(await call([await cover({ numberResults: 3 })])).toMatchObject({
      status: 402,
      errors: [{ code: 'insufficientCredits' }],
    });
    expect(await call([await cover({ numberResults: 2 })])).toMatchObject({ status: 200 });
    expect(await call([await cover()])).toMatchObject({ status: 402 });
    sandbox.money.balanceMicros = 150_000;
    expect(await call([await cover()])).toMatchObject({ status: 200 });
    expect(sandbox.paidRequests()).toBe(2);
  });

  it('does not use up a planned failure on a task that it did not suffice for', async () => {
    const { call, cover, sandbox } = await bench({}, { balanceMicros: 0 });
    const failing = sandbox.failNext({ code: 'inferenceError' });
    await call([await cover()]);
    expect(failing.hits).toBe(0);
  });

  it.each([
    ['comes back for what failed', false, 150_000, 850_000],
    ['stays spent when the failure is billed', true, 450_000, 550_000],
  ])('%s', async (_name, billed, micros, balance) => {
    const { call, cover, clock, sandbox } = await bench({ resultStaggerMs: 0 }, { balanceMicros: 1_000_000 });
    sandbox.failNext({ code: 'inferenceError', form: 'item', partial: 1, billed });
    await call([await cover({ numberResults: 3 })]);
    await clock.advance(59_999);
    expect(sandbox.money.balanceMicros).toBe(550_000);
    await clock.advance(1);
    expect(sandbox.money.paid).toMatchObject([{ results: 3, micros }]);
    expect(sandbox.money.balanceMicros).toBe(balance);
    expect(sandbox.money.balanceMicros).toBe(balance);
  });

  it('that came back is in the balance that the API tells', async () => {
    const { call, cover, clock, sandbox } = await bench({}, { balanceMicros: 150_000 });
    sandbox.failNext({ code: 'inferenceError' });
    await call([await cover()]);
    const account = { taskType: 'accountManagement', taskUUID: randomUUID(), operation: 'getDetails' };
    expect((await call([account])).data?.[0]?.balance).toBe(0);
    await clock.advance(60_000);
    expect((await call([account])).data?.[0]?.balance).toBe(0.15);
    expect(await call([await cover()])).toMatchObject({ status: 200 });
  });
});
