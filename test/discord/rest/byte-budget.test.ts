import { describe, expect, it } from 'vitest';
import { createByteBudget } from '../../../src/discord/rest/byte-budget.ts';

const never = new AbortController().signal;

/** Who has a share by now, in order. */
function watch() {
  const started: string[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { started, settle, note: (name: string) => () => void started.push(name) };
}

describe('createByteBudget', () => {
  it('lets through what fits, and the rest in order as soon as there is room', async () => {
    const budget = createByteBudget(100);
    const { started, settle, note } = watch();
    const first = await budget.take(60, never);
    const second = await budget.take(40, never);
    budget.take(50, never).then(note('large'));
    budget.take(10, never).then(note('small'));

    second.release();
    await settle();
    expect(started).toEqual([]);

    first.release();
    await settle();
    expect(started).toEqual(['large', 'small']);
  });

  it('gives the whole of it to one that is larger, alone', async () => {
    const budget = createByteBudget(100);
    const { started, settle, note } = watch();
    const giant = await budget.take(1_000, never);
    budget.take(1, never).then(note('next'));
    await settle();
    expect(started).toEqual([]);

    giant.release();
    await settle();
    expect(started).toEqual(['next']);
  });

  it('counts a share that is released twice once', async () => {
    const budget = createByteBudget(100);
    const { started, settle, note } = watch();
    const share = await budget.take(60, never);
    await budget.take(40, never);
    share.release();
    share.release();
    budget.take(60, never).then(note('fits'));
    budget.take(60, never).then(note('does not'));

    await settle();
    expect(started).toEqual(['fits']);
  });

  it('forgets one that gives up, and lets those behind it through', async () => {
    const budget = createByteBudget(100);
    const { started, settle, note } = watch();
    await budget.take(60, never);
    const controller = new AbortController();
    const impatient = budget.take(80, controller.signal);
    budget.take(40, never).then(note('behind'));
    await settle();
    expect(started).toEqual([]);

    controller.abort(new Error('given up'));

    await expect(impatient).rejects.toThrow('given up');
    await settle();
    expect(started).toEqual(['behind']);
    await expect(budget.take(1, controller.signal)).rejects.toThrow('given up');
  });
});
