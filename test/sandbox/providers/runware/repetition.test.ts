import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bench, serve, songOf } from './support.ts';

describe('the same task again', () => {
  it('is a conflict, also long after the first has ended', async () => {
    const { call, cover, poll, clock, sandbox } = await bench();
    const task = await cover();
    await call([task]);
    const conflict = { status: 400, data: [], errors: [{ code: 'conflictTaskUUID', taskUUID: task.taskUUID }] };
    expect(await call([task])).toMatchObject(conflict);
    await clock.advance(3_600_000);
    expect(await call([task])).toMatchObject(conflict);
    expect((await poll(task.taskUUID)).data).toMatchObject([{ status: 'success' }]);
    expect(sandbox.paidRequests()).toBe(1);
  });

  it('is a conflict under another name when told to', async () => {
    const { call, cover } = await bench({ duplicateCode: 'duplicateTaskUUID' });
    const task = await cover();
    await call([task]);
    expect((await call([task])).errors?.[0]).toMatchObject({ code: 'duplicateTaskUUID' });
  });

  it('is a conflict only while the first runs when told to, and is then billed again', async () => {
    const { call, cover, clock, sandbox } = await bench({ duplicateTask: 'conflictWhileRunning' });
    const task = await cover();
    await call([task]);
    await clock.advance(59_999);
    expect((await call([task])).errors?.[0]).toMatchObject({ code: 'conflictTaskUUID' });
    await clock.advance(1);
    expect(await call([task])).toMatchObject({ status: 200 });
    expect(sandbox.money.paid).toMatchObject([{}, { duplicateOf: task.taskUUID }]);
    expect(sandbox.money.paid[0]).not.toHaveProperty('duplicateOf');
  });

  it('is acknowledged without effect when told to', async () => {
    const { call, cover, sandbox } = await bench({ duplicateTask: 'ignore' });
    const task = await cover();
    const first = await call([task]);
    expect(await call([task])).toMatchObject({ status: 200, data: first.data });
    expect(sandbox.paidRequests()).toBe(1);
  });

  it('runs and is paid again when told to', async () => {
    const { call, cover, poll, clock, sandbox } = await bench({ duplicateTask: 'runAgain' });
    const task = await cover({ numberResults: 2 });
    await call([task]);
    await clock.advance(120_000);
    await call([task]);
    expect((await poll(task.taskUUID)).data).toMatchObject([{ status: 'processing' }, { status: 'processing' }]);
    expect(sandbox.paidRequests()).toBe(2);
    expect(sandbox.money.paid[1]).toMatchObject({ duplicateOf: task.taskUUID, results: 2, micros: 300_000 });
  });

  it('is paid once when two requests come at the same time, while the song still loads', async () => {
    const { call, cover, sandbox } = await bench();
    const task = await cover({ inputs: { audio: await serve(songOf(30_000)) } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => call([task])));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ errors }) => errors?.[0]?.code === 'conflictTaskUUID')).toHaveLength(7);
    expect(sandbox.paidRequests()).toBe(1);
  });

  it('is no repetition when the first was refused', async () => {
    const { call, cover, sandbox } = await bench();
    const task = await cover();
    await call([{ ...task, inputs: { audio: randomUUID() } }]);
    expect(await call([task])).toMatchObject({ status: 200 });
    expect(sandbox.money.paid[0]).not.toHaveProperty('duplicateOf');
  });
});

describe('a task that nobody knows', () => {
  it.each(['taskNotFound', 'taskExpired', 'taskFailedOrNotFound', 'taskCancelled'])('is %s', async (code) => {
    const { poll } = await bench({ unknownTaskCode: code });
    const taskUUID = randomUUID();
    expect(await poll(taskUUID)).toMatchObject({ status: 200, data: [], errors: [{ code, taskUUID }] });
  });

  it('answers its poll with 400 when told to', async () => {
    const { poll } = await bench({ failedPollStatus: 400 });
    expect(await poll(randomUUID())).toMatchObject({ status: 400 });
  });

  it('looks like a running one when told to', async () => {
    const { poll, sandbox } = await bench({ unknownTask: 'running' });
    const taskUUID = randomUUID();
    expect(await poll(taskUUID)).toMatchObject({ status: 200, data: [{ taskUUID, status: 'processing' }] });
    sandbox.settings.unknownTask = 'empty';
    expect(await poll(taskUUID)).toMatchObject({ status: 200, data: [], errors: undefined });
  });

  it('does not spoil the others in a batch', async () => {
    const { call, cover, clock } = await bench();
    const task = await cover();
    await call([task]);
    await clock.advance(60_000);
    const unknown = randomUUID();
    const polls = [unknown, task.taskUUID].map((taskUUID) => ({ taskType: 'getResponse', taskUUID }));
    expect(await call(polls)).toMatchObject({
      status: 200,
      data: [{ taskUUID: task.taskUUID, status: 'success' }],
      errors: [{ taskUUID: unknown }],
    });
  });
});

describe('a task of old', () => {
  const details = (taskUUID: unknown) => [{ taskType: 'getTaskDetails', taskUUID }];

  it('can no longer be polled after its retention, but its details have fresh links', async () => {
    const { call, cover, poll, clock } = await bench({ resultRetentionMs: 600_000, linkLifeMs: 300_000 });
    const task = await cover();
    await call([task]);
    await clock.advance(660_000 - 1);
    const old = (await poll(task.taskUUID)).data?.[0];
    await clock.advance(1);
    expect((await poll(task.taskUUID)).errors?.[0]).toMatchObject({ code: 'taskNotFound' });
    expect((await fetch(String(old?.audioURL))).status).toBe(404);

    const { data } = await call(details(task.taskUUID));
    expect(data).toEqual([
      {
        taskType: 'getTaskDetails',
        taskUUID: task.taskUUID,
        request: [task],
        response: { data: [{ ...old, audioURL: expect.any(String) }] },
      },
    ]);
    const { response } = data?.[0] as { response: { data: { audioURL: string }[] } };
    const [fresh] = response.data;
    expect(fresh?.audioURL).not.toBe(old?.audioURL);
    expect((await fetch(String(fresh?.audioURL))).status).toBe(200);
    await clock.advance(300_000);
    expect((await fetch(String(fresh?.audioURL))).status).toBe(404);
  });

  it('repeats its old links when told to', async () => {
    const { call, cover, poll, clock } = await bench({ taskDetailsLinks: 'original' });
    const task = await cover();
    await call([task]);
    await clock.advance(60_000);
    const { data } = await poll(task.taskUUID);
    expect((await call(details(task.taskUUID))).data?.[0]?.response).toEqual({ data });
  });

  it('shows its failure in its details', async () => {
    const { call, cover, clock, sandbox } = await bench();
    sandbox.failNext({ code: 'inferenceError', form: 'errors' });
    const task = await cover();
    await call([task]);
    await clock.advance(60_000);
    expect((await call(details(task.taskUUID))).data?.[0]?.response).toMatchObject({
      data: [],
      errors: [{ code: 'inferenceError' }],
    });
  });

  it('holds a refused repetition in its details when told to', async () => {
    const { call, cover, clock, sandbox } = await bench();
    const task = await cover();
    await call([task]);
    await call([task]);
    await clock.advance(60_000);
    expect((await call(details(task.taskUUID))).data?.[0]?.response).toMatchObject({ data: [{ status: 'success' }] });
    sandbox.settings.taskDetailsRecord = 'lastResponse';
    expect((await call(details(task.taskUUID))).data?.[0]?.response).toMatchObject({
      data: [],
      errors: [{ code: 'conflictTaskUUID' }],
    });
  });

  it('has no details after their own retention', async () => {
    const { call, cover, clock } = await bench({ taskDetailsRetentionMs: 600_000 });
    const task = await cover();
    await call([task]);
    await clock.advance(660_000 - 1);
    expect((await call(details(task.taskUUID))).data).toHaveLength(1);
    await clock.advance(1);
    expect((await call(details(task.taskUUID))).errors?.[0]).toMatchObject({ code: 'taskNotFound' });
  });

  it('has no details when it never was, whatever polls look like', async () => {
    const { call, sandbox } = await bench({ unknownTask: 'running' });
    const never = randomUUID();
    const error = { code: 'taskNotFound', taskType: 'getTaskDetails', taskUUID: never };
    expect(await call(details(never))).toMatchObject({ status: 404, errors: [error] });
    sandbox.settings.unknownTaskDetails = 'empty';
    expect(await call(details(never))).toMatchObject({ status: 200, data: [] });
  });

  it('has no details before it has ended when told to', async () => {
    const { call, cover, clock } = await bench({ taskDetailsKnow: 'ended' });
    const task = await cover();
    await call([task]);
    expect((await call(details(task.taskUUID))).errors?.[0]).toMatchObject({ code: 'taskNotFound' });
    await clock.advance(60_000);
    expect((await call(details(task.taskUUID))).data).toHaveLength(1);
  });
});
