import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { takeSchema } from '../../src/domain/job.ts';
import { FetchError, ProviderError } from '../../src/errors.ts';
import type { GuardedFetch, StreamedAnswer } from '../../src/http-guard.ts';
import { createAimlapi } from '../../src/providers/aimlapi/aimlapi.ts';
import { createMinimax } from '../../src/providers/minimax/minimax.ts';
import type { Provider, ProviderTake, TaskStatus } from '../../src/providers/port.ts';
import { createRunware } from '../../src/providers/runware/runware.ts';
import type { Files } from '../../src/store/port.ts';
import { aReference } from '../support/build-job.ts';
import { anOrder } from '../support/build-order.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { brokenJson } from './broken-json.ts';

/** What a vendor sends, whatever is asked. */
interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** Where the text is split on its way. */
  splitAt: number;
}

const { signal } = new AbortController();
const clock = createManualClock();
const reference = aReference({ link: { url: 'https://cdn.example/song.mp3', expiresAt: clock.now() + 86_400_000 } });
/** Our id for the task, and Runware's too. */
const TASK = 'b6a0f7c2-6d4f-4c0e-9a51-0d7b4a1f2c3e';
const LINK = 'https://cdn.example/take.mp3?Expires=1795262926';
const ok = { base_resp: { status_code: 0, status_msg: 'success' } };

/** Made from the usual answer half of the time, and from any other of the vendor's else. */
const answersLike = (usual: object, others: readonly object[]): fc.Arbitrary<Answer> =>
  fc.record({
    status: fc.constantFrom(200, 200, 200, 201, 400, 401, 402, 404, 409, 422, 429, 500, 503),
    headers: fc.constantFrom<Record<string, string>>(
      {},
      { 'x-inference-id': 'abc', 'x-aimlapi-usd-spent': '0.15' },
      { 'x-inference-id': '', 'x-aimlapi-usd-spent': '1e300' },
      { 'x-aimlapi-usd-spent': '-1' },
      { 'x-aimlapi-usd-spent': 'Infinity' },
    ),
    text: fc.oneof(brokenJson(usual), brokenJson(...others)),
    splitAt: fc.nat(2_000),
  });

function streamed({ status, headers, text, splitAt }: Answer): StreamedAnswer {
  const bytes = Buffer.from(text);
  const body = async function* () {
    yield bytes.subarray(0, splitAt);
    yield bytes.subarray(splitAt);
  };
  return { status, headers, body: body() };
}

/** As the guarded fetch reads a whole answer. */
function whole(answer: Answer) {
  const { status, headers, text } = answer;
  try {
    return { status, headers, body: JSON.parse(text) as unknown };
  } catch {
    return { status, headers, body: undefined };
  }
}

const files: Pick<Files, 'open' | 'put'> = {
  open: async () => undefined,
  async put(source) {
    if (source.kind !== 'bytes') throw new Error('nothing is downloaded here');
    const { bytes, maximumBytes } = source;
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const piece of bytes) {
      hash.update(piece);
      sizeBytes += piece.length;
      if (sizeBytes > maximumBytes) throw new FetchError('tooLarge', 'larger than allowed');
    }
    return { hash: hash.digest('hex'), sizeBytes };
  },
};

/** A client whose vendor always says the same. */
function clientsOf(answer: Answer) {
  const http: Pick<GuardedFetch, 'postForStream' | 'getJson'> = {
    postForStream: async () => streamed(answer),
    getJson: async () => whole(answer),
  };
  const featureIds = { get: async () => undefined, save: async () => undefined, forget: async () => undefined };
  const common = { apiKey: 'the-api-key', http, files, featureIds, clock, newId: randomUUID };
  return { runware: createRunware(common), aimlapi: createAimlapi(common), minimax: createMinimax(common) };
}

/** What can be written down of a take; of one that cannot, the job could not go on. */
const recordSchema = takeSchema.pick({ seed: true, costMicros: true, link: true });

function expectTakes(takes: readonly ProviderTake[]): void {
  expect(takes.length).toBeGreaterThan(0);
  for (const { source, seed, costMicros } of takes) {
    const link = source.kind === 'link' ? { url: source.url, expiresAt: source.expiresAt } : null;
    expect(recordSchema.safeParse({ seed, costMicros, link }).error).toBeUndefined();
  }
}

const isMicros = (value: unknown) => z.int().nonnegative().safeParse(value).success;

/** The only thing that a client may throw, whatever came. */
function expectFailure(error: unknown): void {
  if (!(error instanceof ProviderError)) throw error;
  expect(error.costMicros === undefined || isMicros(error.costMicros)).toBe(true);
  expect(['no', 'yes', 'unknown']).toContain(error.accepted);
  expect(error.message).not.toContain('the-api-key');
  expect(error.message.length).toBeLessThan(1_000);
}

/** The same order for every answer. */
async function submitting(name: 'runware' | 'aimlapi' | 'minimax', model: string) {
  const unasked = clientsOf({ status: 500, headers: {}, text: '', splitAt: 0 });
  const task = await unasked[name].prepare(anOrder({ ourId: TASK, model, reference }), signal);
  return async (answer: Answer) => {
    const submission = await clientsOf(answer)[name].submit(task, signal);
    if (submission.kind === 'finished') expectTakes(submission.takes);
    else expect(submission.ref).not.toBe('');
  };
}

async function check(provider: Provider, ...refs: string[]): Promise<void> {
  const statuses = await provider.check(refs, signal);
  expect([...statuses.keys()]).toEqual(refs);
  for (const status of statuses.values()) expectStatus(status);
}

function expectStatus(status: TaskStatus): void {
  if (status.state === 'finished') expectTakes(status.takes);
  if (status.state === 'failed') expectFailure(status.error);
  if (status.state === 'running' && status.progress !== undefined) expect(status.progress).toBeTypeOf('number');
}

/** Uses every answer; some of them must be good enough for something to be read of them. */
async function holds(answers: fc.Arbitrary<Answer>, use: (answer: Answer) => Promise<void>): Promise<void> {
  let good = 0;
  const oneMoreGood = () => {
    good += 1;
  };
  await fc.assert(
    fc.asyncProperty(answers, (answer) => use(answer).then(oneMoreGood, expectFailure)),
    { numRuns: 200 },
  );
  expect(good).toBeGreaterThan(0);
}

describe('whatever Runware answers', () => {
  const take = { taskType: 'getResponse', taskUUID: TASK, status: 'success', audioUUID: 'a', seed: 7, cost: 0.15 };
  const linked = { ...take, audioURL: LINK };
  const error = { code: 'inferenceError', message: 'it failed: the-api-key', taskUUID: TASK, cost: 0.05 };
  const accepted = { data: [{ taskType: 'audioInference', taskUUID: TASK }] };
  const finished = { data: [linked, { ...linked, audioUUID: 'b' }] };
  const request = [{ taskType: 'audioInference', numberResults: 2 }];
  const archived = { data: [{ taskUUID: TASK, request, response: { data: [linked] } }] };
  const all = [
    accepted,
    finished,
    archived,
    // Numbers that no record can hold.
    { data: [{ ...linked, seed: 1.5, cost: 1e300 }] },
    { data: [{ ...linked, seed: 2 ** 60, cost: 2 ** 60 }] },
    { data: [linked, { taskUUID: TASK, status: 'processing', progress: 40 }], errors: [error] },
    { data: [{ ...take, audioBase64Data: Buffer.from('a song').toString('base64') }] },
    { data: [{ ...take, audioDataURI: 'data:audio/mpeg;base64,YSBzb25n' }] },
    { errors: [error, { ...error, taskUUID: 'task-2', code: 'taskNotFound', parameter: ['taskUUID'] }] },
  ];

  it('to the paid request is an acceptance or a failure that decides', async () =>
    holds(answersLike(accepted, all), await submitting('runware', 'minimax:music@cover')));
  it('to a check is a status for each task, or a failure', () =>
    holds(answersLike(finished, all), (answer) =>
      check(clientsOf(answer).runware, `${TASK}/2/0`, 'task-2', 'task-3/1/0'),
    ));
  it('to a question about our id is a truth or a failure', () =>
    holds(answersLike(finished, all), async (answer) => {
      const truth = await clientsOf(answer).runware.lookup(TASK, signal);
      if (typeof truth === 'object') expectStatus(truth);
    }));
  it('to a wish for new links is links or a failure', () =>
    holds(answersLike(archived, all), async (answer) =>
      expectTakes(await clientsOf(answer).runware.relink(TASK, signal)),
    ));
});

/** As MiniMax hears a song, whoever serves that. */
const heard = {
  cover_feature_id: 'f',
  formatted_lyrics: '[verse]\nla',
  structure_result: '{"segments":[{"label":"verse","start":0,"end":9}]}',
};

describe('whatever AI/ML API answers', () => {
  const waiting = { id: 'gen-1', status: 'queued' };
  const done = { id: 'gen-1', status: 'completed', audio_file: { url: LINK }, meta: { usage: { usd_spent: 0.15 } } };
  const error = { name: 'Error', message: 'no the-api-key', detail: [{ msg: 'why' }] };
  const all = [
    waiting,
    done,
    heard,
    { id: 'gen-1', status: 'error', error },
    { ...done, meta: { usage: { usd_spent: 1e300 } } },
    { statusCode: 400, message: ['one', 'two'], title: 'Bad Request' },
    { data: null, base_resp: { status_code: 1026, status_msg: 'sensitive' } },
  ];

  it('to the paid request is an acceptance or a failure that decides', async () =>
    holds(answersLike(waiting, all), await submitting('aimlapi', 'minimax/music-cover')));
  it('to a check is a status for each task, or a failure', () =>
    holds(answersLike(done, all), (answer) => check(clientsOf(answer).aimlapi, 'gen-1', 'gen-2')));
  it('to a wish for new links is links, none yet, or a failure', () =>
    holds(answersLike(done, all), async (answer) => {
      const takes = await clientsOf(answer).aimlapi.relink('gen-1', signal);
      if (takes.length > 0) expectTakes(takes);
    }));
  it('to the wish to hear lyrics is lyrics or a failure', () =>
    holds(answersLike(heard, all), async (answer) => {
      const { lyrics, sections } = await clientsOf(answer).aimlapi.draftLyrics(reference, signal);
      expect(lyrics).toBeTypeOf('string');
      expect(sections).toBeInstanceOf(Array);
    }));
});

describe('whatever MiniMax answers', () => {
  const song = { data: { audio: Buffer.from('a song').toString('hex') }, extra_info: { music_size: 6 }, ...ok };
  const words = { song_title: 'Rain', lyrics: '[Verse]\nrain on a tin roof', ...ok };
  const all = [
    song,
    words,
    { ...heard, ...ok },
    { data: { audio: LINK }, ...ok },
    { data: { audio_url: LINK }, trace_id: 't', ...ok },
    { data: null, base_resp: { status_code: 1002, status_msg: 'rate limit the-api-key' } },
    { base_resp: { status_code: 2013, status_msg: 'invalid params, cover_feature_id' } },
  ];

  it('to the paid request is a song or a failure that decides', async () =>
    holds(answersLike(song, all), await submitting('minimax', 'music-cover')));
  it('to the wish to hear lyrics is lyrics or a failure', () =>
    holds(answersLike({ ...heard, ...ok }, all), async (answer) => {
      expect((await clientsOf(answer).minimax.draftLyrics(reference, signal)).lyrics).toBeTypeOf('string');
    }));
  it('to the wish for words is words or a failure', () =>
    holds(answersLike(words, all), async (answer) => {
      const written = await clientsOf(answer).minimax.lyricsWriter.write({ prompt: 'rain', lyrics: null }, signal);
      expect(written.lyrics.trim()).not.toBe('');
    }));
});
