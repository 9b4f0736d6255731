import { describe, expect, it } from 'vitest';
import { createRoom } from '../../src/lib/room.ts';

const never = new AbortController().signal;

describe('a room', () => {
  it('lets in as many as it has places, and the next in line when one leaves', async () => {
    const room = createRoom(2);
    const inside: string[] = [];
    const enter = (name: string) => room.enter(never).then((leave) => ({ leave, at: inside.push(name) }));
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
    const room = createRoom(1);
    const leave = await room.enter(never);
    const impatient = new AbortController();
    const gaveUp = room.enter(impatient.signal);
    const patient = room.enter(never);
    impatient.abort(new Error('enough'));
    await expect(gaveUp).rejects.toThrow('enough');
    leave();
    await expect(patient).resolves.toBeTypeOf('function');
  });

  it('lets nobody in whose signal is aborted already', async () => {
    const room = createRoom(1);
    await expect(room.enter(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    await expect(room.enter(never)).resolves.toBeTypeOf('function');
  });
});
