import { describe, expect, it } from 'vitest';
import { createSemaphore } from '../../src/lib/semaphore.ts';

const never = new AbortController().signal;

/** Who is inside by now, in order. */
function watch() {
  const entered: string[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { entered, settle, note: (name: string) => () => void entered.push(name) };
}

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

  it('lets in what fits, and the rest in order as soon as there is room', async () => {
    const room = createSemaphore(100);
    const { entered, settle, note } = watch();
    const leaveFirst = await room.acquire(never, 60);
    const leaveSecond = await room.acquire(never, 40);
    room.acquire(never, 50).then(note('large'));
    room.acquire(never, 10).then(note('small'));

    leaveSecond();
    await settle();
    expect(entered).toEqual([]);

    leaveFirst();
    await settle();
    expect(entered).toEqual(['large', 'small']);
  });

  it('gives the whole of it to who wants more than there is, alone', async () => {
    const room = createSemaphore(100);
    const { entered, settle, note } = watch();
    const leave = await room.acquire(never, 1_000);
    room.acquire(never, 1).then(note('next'));
    await settle();
    expect(entered).toEqual([]);

    leave();
    await settle();
    expect(entered).toEqual(['next']);
  });

  it('counts once who leaves twice', async () => {
    const room = createSemaphore(100);
    const { entered, settle, note } = watch();
    const leave = await room.acquire(never, 60);
    await room.acquire(never, 40);
    leave();
    leave();
    room.acquire(never, 60).then(note('fits'));
    room.acquire(never, 60).then(note('does not'));

    await settle();
    expect(entered).toEqual(['fits']);
  });

  it('lets those behind through when the first in line gives up', async () => {
    const room = createSemaphore(100);
    const { entered, settle, note } = watch();
    await room.acquire(never, 60);
    const controller = new AbortController();
    const impatient = room.acquire(controller.signal, 80);
    room.acquire(never, 40).then(note('behind'));
    await settle();
    expect(entered).toEqual([]);

    controller.abort(new Error('given up'));

    await expect(impatient).rejects.toThrow('given up');
    await settle();
    expect(entered).toEqual(['behind']);
  });

  it('lets nobody in whose signal is aborted already', async () => {
    const room = createSemaphore(1);
    await expect(room.acquire(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    await expect(room.acquire(never)).resolves.toBeTypeOf('function');
  });
});
