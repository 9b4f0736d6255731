import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { createMinimax } from '../../../src/providers/minimax/minimax.ts';
import { hashOfBytes } from '../../contracts/provider.ts';
import { type MinimaxHarness, startMinimaxHarness } from './harness.ts';

/** What MiniMax might answer where nobody has published what it does. */
const signal = new AbortController().signal;
const AUDIO = Buffer.from('the bytes of a song, of an odd number');
const hex = AUDIO.toString('hex');
const link = 'https://files.example/audio%2Fsong.mp3?Expires=1&Signature=a%3D';
const ok = { base_resp: { status_code: 0, status_msg: 'success' } };
const DAY = 86_400_000;

let harness: MinimaxHarness;
let server: Server;
let answer: { status: number; body: string };
let provider: ReturnType<typeof createMinimax>;

beforeAll(async () => {
  harness = await startMinimaxHarness();
  server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(answer.status).end(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  await harness.close();
  server.close();
});

beforeEach(() => {
  // A new one each time: one that was shut out says no more.
  provider = harness.create({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

async function submitMeeting(body: unknown, status = 200) {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return provider.submit(await provider.prepare(await harness.order(), signal), signal);
}

describe('the answer to a paid request', () => {
  it.each<[string, unknown]>([
    ['as documented', { data: { audio: hex, status: 2 }, trace_id: 't', extra_info: {}, analysis_info: null, ...ok }],
    ['in capital digits', { data: { audio: hex.toUpperCase() }, ...ok }],
    ['with its parts in another order', { ...ok, extra_info: null, data: { status: 2, audio: hex } }],
    ['without a base_resp', { data: { audio: hex } }],
    ['with a base_resp of null', { data: { audio: hex }, base_resp: null }],
    ['with a code that is a text', { data: { audio: hex }, base_resp: { status_code: '0' } }],
    ['that calls itself unfinished', { data: { audio: hex, status: 1 }, ...ok }],
    ['with its size', { data: { audio: hex }, extra_info: { music_size: AUDIO.length }, ...ok }],
    ['with its size by another name', { data: { audio: hex }, extra_info: { audio_size: AUDIO.length }, ...ok }],
    ['with a size that is nonsense', { data: { audio: hex }, extra_info: { music_size: 'large' }, ...ok }],
    ['with a link beside it', { data: { audio: hex, audio_url: link }, ...ok }],
  ])('brings the song %s', async (_, body) => {
    expect(await submitMeeting(body)).toMatchObject({
      kind: 'finished',
      takes: [{ source: { kind: 'file', file: { hash: hashOfBytes(AUDIO) } }, seed: null, costMicros: null }],
    });
    expect(await harness.files.path(hashOfBytes(AUDIO))).toBeDefined();
  });

  it.each<[string, unknown]>([
    ['in audio', { data: { audio: link, status: 2 }, ...ok }],
    ['in audio_url', { data: { audio_url: link, status: 2 }, ...ok }],
    ['in audio_url, beside an empty audio', { data: { audio: '', audio_url: link }, ...ok }],
    ['in audio_url, beside an audio of null', { data: { audio: null, audio_url: link }, ...ok }],
  ])('brings a link %s, which dies in a day', async (_, body) => {
    expect(await submitMeeting(body)).toEqual({
      kind: 'finished',
      takes: [
        { source: { kind: 'link', url: link, expiresAt: harness.clock.now() + DAY }, seed: null, costMicros: null },
      ],
    });
  });

  it.each<[string, unknown]>([
    ['has no data', ok],
    ['has data of null', { data: null, ...ok }],
    ['has empty data', { data: {}, ...ok }],
    ['has an empty song', { data: { audio: '' }, ...ok }],
    ['has something else in place of the song', { data: { audio: 'file:///etc/passwd' }, ...ok }],
    ['has digits that are none', { data: { audio: `${hex}zz` }, ...ok }],
    ['has one digit too few', { data: { audio: hex.slice(1) }, ...ok }],
    ['has half the song', { data: { audio: hex.slice(0, 36) }, extra_info: { music_size: AUDIO.length }, ...ok }],
    ['has half the song', { data: { audio: hex.slice(0, 36) }, extra_info: { audio_size: AUDIO.length }, ...ok }],
    ['is an empty object', {}],
    ['is a list', []],
    ['is null', 'null'],
    ['is a page', '<html>'],
    ['is empty', ''],
  ])('leaves open whether the request was accepted when it %s', async (_, body) => {
    await expect(submitMeeting(body)).rejects.toMatchObject({ code: 'badResponse', accepted: 'unknown' });
  });

  it('leaves it open, too, when it ends in the middle', async () => {
    const whole = JSON.stringify({ data: { audio: hex }, ...ok });

    for (const length of [10, 40, whole.length - 1]) {
      const failure = submitMeeting(whole.slice(0, length));
      await expect(failure).rejects.toMatchObject({ name: 'ProviderError', accepted: 'unknown' });
    }
  });

  it.each<[string, number, unknown]>([
    ['null data', 200, { data: null, base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } }],
    ['no data', 200, { base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } }],
    ['no message', 200, { base_resp: { status_code: 1026 } }],
    ['a code that is a text', 200, { base_resp: { status_code: '1026' } }],
    ['a status of its own', 400, { base_resp: { status_code: 1026 } }],
    ['a song all the same', 200, { data: { audio: hex }, base_resp: { status_code: 1026 } }],
  ])('is a refusal with %s', async (_, status, body) => {
    const failure = submitMeeting(body, status);

    await expect(failure).rejects.toMatchObject({ code: 'content', accepted: 'no', vendorCode: '1026' });
  });

  it.each<[string, number, unknown]>([
    ['status 410 and code 2153', 410, { base_resp: { status_code: 2153, status_msg: 'no longer available' } }],
    ['code 2153', 200, { base_resp: { status_code: 2153 } }],
    ['an empty status 410', 410, ''],
  ])('tells with %s that nothing more can be had', async (_, status, body) => {
    await expect(submitMeeting(body, status)).rejects.toMatchObject({ code: 'noAccess', accepted: 'no' });

    const later = submitMeeting({ data: { audio: hex }, ...ok });

    await expect(later).rejects.toMatchObject({ code: 'noAccess', accepted: 'no' });
  });
});

describe('the answer about a song that was taken apart', () => {
  const segments = [{ start: 0, end: 15.5, label: 'intro' }];
  const sections = [{ label: 'intro', startSeconds: 0, endSeconds: 15.5 }];

  it.each<[string, unknown, unknown[]]>([
    ['JSON in a text', JSON.stringify({ num_segments: 1, segments }), sections],
    ['plain JSON', { segments }, sections],
    ['with odd parts', JSON.stringify({ segments: [null, { label: 'x' }, ...segments] }), sections],
    ['broken', '{"segments":[', []],
    ['of another form', JSON.stringify([1]), []],
    ['missing', undefined, []],
  ])('is understood with a structure that is %s', async (_, structure, expected) => {
    const body = { cover_feature_id: 'f', formatted_lyrics: '[Pre-Chorus]\nla', structure_result: structure, ...ok };
    answer = { status: 200, body: JSON.stringify(body) };
    const { reference } = await harness.order();

    const draft = reference && (await provider.draftLyrics(reference, signal));

    expect(draft).toEqual({ lyrics: '[Pre Chorus]\nla', sections: expected });
  });

  it('is none when it holds neither an id nor lyrics', async () => {
    answer = { status: 200, body: JSON.stringify(ok) };
    const { reference } = await harness.order();

    const failure = reference && provider.draftLyrics(reference, signal);

    await expect(failure).rejects.toMatchObject({ code: 'badResponse', accepted: 'no' });
  });

  it('is of no use for a cover without an id', async () => {
    await harness.featureIds.forget('minimax', (await harness.order()).reference?.hash ?? '');
    answer = { status: 200, body: JSON.stringify({ formatted_lyrics: '[Verse]\nla', ...ok }) };
    const order = await harness.order({ lyrics: '[Verse]\nwords of my own' });

    await expect(provider.prepare(order, signal)).rejects.toMatchObject({ code: 'badResponse', accepted: 'no' });
  });

  it('never counts as a paid request that may have been accepted', async () => {
    await harness.featureIds.forget('minimax', (await harness.order()).reference?.hash ?? '');
    answer = { status: 500, body: '' };
    const order = await harness.order({ lyrics: '[Verse]\nwords of my own' });

    await expect(provider.prepare(order, signal)).rejects.toMatchObject({ code: 'unavailable', accepted: 'no' });
  });
});

describe('the answer with written lyrics', () => {
  it('may be without a title', async () => {
    answer = { status: 200, body: JSON.stringify({ lyrics: '[Drop]\nla', ...ok }) };

    expect(await provider.lyricsWriter.write({ prompt: 'sea', lyrics: null }, signal)).toEqual({
      title: '',
      lyrics: '[Hook]\nla',
      costMicros: null,
    });
  });

  it.each([ok, { lyrics: ' ', ...ok }])('leaves open whether it was paid for when there are none: %j', async (body) => {
    answer = { status: 200, body: JSON.stringify(body) };

    const failure = provider.lyricsWriter.write({ prompt: 'sea', lyrics: null }, signal);

    await expect(failure).rejects.toMatchObject({ code: 'badResponse', accepted: 'unknown' });
  });
});
