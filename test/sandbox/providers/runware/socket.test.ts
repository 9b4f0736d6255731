import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Bench, bench, type Item } from './support.ts';

interface Frame {
  data?: Item[];
  errors?: Item[];
}

/** A client of the WebSocket, with all that it was sent. */
async function connect({ sandbox, clock }: Pick<Bench, 'sandbox' | 'clock'>) {
  const socket = new WebSocket(sandbox.socketUrl);
  const frames: Frame[] = [];
  socket.addEventListener('message', ({ data }) => frames.push(JSON.parse(String(data))));
  const closed = once(socket, 'close');
  onTestFinished(() => socket.close());
  await once(socket, 'open');
  const send = (tasks: unknown) => socket.send(typeof tasks === 'string' ? tasks : JSON.stringify(tasks));
  const next = async (count = 1) => {
    const wanted = frames.length + count;
    await clock.runUntil(() => frames.length >= wanted, { stepMs: 0 });
    return frames.slice(wanted - count);
  };
  const ask = async (tasks: unknown, count = 1) => {
    const coming = next(count);
    send(tasks);
    return await coming;
  };
  return { socket, frames, send, next, ask, closed, isOpen: () => socket.readyState === WebSocket.OPEN };
}

const greeting = (apiKey: string, rest: Item = {}) => ({ taskType: 'authentication', apiKey, ...rest });

async function greeted(opened: Bench) {
  const client = await connect(opened);
  await client.ask([greeting(opened.sandbox.apiKey)]);
  return client;
}

describe('Runware over WebSocket', () => {
  it('answers nothing before it knows the key', async () => {
    const opened = await bench();
    const { ask } = await connect(opened);
    const [refused] = await ask([{ taskType: 'ping', ping: true }]);
    expect(refused).toEqual({ errors: [expect.objectContaining({ code: 'missingApiKey' })] });
    const [wrong] = await ask([greeting('wrong')]);
    expect(wrong).toEqual({
      errors: [expect.objectContaining({ code: 'invalidApiKey', taskType: 'authentication' })],
    });
    const [right] = await ask([greeting(opened.sandbox.apiKey)]);
    expect(right).toEqual({ data: [{ taskType: 'authentication', connectionSessionUUID: expect.any(String) }] });
    expect(await ask([{ taskType: 'ping', ping: true }])).toEqual([{ data: [{ taskType: 'ping', pong: true }] }]);
  });

  it('takes a session up again', async () => {
    const opened = await bench();
    const { ask } = await connect(opened);
    const connectionSessionUUID = randomUUID();
    const [answer] = await ask([greeting(opened.sandbox.apiKey, { connectionSessionUUID })]);
    expect(answer?.data).toEqual([{ taskType: 'authentication', connectionSessionUUID }]);
  });

  it('takes tasks along with the key', async () => {
    const opened = await bench();
    const { ask } = await connect(opened);
    const frames = await ask([greeting(opened.sandbox.apiKey), { taskType: 'ping', ping: true }], 2);
    expect(frames.map(({ data }) => data?.[0]?.taskType)).toEqual(['authentication', 'ping']);
  });

  it('makes a cover, polled and paid as over HTTP', async () => {
    const opened = await bench();
    const { ask } = await greeted(opened);
    const task = await opened.cover({ numberResults: 2 });
    expect(await ask([task])).toEqual([{ data: [{ taskType: 'audioInference', taskUUID: task.taskUUID }] }]);
    const poll = [{ taskType: 'getResponse', taskUUID: task.taskUUID }];
    const [running] = await ask(poll);
    expect(running?.data?.map(({ status }) => status)).toEqual(['processing', 'processing']);
    await opened.clock.advance(70_000);
    const [done] = await ask(poll);
    expect(done?.data).toEqual((await opened.poll(task.taskUUID)).data);
    expect(opened.sandbox.paidRequests()).toBe(1);
  });

  it('pushes what is wanted at once when it is done, and answers other tasks meanwhile', async () => {
    const opened = await bench();
    const { ask, frames, send } = await greeted(opened);
    const task = await opened.cover({ deliveryMethod: 'sync' });
    send([task]);
    await opened.clock.runUntil(() => opened.sandbox.paidRequests() === 1, { stepMs: 0 });
    expect(await ask([{ taskType: 'ping', ping: true }])).toEqual([{ data: [{ taskType: 'ping', pong: true }] }]);
    await opened.clock.runUntil(() => frames.length === 3);
    expect(frames.at(-1)?.data?.[0]).toMatchObject({ taskUUID: task.taskUUID, audioURL: expect.any(String) });
  });

  it.each([
    ['perTask', [2]],
    ['perResult', [1, 1]],
  ] as const)('puts results into frames %s', async (socketFrames, counts) => {
    const opened = await bench({ socketFrames });
    const { ask } = await greeted(opened);
    const task = await opened.cover({ numberResults: 2 });
    await ask([task]);
    await opened.clock.advance(70_000);
    const frames = await ask([{ taskType: 'getResponse', taskUUID: task.taskUUID }], counts.length);
    expect(frames.map(({ data }) => data?.length)).toEqual(counts);
  });

  it('refuses what is no array of tasks, and says which task is wrong', async () => {
    const opened = await bench();
    const { ask } = await greeted(opened);
    for (const text of ['no JSON', '{}', '[]']) {
      expect(await ask(text)).toEqual([{ errors: [expect.objectContaining({ code: 'invalidRequest' })] }]);
    }
    const task = await opened.cover({ positivePrompt: 'short' });
    const [refused] = await ask([task]);
    expect(refused?.errors).toMatchObject([{ code: 'invalidPositivePromptLength', taskUUID: task.taskUUID }]);
    opened.sandbox.settings.socketErrors = 'error';
    expect(await ask([task])).toEqual([{ error: refused?.errors?.[0] }]);
  });

  it('is closed when nothing was said for two minutes', async () => {
    const opened = await bench();
    const { ask, closed, isOpen } = await greeted(opened);
    await opened.clock.advance(119_000);
    await ask([{ taskType: 'ping', ping: true }]);
    await opened.clock.advance(119_000);
    expect(isOpen()).toBe(true);
    await opened.clock.advance(1_000);
    await closed;
  });

  it('is gone with the stand-in', async () => {
    const opened = await bench();
    const { closed } = await greeted(opened);
    await opened.sandbox.close();
    await closed;
  });
});
