import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bench } from './support.ts';

const PING = { taskType: 'ping', ping: true };

describe('the envelope of the API', () => {
  it('takes the key from the header', async () => {
    const { call } = await bench();
    expect(await call([PING])).toMatchObject({ status: 200, data: [{ taskType: 'ping', pong: true }] });
  });

  it('takes the key from the first task and answers that task too', async () => {
    const { call, sandbox } = await bench();
    const { status, data } = await call([{ taskType: 'authentication', apiKey: sandbox.apiKey }, PING], {});
    expect(status).toBe(200);
    expect(data).toEqual([
      { taskType: 'authentication', connectionSessionUUID: expect.any(String) },
      { taskType: 'ping', pong: true },
    ]);
  });

  it.each([
    ['a wrong key in the header', [PING], { authorization: 'Bearer wrong' }, 'invalidApiKey'],
    ['a wrong key in the first task', [{ taskType: 'authentication', apiKey: 'wrong' }, PING], {}, 'invalidApiKey'],
    ['no key', [PING], {}, 'missingApiKey'],
    ['a key in the second task', [PING, { taskType: 'authentication', apiKey: 'k' }], {}, 'missingApiKey'],
  ])('answers 401 to %s', async (_name, tasks, headers, code) => {
    const { call } = await bench();
    const { status, data, errors } = await call(tasks, headers as Record<string, string>);
    expect({ status, data }).toEqual({ status: 401, data: undefined });
    expect(errors).toEqual([
      {
        code,
        message: expect.stringContaining('API key. Get one at https://runware.ai/signup'),
        parameter: 'apiKey',
        taskType: 'authentication',
      },
    ]);
  });

  it('refuses a body that is not an array of tasks', async () => {
    const { call } = await bench();
    expect(await call(PING)).toMatchObject({ status: 400, errors: [{ code: 'invalidRequest' }] });
    expect(await call([])).toMatchObject({ status: 400, errors: [{ code: 'invalidRequest' }] });
    expect(await call(['ping'])).toMatchObject({ status: 400, errors: [{ code: 'invalidRequest' }] });
  });

  it('refuses a body that is not JSON, and one that is too large', async () => {
    const { sandbox } = await bench({}, { maximumBodyBytes: 200 });
    const post = (body: string) =>
      fetch(sandbox.baseUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const broken = await post('[{');
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ errors: [{ code: 'invalidRequest' }] });
    const large = await post(JSON.stringify(['x'.repeat(200)]));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ errors: [{ code: 'maxRequestSizeExceeded' }] });
  });

  it.each([
    ['no task type', {}, 'missingTaskType'],
    ['an unknown task type', { taskType: 'audioUpload', taskUUID: randomUUID() }, 'unsupportedTaskType'],
    ['no task UUID', { taskType: 'getResponse' }, 'missingTaskUUID'],
    ['a task UUID that is none', { taskType: 'getResponse', taskUUID: 'job-7' }, 'invalidTaskUUID'],
    ['a ping without its word', { taskType: 'ping' }, 'missingPing'],
  ])('refuses a task with %s', async (_name, task, code) => {
    const { call } = await bench();
    expect(await call([task])).toMatchObject({ status: 400, data: [], errors: [{ code }] });
  });

  it('answers what is right of a mixed batch beside what is wrong', async () => {
    const { call, cover } = await bench();
    const good = await cover();
    const bad = await cover({ seed: -1 });
    const { status, data, errors } = await call([bad, good]);
    expect(status).toBe(200);
    expect(data).toEqual([{ taskType: 'audioInference', taskUUID: good.taskUUID }]);
    expect(errors).toEqual([expect.objectContaining({ taskUUID: bad.taskUUID })]);
  });

  it('does not take an answered authentication for a success', async () => {
    const { call, cover, sandbox } = await bench();
    const tasks = [{ taskType: 'authentication', apiKey: sandbox.apiKey }, await cover({ seed: -1 })];
    expect(await call(tasks, {})).toMatchObject({ status: 400, data: [{ taskType: 'authentication' }] });
  });

  it('checks and prices a dry run, and does nothing more', async () => {
    const { call, cover, poll, sandbox } = await bench();
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, 'x-runware-dry-run': '1' };
    const task = await cover({ numberResults: 3 });
    expect((await call([task], headers)).data).toEqual([
      { taskType: 'audioInference', taskUUID: task.taskUUID, cost: 0.45 },
    ]);
    expect(await call([{ ...task, seed: -1 }], headers)).toMatchObject({ status: 400 });
    expect(sandbox.paidRequests()).toBe(0);
    expect((await poll(task.taskUUID)).errors?.[0]).toMatchObject({ code: 'taskNotFound' });
  });

  it('remembers requests without their keys and their uploads', async () => {
    const { call, upload, sandbox } = await bench();
    await upload(Buffer.alloc(5_000, 'x'));
    await call([{ taskType: 'authentication', apiKey: sandbox.apiKey }, PING], {});
    expect(sandbox.requests).toMatchObject([
      { method: 'POST', path: '/v1', taskTypes: ['mediaStorage'], status: 200 },
      { taskTypes: ['authentication', 'ping'], status: 200 },
    ]);
    const remembered = JSON.stringify(sandbox.requests);
    expect(remembered).not.toContain(sandbox.apiKey);
    expect(remembered.length).toBeLessThan(2_000);
  });
});

describe('the account', () => {
  it('tells its balance as a number or as an object', async () => {
    const { call, sandbox } = await bench({}, { balanceMicros: 2_500_000 });
    const task = { taskType: 'accountManagement', taskUUID: randomUUID(), operation: 'getDetails' };
    expect((await call([task])).data?.[0]).toMatchObject({ taskUUID: task.taskUUID, balance: 2.5 });
    sandbox.settings.balanceForm = 'object';
    expect((await call([task])).data?.[0]).toMatchObject({ balance: { amount: 2.5, currency: 'USD' } });
    expect(await call([{ ...task, operation: 'close' }])).toMatchObject({
      status: 400,
      errors: [{ code: 'invalidOperation' }],
    });
  });

  it('says that it is a stand-in', async () => {
    const { call } = await bench();
    const task = { taskType: 'accountManagement', taskUUID: randomUUID(), operation: 'getDetails' };
    expect((await call([task])).data?.[0]?.organizationName).toContain('stand-in');
  });
});

it('a path that is not there is refused as everything is', async () => {
  const { sandbox } = await bench();
  const answer = await fetch(`${sandbox.origin}/v2/tasks`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({
    errors: [{ code: 'notFound', message: expect.stringContaining('GET /v2/tasks') }],
  });
});

it('an acknowledgement may say nothing at all', async () => {
  const { call, cover, poll, clock } = await bench({ ackItem: 'missing' });
  const task = await cover();
  expect(await call([task])).toMatchObject({ status: 200, data: [] });
  await clock.advance(60_000);
  expect((await poll(task.taskUUID)).data).toMatchObject([{ status: 'success' }]);
});
