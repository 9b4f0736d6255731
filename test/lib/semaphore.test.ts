import { describe, expect, it } from 'vitest';
import { createSemaphore } from '../../src/lib/semaphore.ts';

const never = new AbortController().signal;

describe('a room', () => {
  it('lets in as many as it has places, and the next in line when one leaves', async () => {
    const room = createSemaphore(2);
    const inside: string[] = [];
    const enter = (name: string) => room.acquire(never).then((leave) => ({ leave, at: inside.push(name) }));
    const first = await enter('first');
    await enter('second');
    const third = enter('third');
    const fourth = enter('fourth');
    await new Promise((resolve) => setImmediate(resolve));
    expect(inside).toEqual(['first', 'second']);

    first.leave();
    await third;
    expect(inside).toEqual(['first', 'second', 'third']);
    (await third).leave();
    await fourth;
    expect(inside).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('passes over who gave up waiting', async () => {
    const room = createSemaphore(1);
    const leave = await room.acquire(never);
    const impatient = new AbortController();
    const gaveUp = room.acquire(impatient.signal);
    const patient = room.acquire(never);
    impatient.abort(new Error('enough'));
    await expect(gaveUp).rejects.toThrow('enough');
    leave();
    await expect(patient).resolves.toBeTypeOf('function');
  });

  it('lets nobody in whose signal is aborted already', async () => {
    const room = createSemaphore(1);
    await expect(room.acquire(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    await expect(room.acquire(never)).resolves.toBeTypeOf('function');
  });
});
