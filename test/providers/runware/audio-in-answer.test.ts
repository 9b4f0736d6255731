import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch, type GuardedFetch, type JsonCall } from '../../../src/http-guard.ts';
import { createLogger } from '../../../src/logger.ts';
import { createRunware, type RunwareOptions } from '../../../src/providers/runware/runware.ts';
import type { Files } from '../../../src/store/port.ts';
import { hashOfBytes } from '../../contracts/provider.ts';
import { bytesOf } from '../../support/bytes-of.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { watchMemory } from '../../support/memory-watch.ts';
import { openFiles } from '../../support/open-files.ts';
import { type RunwareHarness, startRunwareHarness } from './harness.ts';

const signal = new AbortController().signal;
const BYTES = Buffer.from('la la la '.repeat(20_000));
const BASE64 = BYTES.toString('base64');

describe('with the stand-in', () => {
  let harness: RunwareHarness;
  let made: Buffer[];

  async function start(outputType: 'URL' | 'base64Data' | 'dataURI') {
    made = [];
    harness = await startRunwareHarness({}, { outputType }, (seed) => {
      const take = Buffer.concat([Buffer.from(`${seed} ${randomUUID()}`), BYTES]);
      made.push(take);
      return take;
    });
    return harness;
  }

  afterEach(() => harness.close());

  async function submit(takes = 1): Promise<string> {
    const { provider } = harness;
    const prepared = await provider.prepare(await harness.order({ takes }), signal);
    const submission = await provider.submit(prepared, signal);
    return submission.kind === 'accepted' ? submission.ref : '';
  }

  function requests(taskType: string) {
    return harness.sandbox.requests.filter(({ taskTypes }) => taskTypes.includes(taskType));
  }

  describe.each(['base64Data', 'dataURI'] as const)('asked for %s', (outputType) => {
    it('orders that form, without a life for links', async () => {
      await start(outputType);

      await submit();

      const [task] = requests('audioInference')[0]?.body as Record<string, unknown>[];
      expect(task).toMatchObject({ outputType });
      expect(task).not.toHaveProperty('ttl');
    });

    it('has every take in our files, and the same file however often it is polled', async () => {
      const { provider, files } = await start(outputType);
      const before = await files.list();
      const ref = await submit(4);
      await harness.finishTasks();

      const first = (await provider.check([ref], signal)).get(ref);
      const second = (await provider.check([ref], signal)).get(ref);

      const takes = first?.state === 'finished' ? first.takes : [];
      const hashes = takes.map(({ source }) => source.kind === 'file' && source.file.hash);
      expect(hashes.toSorted()).toEqual(made.map(hashOfBytes).toSorted());
      expect(takes.every(({ costMicros }) => costMicros === 150_000)).toBe(true);
      expect(second).toEqual(first);
      expect(await files.list()).toHaveLength(before.length + 4);
    });

    it('asks for each task on its own', async () => {
      const { provider } = await start(outputType);
      const refs = [await submit(), await submit(), await submit()];
      await harness.finishTasks();

      const statuses = await provider.check(refs, signal);

      expect([...statuses.values()].map(({ state }) => state)).toEqual(['finished', 'finished', 'finished']);
      expect(requests('getResponse').map(({ taskUUIDs }) => taskUUIDs.length)).toEqual([1, 1, 1]);
    });

    it('polls again for takes that were lost, and asks the archive once they cannot be polled', async () => {
      const { provider, files, sandbox } = await start(outputType);
      const ref = await submit();
      await harness.finishTasks();
      const [hash = ''] = made.map(hashOfBytes);
      await provider.check([ref], signal);

      for (const resultRetentionMs of [null, 0]) {
        await files.remove(hash);
        sandbox.settings.resultRetentionMs = resultRetentionMs;
        expect(await provider.relink(ref, signal)).toMatchObject([{ source: { kind: 'file', file: { hash } } }]);
        expect(await files.has(hash)).toBe(true);
      }
      expect(requests('getTaskDetails')).toHaveLength(1);
    });

    it('is taken also by a bot that has since been told to ask for links', async () => {
      const { provider, create } = await start(outputType);
      const refs = [await submit(2), await submit(2)];
      await harness.finishTasks();
      const other = create({ outputType: 'URL' });

      const statuses = [...(await other.check(refs, signal)).values()];

      for (const status of statuses)
        expect(status).toMatchObject({ state: 'finished', takes: [{ source: { kind: 'file' } }, {}] });
      expect(await other.relink(refs[0] ?? '', signal)).toMatchObject([{ source: { kind: 'file' } }, {}]);
      expect(await provider.lookup(refs[0]?.split('/')[0] ?? '', signal)).toMatchObject({ state: 'finished' });
    });
  });

  it('takes links also once it asks for audio within answers', async () => {
    const { create } = await start('URL');
    const ref = await submit();
    await harness.finishTasks();
    const other = create({ outputType: 'base64Data' });

    expect((await other.check([ref], signal)).get(ref)).toMatchObject({ takes: [{ source: { kind: 'link' } }] });
    expect(await other.relink(ref, signal)).toMatchObject([{ source: { kind: 'link' } }]);
  });
});

describe('with answers of any kind', () => {
  let folder: string;
  let server: Server;
  let http: GuardedFetch;
  let files: Files;
  let provider: ReturnType<typeof createRunware>;
  /** The ids of each request, and how it was made. */
  let asked: string[][];
  let calls: JsonCall[];
  let answer: (taskUUIDs: string[]) => string | AsyncIterable<Uint8Array>;
  let create: (changes: Partial<RunwareOptions>) => ReturnType<typeof createRunware>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runware-'));
    asked = [];
    calls = [];
    server = createServer(async (request, response) => {
      const tasks: { taskUUID: string }[] = JSON.parse(Buffer.concat(await request.toArray()).toString());
      const taskUUIDs = tasks.map(({ taskUUID }) => taskUUID);
      asked.push(taskUUIDs);
      const body = answer(taskUUIDs);
      Readable.from(typeof body === 'string' ? [Buffer.from(body)] : body)
        .on('error', () => response.destroy())
        .pipe(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const clock = createManualClock();
    http = createGuardedFetch({ trustedOrigins: [], log: createLogger({ level: 'silent' }) });
    files = openFiles({ folder, download: http.download, clock });
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const seen: RunwareOptions['http'] = {
      postForStream(call) {
        calls.push(call);
        return http.postForStream(call);
      },
    };
    create = (changes) =>
      createRunware({ apiKey: 'a-key', baseUrl, http: seen, files, clock, newId: randomUUID, ...changes });
    provider = create({ outputType: 'base64Data' });
  });

  afterEach(async () => {
    await http.close();
    server.close();
    await rm(folder, { recursive: true });
  });

  function itemOf(taskUUID: string, fields: object) {
    return { taskType: 'audioInference', taskUUID, status: 'success', audioUUID: `audio-${taskUUID}`, ...fields };
  }

  function answerWith(fields: object) {
    return (taskUUIDs: string[]) => JSON.stringify({ data: taskUUIDs.map((taskUUID) => itemOf(taskUUID, fields)) });
  }

  async function statesOf(asking: typeof provider, ...refs: string[]) {
    return [...(await asking.check(refs, signal)).values()].map(({ state }) => state);
  }

  const KEPT = { state: 'finished', takes: [{ source: { kind: 'file', file: { hash: hashOfBytes(BYTES) } } }] };

  it.each([
    { what: 'base64', fields: { audioBase64Data: BASE64 } },
    { what: 'a data URI', fields: { audioDataURI: `data:audio/mpeg;base64,${BASE64}` } },
    {
      what: 'a data URI with more in its head',
      fields: { audioDataURI: `data:audio/ogg;codecs=opus;base64,${BASE64}` },
    },
    { what: 'a data URI as base64', fields: { audioBase64Data: `data:audio/mpeg;base64,${BASE64}` } },
    { what: 'base64 as a data URI', fields: { audioDataURI: BASE64 } },
    { what: 'a data URI as a link', fields: { audioURL: `data:audio/mpeg;base64,${BASE64}` } },
    { what: 'base64 as a link', fields: { audioURL: BASE64 } },
    { what: 'both forms and a link', fields: { audioURL: 'https://am.example/1.mp3', audioBase64Data: BASE64 } },
    { what: 'one form, and the other empty', fields: { audioDataURI: '', audioURL: null, audioBase64Data: BASE64 } },
  ])('takes $what, whatever was asked for', async ({ fields }) => {
    answer = answerWith(fields);

    for (const outputType of ['URL', 'base64Data', 'dataURI'] as const)
      expect((await create({ outputType }).check(['a/1'], signal)).get('a/1')).toMatchObject(KEPT);
    expect(await bytesOf(files, { hash: hashOfBytes(BYTES) })).toEqual(BYTES);
  });

  it('takes a link in place of audio', async () => {
    answer = answerWith({ audioBase64Data: 'https://am.example/1.mp3?x=1' });

    expect((await provider.check(['a/1'], signal)).get('a/1')).toMatchObject({
      takes: [{ source: { kind: 'link', url: 'https://am.example/1.mp3?x=1' } }],
    });
  });

  it('asks singly where an answer for several unexpectedly holds audio', async () => {
    answer = answerWith({ audioBase64Data: BASE64 });
    const asking = create({ outputType: 'URL' });

    expect(await statesOf(asking, 'a/1', 'b/1', 'c/1')).toEqual(['finished', 'finished', 'finished']);
    expect(await statesOf(asking, 'a/1', 'b/1')).toEqual(['finished', 'finished']);

    expect(asked.map((taskUUIDs) => taskUUIDs.length)).toEqual([3, 1, 1, 1, 1, 1]);
  });

  it.each<{ what: string; fields: object; code?: string }>([
    { what: 'a letter that is not of base64', fields: { audioBase64Data: `${BASE64}A!,A` } },
    { what: 'an end without its padding', fields: { audioBase64Data: `${BASE64}AA` } },
    { what: 'padding in the middle', fields: { audioBase64Data: `AA==${BASE64}` } },
    { what: 'padding that is too long', fields: { audioBase64Data: `${BASE64}A===` } },
    { what: 'nothing', fields: { audioBase64Data: '' } },
    { what: 'a few words', fields: { audioBase64Data: 'not ready yet' } },
    { what: 'a data URI of nothing', fields: { audioDataURI: 'data:audio/mpeg;base64,' } },
    { what: 'a data URI in another encoding', fields: { audioDataURI: 'data:audio/mpeg,%FF%FB%90' } },
    { what: 'a long data URI in another encoding', fields: { audioDataURI: `data:audio/mpeg,${BASE64}` } },
  ])('only asks again after a result with $what, and not for ever', async ({ fields }) => {
    answer = answerWith(fields);
    const failure = { name: 'ProviderError', code: 'badResponse', accepted: 'yes' };
    await expect(provider.check(['a/1'], signal)).rejects.toMatchObject(failure);
    await expect(provider.lookup('a', signal)).rejects.toMatchObject({ ...failure, accepted: 'unknown' });
    expect(await files.list()).toEqual([]);

    answer = answerWith({ audioBase64Data: BASE64 });
    expect((await provider.check(['a/1'], signal)).get('a/1')).toMatchObject(KEPT);

    answer = answerWith(fields);
    await expect(provider.check(['a/1'], signal)).rejects.toMatchObject(failure);
    await expect(provider.check(['a/1'], signal)).rejects.toMatchObject(failure);
    const error = { code: 'failed', accepted: 'yes', vendorCode: 'resultIsNoAudio' };
    expect((await provider.check(['a/1'], signal)).get('a/1')).toMatchObject({ state: 'failed', error });
  });

  it.each([
    { what: 'ends in the middle of the audio', length: BASE64.length / 2 },
    { what: 'ends behind the audio', length: BASE64.length + 200 },
  ])('only asks again after an answer that $what', async ({ length }) => {
    const whole = answerWith({ audioBase64Data: BASE64, note: 'x'.repeat(1_000) });
    answer = (taskUUIDs) => whole(taskUUIDs).slice(0, length);
    await expect(provider.check(['a/1'], signal)).rejects.toMatchObject({ code: 'badResponse', accepted: 'yes' });

    answer = async function* (taskUUIDs) {
      yield Buffer.from(whole(taskUUIDs).slice(0, length));
      throw new Error('the connection breaks');
    };
    await expect(provider.check(['a/1'], signal)).rejects.toMatchObject({ code: 'unavailable', accepted: 'yes' });

    answer = whole;
    expect((await provider.check(['a/1'], signal)).get('a/1')).toMatchObject(KEPT);
  });

  it('tells of all other tasks when the audio of some is bad', async () => {
    const refs = Array.from({ length: 12 }, (_, index) => `task-${index}/1`);
    answer = ([taskUUID = '']) =>
      answerWith({ audioBase64Data: Number(taskUUID.slice(5)) < 6 ? 'A-' : BASE64 })([taskUUID]);

    const states = await statesOf(provider, ...refs);

    expect(states).toEqual([...Array(6).fill('running'), ...Array(6).fill('finished')]);
  });

  it('takes a result without any audio for a failed one', async () => {
    answer = answerWith({ audioBase64Data: null });

    expect(await statesOf(provider, 'a/1')).toEqual(['failed']);
  });

  it('takes no notice of audio before its result is done', async () => {
    answer = answerWith({ status: 'processing', audioBase64Data: '' });

    expect(await statesOf(provider, 'a/1')).toEqual(['running']);
  });

  it('never takes what an answer calls a file for one of ours', async () => {
    const file = { hash: 'a'.repeat(64), path: '/etc/passwd', sizeBytes: 1 };
    answer = answerWith({ file, audioBase64Data: { file }, audioDataURI: file });

    expect(await statesOf(provider, 'a/1')).toEqual(['failed']);
  });

  it('only asks again when there is no room for the audio', async () => {
    const full = openFiles({ folder, download: http.download, maximumTotalBytes: 1_000, clock: createManualClock() });
    const asking = create({ outputType: 'dataURI', files: full });
    answer = answerWith({ audioDataURI: `data:audio/mpeg;base64,${BASE64}` });

    await expect(asking.check(['a/1'], signal)).rejects.toMatchObject({ name: 'ProviderError', accepted: 'yes' });
    await expect(asking.lookup('a', signal)).rejects.toMatchObject({ name: 'ProviderError', accepted: 'unknown' });
  });

  it('gives audio time to arrive as long as it keeps coming', async () => {
    answer = answerWith({ audioBase64Data: BASE64 });

    await create({ outputType: 'base64Data', requestTimeoutMs: 30_000 }).check(['a/1'], signal);

    expect(calls).toMatchObject([{ timeoutMs: 300_000, idleMs: 30_000 }]);
  });

  it('holds next to nothing of four takes in one answer', async () => {
    const piece = Buffer.from('ABCD'.repeat(16_384));
    const memory = watchMemory();
    answer = async function* ([taskUUID = '']) {
      yield Buffer.from('{"data":[');
      for (let take = 1; take <= 4; take += 1) {
        yield Buffer.from(
          `{"taskUUID":"${taskUUID}","status":"success","audioUUID":"${take}","audioBase64Data":"${'ABCD'.repeat(take)}`,
        );
        for (let sent = 0; sent < 15_300_000; sent += piece.length) {
          if (sent % (100 * piece.length) === 0) await memory.sample();
          yield piece;
        }
        yield Buffer.from(`"}${take < 4 ? ',' : ']}'}`);
      }
    };

    const status = (await provider.check(['a/4'], signal)).get('a/4');

    const sizes =
      status?.state === 'finished' ? status.takes.map(({ source }) => 'file' in source && source.file.sizeBytes) : [];
    expect(sizes).toHaveLength(4);
    for (const sizeBytes of sizes) expect(sizeBytes).toBeGreaterThan(11_400_000);
    expect(memory.count()).toBe(12);
    expect(memory.largestRise()).toBeLessThan(5_000_000);
  });
});
