import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Order, ProviderTake, TaskStatus } from '../../../src/providers/port.ts';
import { type RunwareHarness, SONG, startRunwareHarness } from './harness.ts';

const signal = new AbortController().signal;

let harness: RunwareHarness;

async function start(...[settings, options]: Parameters<typeof startRunwareHarness>) {
  harness = await startRunwareHarness(settings, options);
  return harness;
}

afterEach(() => harness.close());

async function submit(changes?: Partial<Order>): Promise<string> {
  const { provider } = harness;
  const submission = await provider.submit(await provider.prepare(await harness.order(changes), signal), signal);
  return submission.kind === 'accepted' ? submission.ref : '';
}

async function statusOf(ref: string): Promise<TaskStatus | undefined> {
  return (await harness.provider.check([ref], signal)).get(ref);
}

async function takesOf(ref: string): Promise<ProviderTake[]> {
  const status = await statusOf(ref);
  return status?.state === 'finished' ? status.takes : [];
}

function lastRequest(): { taskTypes: string[]; body: unknown } | undefined {
  return harness.sandbox.requests.findLast(({ method }) => method === 'POST');
}

describe('preparing', () => {
  it('hands on the link when it lives for more than an hour', async () => {
    const { provider, order, sandbox, clock, reference } = await start();
    const url = reference.link?.url ?? '';
    const link = { url, expiresAt: clock.now() + 3_600_001 };

    const prepared = await provider.prepare(await order({ reference: { ...reference, link } }), signal);

    expect(prepared.body).toMatchObject({ inputs: { audio: url } });
    expect(sandbox.requests).toEqual([]);
  });

  it.each([
    { what: 'lives for an hour', lifeMs: 3_600_000 },
    { what: 'is gone', lifeMs: undefined },
  ])('uploads the kept song byte by byte when the link $what', async ({ lifeMs }) => {
    const { provider, order, clock, references, reference } = await start();
    const url = reference.link?.url ?? '';
    const link = lifeMs === undefined ? null : { url, expiresAt: clock.now() + lifeMs };

    const prepared = await provider.prepare(await order({ reference: { ...reference, link } }), signal);
    expect(prepared.body).toMatchObject({ inputs: { audio: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    await provider.submit(prepared, signal);

    await expect.poll(() => references).toHaveLength(1);
    expect(Buffer.from(references[0] ?? []).equals(SONG)).toBe(true);
  });

  it('asks for a model that only the operator knows like the cover model', async () => {
    const { provider, order } = await start();

    const prepared = await provider.prepare(await order({ model: 'minimax:music@cover-2' }), signal);

    expect(prepared.body).toMatchObject({ model: 'minimax:music@cover-2', numberResults: 1 });
  });

  it('says that the song is gone when it is', async () => {
    const { provider, order, reference } = await start();
    const gone = { ...reference, hash: 'a'.repeat(64), link: null };

    await expect(provider.prepare(await order({ reference: gone }), signal)).rejects.toMatchObject({
      name: 'UserError',
      text: { key: 'files.gone' },
    });
  });

  it('tells of an upload that was refused', async () => {
    const { provider, order, reference } = await start({ maximumMediaBytes: 1_000 });

    await expect(
      provider.prepare(await order({ reference: { ...reference, link: null } }), signal),
    ).rejects.toMatchObject({ name: 'ProviderError', accepted: 'no' });
  });

  it.each<{ what: string; changes: Partial<Order> }>([
    { what: 'no style', changes: { style: null } },
    { what: 'a style of 9 characters', changes: { style: 'x'.repeat(9) } },
    { what: 'a style of 301 characters', changes: { style: 'x'.repeat(301) } },
    { what: 'lyrics of 9 characters', changes: { lyrics: 'x'.repeat(9) } },
    { what: 'lyrics of 1001 characters', changes: { lyrics: 'x'.repeat(1_001) } },
    { what: 'five takes', changes: { takes: 5 } },
    { what: 'no take', changes: { takes: 0 } },
    { what: 'a seed over a million', changes: { seed: 1_000_001 } },
    { what: 'an id that is no UUID v4', changes: { ourId: '12345' } },
    {
      what: 'OGG at 44.1 kHz',
      changes: { audio: { format: 'ogg', bitrateKbps: 128, sampleRate: 44_100, channels: 2 } },
    },
    {
      what: 'MP3 at 384 kbit/s',
      changes: { audio: { format: 'mp3', bitrateKbps: 384, sampleRate: 44_100, channels: 2 } },
    },
  ])('refuses $what before anything is sent', async ({ changes }) => {
    const { provider, order, sandbox } = await start();

    const failure = provider.prepare(await order(changes), signal);

    await expect(failure).rejects.toMatchObject({ name: 'ProviderError', code: 'badRequest', accepted: 'no' });
    expect(sandbox.requests).toEqual([]);
  });

  it.each<{ what: string; changes: Partial<Order> }>([
    { what: 'the shortest texts', changes: { style: 'é'.repeat(10), lyrics: '🎵'.repeat(10) } },
    { what: 'the longest texts', changes: { style: '🎵'.repeat(300), lyrics: 'x'.repeat(1_000) } },
    { what: 'four takes and the highest seed', changes: { takes: 4, seed: 1_000_000 } },
    { what: 'WAV without settings', changes: { audio: { format: 'wav', bitrateKbps: 1, sampleRate: 1, channels: 2 } } },
    {
      what: 'FLAC without settings',
      changes: { audio: { format: 'flac', bitrateKbps: 1, sampleRate: 1, channels: 2 } },
    },
    { what: 'OGG at 48 kHz', changes: { audio: { format: 'ogg', bitrateKbps: 256, sampleRate: 48_000, channels: 2 } } },
    { what: 'OGG in mono', changes: { audio: { format: 'ogg', bitrateKbps: 224, sampleRate: 48_000, channels: 1 } } },
  ])('orders $what as Runware takes it', async ({ changes }) => {
    await start();

    await submit(changes);

    expect(harness.sandbox.paidRequests()).toBe(1);
  });
});

describe('paying', () => {
  it('sends the whole order in one asynchronous task', async () => {
    await start({}, { resultTtlSeconds: 3_600 });
    const ourId = randomUUID();

    const ref = await submit({ ourId, takes: 2, seed: 7, lyrics: '[Verse]\nla la la' });

    expect(ref).toContain(ourId);
    expect(lastRequest()?.body).toEqual([
      {
        taskType: 'audioInference',
        taskUUID: ourId,
        model: 'minimax:music@cover',
        positivePrompt: 'a slow waltz by the sea',
        inputs: { audio: expect.stringContaining('http') },
        settings: { lyrics: '[Verse]\nla la la' },
        seed: 7,
        outputType: 'URL',
        outputFormat: 'MP3',
        audioSettings: { bitrate: 256, channels: 2, sampleRate: 44_100 },
        deliveryMethod: 'async',
        ttl: 3_600,
        includeCost: true,
        numberResults: 2,
      },
    ]);
  });

  it('sends lyrics with the tags that Runware names', async () => {
    await start();

    await submit({ lyrics: '[Pre-Chorus 2]\nla la la\n[Drop]\n[whispered] la' });

    expect(lastRequest()?.body).toMatchObject([
      { settings: { lyrics: '[Verse]\nla la la\n[Chorus]\n[whispered] la' } },
    ]);
  });

  it('sends lyrics as they are where other tags would make them too short', async () => {
    await start();

    await submit({ lyrics: '[Interlude]' });

    expect(lastRequest()?.body).toMatchObject([{ settings: { lyrics: '[Interlude]' } }]);
  });

  it('tells an empty account from a good one before anything is asked for, however the balance is written', async () => {
    const { provider, sandbox } = await start();
    for (const balanceForm of ['number', 'object'] as const) {
      sandbox.settings.balanceForm = balanceForm;
      sandbox.money.balanceMicros = 1_000_000;
      expect(await provider.checkAccess(signal)).toBe('ok');
      sandbox.money.balanceMicros = 0;
      expect(await provider.checkAccess(signal)).toBe('no credit');
    }
    sandbox.faults.add({ kind: '500', when: 'before', taskType: 'accountManagement' });
    expect(await provider.checkAccess(signal)).toBe('ok');
  });

  it('tells when there is no money left', async () => {
    const { provider, order, sandbox } = await start();
    sandbox.money.balanceMicros = 1_000;
    const prepared = await provider.prepare(await order(), signal);

    await expect(provider.submit(prepared, signal)).rejects.toMatchObject({ code: 'noCredit', accepted: 'no' });
  });

  it('tells when Runware refuses the song', async () => {
    const { provider, order, reference } = await start();
    const link = { url: 'http://127.0.0.1:9/gone.mp3', expiresAt: harness.clock.now() + 86_400_000 };
    const prepared = await provider.prepare(await order({ reference: { ...reference, link } }), signal);

    await expect(provider.submit(prepared, signal)).rejects.toMatchObject({ code: 'badAudio', accepted: 'no' });
  });

  it.each(['conflict', 'ignore'] as const)('pays once though sent twice (%s)', async (duplicateTask) => {
    await start({ duplicateTask });
    const ourId = randomUUID();

    const refs = [await submit({ ourId, takes: 2 }), await submit({ ourId, takes: 2 })];
    await harness.finishTasks();

    expect(harness.sandbox.paidRequests()).toBe(1);
    for (const ref of refs) expect(await takesOf(ref)).toHaveLength(2);
  });

  it('never shows the key or a signed link in an error', async () => {
    const { provider, order, sandbox } = await start();
    sandbox.failNext({
      code: 'somethingNew',
      message: `refused ${sandbox.apiKey} for https://cdn.example/song.mp3?ex=1&hm=secret`,
      isRefusedAtOnce: true,
    });
    const prepared = await provider.prepare(await order(), signal);

    await expect(provider.submit(prepared, signal)).rejects.toMatchObject({
      message: 'refused [key] for https://cdn.example/song.mp3?…',
    });
  });
});

describe('checking', () => {
  it.each([
    'processing',
    'pending',
    'missing',
    'noItem',
  ] as const)('waits for all takes while the others are shown as %s', async (runningWord) => {
    await start({ runningWord, generationMs: 60_000, resultStaggerMs: 10_000 });
    const ref = await submit({ takes: 3 });

    await harness.clock.advance(71_000);
    expect(await statusOf(ref)).toMatchObject({ state: 'running' });

    await harness.clock.advance(20_000);
    expect(await takesOf(ref)).toHaveLength(3);
  });

  it('waits for all takes of a task of which only our id is known', async () => {
    await start({ runningWord: 'noItem', generationMs: 60_000, resultStaggerMs: 10_000 });
    const ourId = randomUUID();
    await submit({ ourId, takes: 3 });

    await harness.clock.advance(71_000);
    expect(await statusOf(ourId)).toMatchObject({ state: 'running' });

    await harness.clock.advance(20_000);
    expect(await takesOf(ourId)).toHaveLength(3);
  });

  it('promises of a link only what holds from the acceptance on', async () => {
    await start({}, { resultTtlSeconds: 3_600 });
    const acceptedAt = harness.clock.now();
    const ourId = randomUUID();
    const ref = await submit({ ourId });
    await harness.finishTasks();

    expect(await takesOf(ref)).toMatchObject([{ source: { expiresAt: acceptedAt + 3_600_000 } }]);
    expect(await takesOf(ourId)).toMatchObject([{ source: { expiresAt: null } }]);
    expect(await takesOf(await submit({ ourId }))).toMatchObject([{ source: { expiresAt: null } }]);
  });

  it('has seeds above those that may be asked for', async () => {
    await start();
    const ref = await submit();
    await harness.finishTasks();

    expect(await takesOf(ref)).toMatchObject([{ seed: 0.75 * 2 ** 32, costMicros: 150_000 }]);
  });

  it('asks for fifty tasks in one request', async () => {
    await start();
    const refs = await Promise.all(Array.from({ length: 51 }, () => submit()));
    await harness.finishTasks();
    const before = harness.sandbox.requests.length;

    const statuses = await harness.provider.check(refs, signal);

    expect([...statuses.values()].every(({ state }) => state === 'finished')).toBe(true);
    expect(harness.sandbox.requests.length - before).toBe(2);
  });

  it.each([
    200, 400,
  ] as const)('finds out whose error it is when it names no task (status %d), and spares the siblings', async (failedPollStatus) => {
    await start({ errorsNameTask: false, failedPollStatus, failureForm: 'errors' });
    const good = await submit();
    harness.failNextTask({ goodTakes: 0, billed: false });
    const bad = await submit();
    await harness.finishTasks();
    const young = await submit();

    const statuses = await harness.provider.check([good, bad, young], signal);

    expect([good, bad, young].map((ref) => statuses.get(ref)?.state)).toEqual(['finished', 'failed', 'running']);
  });

  it.each(['errors', 'item'] as const)('reads a failure that is told as %s', async (failureForm) => {
    const { sandbox } = await start({ failureForm });
    sandbox.failNext({ code: 'timeoutProvider', form: failureForm });
    const ref = await submit();
    await harness.finishTasks();

    expect(await statusOf(ref)).toMatchObject({ state: 'failed', error: { code: 'timeout', accepted: 'yes' } });
  });

  it('asks singly where several at once are refused, and does not try that again for a while', async () => {
    const { sandbox, clock, provider } = await start({ batchedPolls: 'refuse' });
    const refs = [await submit(), await submit(), await submit()];
    await harness.finishTasks();
    const requestsOf = async () => {
      const before = sandbox.requests.length;
      const statuses = await provider.check(refs, signal);
      expect([...statuses.values()].map(({ state }) => state)).toEqual(['finished', 'finished', 'finished']);
      return sandbox.requests.length - before;
    };

    expect(await requestsOf()).toBe(4);
    await clock.advance(300_000);
    expect(await requestsOf()).toBe(3);
    await clock.advance(300_000);
    expect(await requestsOf()).toBe(4);
  });

  it('does not believe at once that an accepted task is not there', async () => {
    const { provider, clock } = await start({ taskDetailsRetentionMs: 0, resultRetentionMs: 0, generationMs: 0 });
    const ref = await submit();
    await expect.poll(() => harness.sandbox.tasks()).toMatchObject([{ state: 'finished' }]);

    expect(await statusOf(ref)).toEqual({ state: 'running' });
    expect(await statusOf(ref)).toEqual({ state: 'running' });
    await clock.advance(59_999);
    expect(await statusOf(ref)).toEqual({ state: 'running' });
    await clock.advance(1);
    expect(await statusOf(ref)).toMatchObject({ state: 'failed', error: { code: 'notFound', accepted: 'yes' } });
    expect((await provider.check([ref], signal)).get(ref)).toEqual({ state: 'running' });
  });

  it.each([
    'URL',
    'base64Data',
  ] as const)('finds what can no longer be polled in the archive (%s)', async (outputType) => {
    await start({ resultRetentionMs: 0 }, { outputType });
    const ourId = randomUUID();
    const ref = await submit({ ourId, takes: 2 });
    harness.failNextTask({ goodTakes: 0, billed: false });
    const failed = await submit();
    await harness.finishTasks();

    expect(await takesOf(ref)).toHaveLength(2);
    expect(await takesOf(ourId)).toHaveLength(2);
    expect(await statusOf(failed)).toMatchObject({ state: 'failed', error: { code: 'failed' } });
  });

  it('believes nothing while the archive cannot be asked, or has lost what came of a task', async () => {
    const { clock, sandbox } = await start({ resultRetentionMs: 0 });
    const ourId = randomUUID();
    const ref = await submit({ ourId });
    await submit({ ourId });
    await harness.finishTasks();
    const fault = sandbox.faults.add({ taskType: 'getTaskDetails', kind: '500', when: 'before' });
    const lookFor = async (times: number) => {
      for (let time = 0; time < times; time += 1) {
        expect(await statusOf(ref)).toEqual({ state: 'running' });
        await clock.advance(60_000);
      }
    };

    await lookFor(4);
    fault.remove();
    sandbox.settings.taskDetailsRecord = 'lastResponse';
    await lookFor(4);
    sandbox.settings.taskDetailsRecord = 'result';
    expect(await takesOf(ref)).toHaveLength(1);
  });

  it('never fails a task because its key was refused', async () => {
    await start();
    const ref = await submit();

    await expect(harness.locked.check([ref], signal)).rejects.toMatchObject({ code: 'auth' });
  });
});

describe('looking up', () => {
  it.each(['taskNotFound', 'taskFailedOrNotFound'])('takes %s for absent', async (unknownTaskCode) => {
    const { provider } = await start({ unknownTaskCode });

    expect(await provider.lookup(randomUUID(), signal)).toBe('absent');
  });

  it.each(['taskExpired', 'taskCancelled'])('never takes %s for absent: such a task was there', async (code) => {
    const { provider } = await start({ unknownTaskCode: code });

    expect(await provider.lookup(randomUUID(), signal)).toMatchObject({ state: 'failed', error: { code: 'notFound' } });
  });

  it('never takes for absent what can no longer be polled', async () => {
    const { provider } = await start({ resultRetentionMs: 0 });
    const ourId = randomUUID();
    await submit({ ourId, takes: 2 });
    await harness.finishTasks();

    expect(await provider.lookup(ourId, signal)).toMatchObject({ state: 'finished' });
  });

  it('concludes nothing while the archive cannot be asked', async () => {
    const { provider, sandbox } = await start();
    sandbox.faults.add({ taskType: 'getTaskDetails', kind: '500', when: 'before' });

    await expect(provider.lookup(randomUUID(), signal)).rejects.toMatchObject({ accepted: 'unknown' });
  });

  it.each(['running', 'empty'] as const)('never concludes absence from silence (%s)', async (unknownTask) => {
    const { provider, sandbox } = await start({ unknownTask, unknownTaskDetails: 'empty' });
    expect(await provider.lookup(randomUUID(), signal)).toBe('unclear');

    sandbox.settings.unknownTaskDetails = 'error';
    expect(await provider.lookup(randomUUID(), signal)).toBe('denied');
  });

  it.each([
    'running',
    'empty',
  ] as const)('never concludes acceptance from silence (%s), but from the archive or a result', async (unknownTask) => {
    const { provider, sandbox } = await start({ unknownTask, taskDetailsKnow: 'ended' });
    const ourId = randomUUID();
    await submit({ ourId });
    expect(await provider.lookup(ourId, signal)).toBe('denied');

    sandbox.settings.taskDetailsKnow = 'all';
    expect(await provider.lookup(ourId, signal)).toEqual({ state: 'running' });

    await harness.finishTasks();
    sandbox.settings.taskDetailsRetentionMs = 0;
    expect(await provider.lookup(ourId, signal)).toMatchObject({ state: 'finished' });
  });

  it('takes a task that failed for want of its song for a failed one', async () => {
    const { provider, sandbox } = await start();
    sandbox.failNext({ code: 'mediaNotFound' });
    const ourId = randomUUID();
    await submit({ ourId });
    await harness.finishTasks();

    expect(await provider.lookup(ourId, signal)).toMatchObject({ state: 'failed', error: { code: 'badAudio' } });
  });

  it('does not know more after a refused poll', async () => {
    await start();

    await expect(harness.locked.lookup?.(randomUUID(), signal)).rejects.toMatchObject({ accepted: 'unknown' });
  });
});

describe('a task that seems to run for ever', () => {
  it.each([
    'running',
    'empty',
  ] as const)('is found in the archive when polls have forgotten it (%s)', async (unknownTask) => {
    const { clock, sandbox } = await start({ unknownTask, resultRetentionMs: 0 });
    const ref = await submit({ takes: 2 });
    await harness.finishTasks();
    expect(await statusOf(ref)).toEqual({ state: 'running' });
    const asked = () => sandbox.requests.filter(({ body }) => JSON.stringify(body).includes('getTaskDetails')).length;
    expect(asked()).toBe(0);

    await clock.advance(5 * 60_000);
    expect(await takesOf(ref)).toHaveLength(2);
    expect(asked()).toBe(1);
  });

  it('is not called finished for the first of its results, and its archive is not asked with every poll', async () => {
    const { clock, sandbox } = await start({ generationMs: 290_000, resultStaggerMs: 600_000 });
    const ref = await submit({ takes: 2 });
    await clock.advance(5 * 60_000);
    for (let poll = 0; poll < 5; poll += 1) expect(await statusOf(ref)).toEqual({ state: 'running' });
    const asked = sandbox.requests.filter(({ body }) => JSON.stringify(body).includes('getTaskDetails'));
    expect(asked).toHaveLength(1);
  });
});

describe('linking anew', () => {
  it('brings links that live after the old ones have died', async () => {
    const { provider, clock, files } = await start({}, { resultTtlSeconds: 60 });
    const ref = await submit();
    await harness.finishTasks();
    const [old] = await takesOf(ref);
    await clock.advance(120_000);
    const limits = { maximumBytes: 1_000, totalMs: 5_000, idleMs: 5_000, signal };
    const download = (take?: ProviderTake) => files.keep(take?.source.kind === 'link' ? take.source.url : '', limits);

    const [fresh] = await provider.relink(ref, signal);

    await expect(download(old)).rejects.toMatchObject({ code: 'dead' });
    await expect(download(fresh)).resolves.toBeDefined();
  });

  it('says so when there are none', async () => {
    const { provider } = await start();

    await expect(provider.relink(randomUUID(), signal)).rejects.toMatchObject({ code: 'notFound', accepted: 'yes' });
  });
});
