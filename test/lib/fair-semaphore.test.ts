import { expect, it } from 'vitest';
import { createFairSemaphore } from '../../src/lib/fair-semaphore.ts';

const never = new AbortController().signal;

/** Asks for a place and notes when it comes; whoever has it gives it back when told to. */
function line(places: number) {
  const semaphore = createFairSemaphore(places);
  const order: string[] = [];
  const leaves: (() => void)[] = [];
  const ask = (owner: string, name: string, signal = never) =>
    semaphore.acquire(signal, owner).then((leave) => {
      order.push(name);
      leaves.push(leave);
    });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { ask, order, leaves, settle };
}

it('an owner with many does not delay the only one of another', async () => {
  const { ask, order, leaves, settle } = line(1);
  for (let number = 1; number <= 4; number++) void ask('many', `many ${number}`);
  void ask('one', 'one 1');
  for (let turn = 0; turn < 5; turn++) {
    await settle();
    leaves.shift()?.();
  }
  expect(order).toEqual(['many 1', 'one 1', 'many 2', 'many 3', 'many 4']);
});

it('a place goes to whoever has the fewest, and then to whoever was served the longest ago', async () => {
  const { ask, order, leaves, settle } = line(3);
  for (let number = 1; number <= 4; number++) void ask('many', `many ${number}`);
  void ask('one', 'one 1');
  void ask('one', 'one 2');
  await settle();
  leaves.shift()?.();
  await settle();
  leaves.shift()?.();
  await settle();
  expect(order).toEqual(['many 1', 'many 2', 'many 3', 'one 1', 'many 4']);
});

it('whoever gives up waiting is passed over, and gets the reason', async () => {
  const { ask, order, leaves, settle } = line(1);
  const unwanted = new AbortController();
  void ask('first', 'first');
  const waiting = ask('second', 'second', unwanted.signal);
  void ask('third', 'third');
  unwanted.abort(new Error('no longer wanted'));
  await expect(waiting).rejects.toThrow('no longer wanted');
  await expect(ask('fourth', 'fourth', unwanted.signal)).rejects.toThrow('no longer wanted');
  leaves.shift()?.();
  await settle();
  expect(order).toEqual(['first', 'third']);
});

it('giving a place back counts once', async () => {
  const { ask, order, leaves, settle } = line(1);
  void ask('first', 'first');
  await settle();
  leaves[0]?.();
  leaves[0]?.();
  void ask('second', 'second');
  void ask('third', 'third');
  await settle();
  expect(order).toEqual(['first', 'second']);
});
