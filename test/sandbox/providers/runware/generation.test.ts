import { describe, expect, it, vi } from 'vitest';
import { bench, type Item } from './support.ts';

const statuses = (items: Item[] | undefined) => items?.map((item) => item.status);

describe('a cover on its way', () => {
  it('runs until its time, and is then shown again and again in full', async () => {
    const { call, cover, poll, clock } = await bench();
    const task = await cover({ seed: 7, settings: { lyrics: '[Verse]\nla la la' } });
    expect((await call([task])).data).toEqual([{ taskType: 'audioInference', taskUUID: task.taskUUID }]);

    await clock.advance(59_999);
    expect((await poll(task.taskUUID)).data).toEqual([
      { taskType: 'audioInference', taskUUID: task.taskUUID, status: 'processing' },
    ]);
    await clock.advance(1);
    const { data } = await poll(task.taskUUID);
    expect(data).toEqual([
      {
        taskType: 'audioInference',
        taskUUID: task.taskUUID,
        status: 'success',
        audioUUID: expect.any(String),
        audioURL: expect.stringMatching(
          /^http:\/\/127\.0\.0\.1:\d+\/audio\/os\/a01d21\/ws\/5\/ai\/[0-9a-f-]{36}\.mp3$/,
        ),
        seed: 7,
      },
    ]);
    expect((await poll(task.taskUUID)).data).toEqual(data);

    const file = await fetch(String(data?.[0]?.audioURL));
    expect(file.headers.get('content-type')).toBe('audio/mpeg');
    expect(file.headers.get('content-length')).toBe(String((await file.clone().arrayBuffer()).byteLength));
    expect(await file.json()).toEqual({
      style: task.positivePrompt,
      lyrics: '[Verse]\nla la la',
      seed: 7,
      audio: { format: 'mp3', bitrateKbps: 128, sampleRate: 44_100, channels: 2 },
    });
  });

  it('waits for a rendering that is slower than its time', async () => {
    const rendered = Promise.withResolvers<{ data: Uint8Array; durationMs: number; family: string }>();
    const { call, cover, poll, clock } = await bench({}, { render: () => rendered.promise });
    const task = await cover();
    await call([task]);
    await clock.advance(300_000);
    expect(statuses((await poll(task.taskUUID)).data)).toEqual(['processing']);
    rendered.resolve({ data: Buffer.from('late'), durationMs: 1, family: 'slow' });
    await vi.waitFor(async () => expect(statuses((await poll(task.taskUUID)).data)).toEqual(['success']));
  });

  it('finishes several results one after the other, each with its own seed and cost', async () => {
    const { call, cover, poll, clock } = await bench({ resultStaggerMs: 5_000 });
    const task = await cover({ numberResults: 3, seed: 40, includeCost: true });
    expect((await call([task])).data).toHaveLength(1);
    await clock.advance(60_000);
    expect(statuses((await poll(task.taskUUID)).data)).toEqual(['success', 'processing', 'processing']);
    await clock.advance(5_000);
    expect(statuses((await poll(task.taskUUID)).data)).toEqual(['success', 'success', 'processing']);
    await clock.advance(5_000);
    const { data } = await poll(task.taskUUID);
    expect(data).toMatchObject([
      { status: 'success', seed: 40, cost: 0.15 },
      { status: 'success', seed: 41, cost: 0.15 },
      { status: 'success', seed: 42, cost: 0.15 },
    ]);
    expect(new Set(data?.map((item) => item.audioUUID)).size).toBe(3);
  });

  it('draws a seed of 32 bits when none was asked for', async () => {
    const { call, cover, poll, clock } = await bench({}, { random: () => 0.999_999_999_9 });
    const task = await cover();
    await call([task]);
    await clock.advance(60_000);
    expect((await poll(task.taskUUID)).data?.[0]?.seed).toBe(4_294_967_295);
  });

  it('answers several polls in one request, or refuses them', async () => {
    const { call, cover, clock, sandbox } = await bench();
    const [first, second] = [await cover(), await cover()];
    await call([first]);
    await clock.advance(60_000);
    await call([second]);
    const polls = [first, second].map(({ taskUUID }) => ({ taskType: 'getResponse', taskUUID }));
    expect((await call(polls)).data).toMatchObject([
      { taskUUID: first.taskUUID, status: 'success' },
      { taskUUID: second.taskUUID, status: 'processing' },
    ]);
    sandbox.settings.batchedPolls = 'refuse';
    const refused = await call(polls);
    expect(refused).toMatchObject({ status: 400, errors: [{ code: 'invalidRequest' }] });
    expect(refused.errors?.[0]).not.toHaveProperty('taskUUID');
  });

  it('shows a running task as it is told to', async () => {
    const { call, cover, poll, clock, sandbox } = await bench({ resultStaggerMs: 0 });
    const task = await cover({ numberResults: 2 });
    await call([task]);
    await clock.advance(30_000);
    sandbox.settings.runningWord = 'pending';
    sandbox.settings.showProgress = true;
    expect((await poll(task.taskUUID)).data).toMatchObject([
      { status: 'pending', progress: 50 },
      { status: 'pending', progress: 50 },
    ]);
    sandbox.settings.runningItems = 'one';
    sandbox.settings.showProgress = false;
    sandbox.settings.runningWord = 'missing';
    sandbox.settings.polledTaskType = 'getResponse';
    expect((await poll(task.taskUUID)).data).toEqual([{ taskType: 'getResponse', taskUUID: task.taskUUID }]);
    sandbox.settings.runningWord = 'noItem';
    expect(await poll(task.taskUUID)).toMatchObject({ status: 200, data: [] });
  });

  it('puts a status into the acknowledgement when told to', async () => {
    const { call, cover } = await bench({ ackStatus: 'processing' });
    expect((await call([await cover()])).data?.[0]).toMatchObject({ status: 'processing' });
  });

  it.each([
    ['base64Data', 'audioBase64Data', /^[A-Za-z0-9+/]+=*$/],
    ['dataURI', 'audioDataURI', /^data:audio\/ogg;base64,[A-Za-z0-9+/]+=*$/],
  ])('hands a result over as %s', async (outputType, field, shape) => {
    const { call, cover, poll, clock } = await bench();
    const task = await cover({ outputType, outputFormat: 'OGG', seed: 5 });
    await call([task]);
    await clock.advance(60_000);
    const item = (await poll(task.taskUUID)).data?.[0] ?? {};
    expect(item).not.toHaveProperty('audioURL');
    expect(item[field]).toMatch(shape);
    const base64 = String(item[field]).split(',').at(-1) ?? '';
    expect(JSON.parse(Buffer.from(base64, 'base64').toString())).toMatchObject({
      seed: 5,
      audio: { format: 'ogg', sampleRate: 48_000 },
    });
  });

  it.each([
    ['WAV', 'wav', 'audio/wav'],
    ['FLAC', 'flac', 'audio/flac'],
    ['OGG', 'ogg', 'audio/ogg'],
  ])('names a %s file as such', async (outputFormat, extension, contentType) => {
    const { call, cover, poll, clock } = await bench();
    const task = await cover({ outputFormat });
    await call([task]);
    await clock.advance(60_000);
    const url = String((await poll(task.taskUUID)).data?.[0]?.audioURL);
    expect(url.endsWith(`.${extension}`)).toBe(true);
    expect((await fetch(url)).headers.get('content-type')).toBe(contentType);
  });

  it('lists its tasks', async () => {
    const { call, cover, clock, sandbox } = await bench();
    sandbox.failNext({ code: 'inferenceError' });
    const [bad, good] = [await cover({ numberResults: 2 }), await cover()];
    await call([bad]);
    await clock.advance(65_000);
    await call([good]);
    expect(sandbox.tasks()).toMatchObject([
      { taskUUID: bad.taskUUID, state: 'failed', results: 2, finishedResults: 0 },
      { taskUUID: good.taskUUID, state: 'running', results: 1, style: good.positivePrompt },
    ]);
  });
});

describe('sync delivery', () => {
  it('answers with the results themselves once they are done', async () => {
    const { call, cover, clock, sandbox } = await bench({ resultStaggerMs: 1_000 });
    const answer = call([await cover({ deliveryMethod: undefined, numberResults: 2 })]);
    await vi.waitFor(() => expect(sandbox.paidRequests()).toBe(1));
    await clock.runUntil(() => sandbox.tasks()[0]?.state === 'finished', { stepMs: 10_000 });
    const { status, data } = await answer;
    expect(status).toBe(200);
    expect(data).toHaveLength(2);
    expect(data?.[0]).toHaveProperty('audioURL');
    expect(data?.[0]).not.toHaveProperty('status');
  });

  it('gives up at its limit while the task goes on and is billed', async () => {
    const { call, cover, poll, clock, sandbox } = await bench({ generationMs: 200_000 });
    const task = await cover({ deliveryMethod: 'sync' });
    const answer = call([task]);
    await vi.waitFor(() => expect(sandbox.paidRequests()).toBe(1));
    let isAnswered = false;
    answer.finally(() => {
      isAnswered = true;
    });
    await clock.runUntil(() => isAnswered, { stepMs: 10_000 });
    expect(await answer).toMatchObject({ status: 504, errors: [{ code: 'timeout', taskUUID: task.taskUUID }] });
    await clock.advance(200_000);
    expect(statuses((await poll(task.taskUUID)).data)).toEqual(['success']);
  });

  it('answers a failure with its status', async () => {
    const { call, cover, sandbox } = await bench({ generationMs: 0 });
    sandbox.failNext({ code: 'contentPolicyViolation', form: 'errors' });
    const answer = await call([await cover({ deliveryMethod: 'sync' })]);
    expect(answer).toMatchObject({ status: 400, errors: [{ code: 'contentPolicyViolation' }] });
  });
});

describe('a cover that fails', () => {
  it('fails through errors[], with the finished results beside', async () => {
    const { call, cover, poll, clock, sandbox } = await bench({ resultStaggerMs: 1_000 });
    const failing = sandbox.failNext({ code: 'timeoutProvider', form: 'errors', partial: 1 });
    const task = await cover({ numberResults: 3 });
    expect(await call([task])).toMatchObject({ status: 200 });
    expect(failing.hits).toBe(1);
    await clock.advance(61_000);
    expect(await poll(task.taskUUID)).toMatchObject({ status: 200, errors: undefined });
    await clock.advance(1_000);
    const { status, data, errors } = await poll(task.taskUUID);
    expect(status).toBe(200);
    expect(statuses(data)).toEqual(['success']);
    expect(errors).toEqual([
      {
        code: 'timeoutProvider',
        status: 'error',
        message: expect.stringContaining('did not respond within the timeout window'),
        taskType: 'audioInference',
        taskUUID: task.taskUUID,
      },
    ]);
  });

  it('fails item by item', async () => {
    const { call, cover, poll, clock, sandbox } = await bench({ resultStaggerMs: 1_000 });
    sandbox.failNext({ code: 'processingFailed', message: 'no vocals', form: 'item', partial: 1 });
    const task = await cover({ numberResults: 3 });
    await call([task]);
    await clock.advance(61_000);
    expect(statuses((await poll(task.taskUUID)).data)).toEqual(['success', 'error', 'processing']);
    await clock.advance(1_000);
    const { status, data, errors } = await poll(task.taskUUID);
    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
    expect(data?.slice(1)).toEqual(
      Array.from({ length: 2 }, () => ({
        taskType: 'audioInference',
        taskUUID: task.taskUUID,
        status: 'error',
        error: { code: 'processingFailed', message: 'no vocals' },
      })),
    );
  });

  it.each([
    200, 400,
  ] as const)('answers a poll of nothing but errors with %i when told to', async (failedPollStatus) => {
    const { call, cover, poll, clock, sandbox } = await bench({ failedPollStatus });
    sandbox.failNext({ code: 'inferenceError' });
    const task = await cover();
    await call([task]);
    await clock.advance(60_000);
    expect(await poll(task.taskUUID)).toMatchObject({ status: failedPollStatus, data: [] });
  });

  it('is refused at once when that was planned, and costs nothing', async () => {
    const { call, cover, sandbox } = await bench();
    sandbox.failNext({ code: 'contentPolicyViolation', isRefusedAtOnce: true, times: 2 });
    const task = await cover();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await call([task])).toMatchObject({ status: 400, errors: [{ code: 'contentPolicyViolation' }] });
    }
    expect(sandbox.paidRequests()).toBe(0);
    expect(await call([task])).toMatchObject({ status: 200 });
  });

  it('fails when the renderer cannot decode the song, and says that this is a stand-in', async () => {
    const refuse = Object.assign(new Error('aac'), { code: 'unsupported' });
    const { call, cover, poll, sandbox } = await bench({}, { render: () => Promise.reject(refuse) });
    const task = await cover();
    await call([task]);
    sandbox.settings.generationMs = 0;
    const second = await cover();
    await call([second]);
    await vi.waitFor(async () => {
      expect((await poll(second.taskUUID)).errors?.[0]).toMatchObject({
        code: 'invalidAudio',
        parameter: 'inputs.audio',
        message: expect.stringContaining('sandbox, not Runware'),
      });
    });
    expect(statuses((await poll(task.taskUUID)).data)).toEqual(['processing']);
  });

  it('fails as an inference error when the renderer itself is broken', async () => {
    const { call, cover, poll, clock } = await bench({}, { render: () => Promise.reject(new Error('no worker')) });
    const task = await cover();
    await call([task]);
    await clock.advance(60_000);
    const { errors } = await poll(task.taskUUID);
    expect(errors?.[0]).toMatchObject({ code: 'inferenceError' });
    expect(JSON.stringify(errors)).not.toContain('no worker');
  });

  it('answers 429 when as many run as may', async () => {
    const { call, cover, clock } = await bench({ maximumRunning: 1 });
    const [first, second] = [await cover(), await cover()];
    await call([first]);
    expect(await call([second])).toMatchObject({ status: 429, errors: [{ code: 'rateLimitExceeded' }] });
    await clock.advance(60_000);
    expect(await call([second])).toMatchObject({ status: 200 });
  });
});
