import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { createMinimax } from '../../../src/providers/minimax/minimax.ts';
import type { Order } from '../../../src/providers/port.ts';
import { minimaxLimits } from '../../../src/sandbox/providers/minimax/limits.ts';
import { hashOfBytes } from '../../contracts/provider.ts';
import { watchMemory } from '../../support/memory-watch.ts';
import { type MinimaxHarness, SONG, startMinimaxHarness, TAKE_BYTES } from './harness.ts';

const HOUR = 3_600_000;
const MUSIC = '/v1/music_generation';
const PREPROCESS = '/v1/music_cover_preprocess';
const OWN_LYRICS = '[Verse 1]\nwords of my own\n\n[Build-up]\nand more';
const SONG_HASH = hashOfBytes(SONG);
const signal = new AbortController().signal;

let harness: MinimaxHarness;
let provider: ReturnType<typeof createMinimax>;

beforeEach(async () => {
  harness = await startMinimaxHarness();
  provider = harness.provider;
});

afterEach(() => harness.close());

async function submit(changes?: Partial<Order>) {
  return provider.submit(await provider.prepare(await harness.order(changes), signal), signal);
}

async function referenceWith(link: { url: string; expiresAt: number } | null) {
  const { reference } = await harness.order();
  if (!reference) throw new Error('an order has a reference');
  return { ...reference, link };
}

describe('a cover', () => {
  it('is asked for with the link to the song and nothing that the API does not have', async () => {
    const submission = await submit();

    expect(submission).toMatchObject({ kind: 'finished', takes: [{ source: { kind: 'file' }, costMicros: null }] });
    expect(harness.paths()).toEqual([MUSIC]);
    expect(harness.lastRequest()?.body).toEqual({
      model: 'music-cover',
      prompt: 'a slow waltz by the sea',
      audio_url: harness.songUrl,
      audio_setting: { sample_rate: 44_100, bitrate: 256_000, format: 'mp3' },
      output_format: 'hex',
    });
    expect(harness.rendered).toEqual([{ reference: SONG, lyrics: null }]);
  });

  it('is kept as it came with the answer', async () => {
    const submission = await submit();

    const [take] = submission.kind === 'finished' ? submission.takes : [];
    const file = take?.source.kind === 'file' ? take.source.file : undefined;
    expect(file?.sizeBytes).toBe(36 + TAKE_BYTES);
    expect(await harness.files.path(file?.hash ?? '')).toBe(file?.path);
  });

  it.each([
    ['lives for an hour', HOUR, true],
    ['lives for more than an hour', HOUR + 1, false],
  ])('sends the song along when its link %s: %s', async (_, leftMs, isSent) => {
    const link = { url: harness.songUrl, expiresAt: harness.clock.now() + leftMs };
    await submit({ reference: await referenceWith(link) });

    expect('audio_base64' in (harness.lastRequest()?.body ?? {})).toBe(isSent);
    expect(harness.rendered).toEqual([{ reference: SONG, lyrics: null }]);
  });

  it('with own lyrics takes the song apart first, once a day', async () => {
    await submit({ lyrics: OWN_LYRICS });
    expect(harness.paths()).toEqual([PREPROCESS, MUSIC]);
    expect(harness.lastRequest()?.body).toMatchObject({
      cover_feature_id: expect.any(String),
      lyrics: '[Verse 1]\nwords of my own\n\n[Build Up]\nand more',
    });
    expect(harness.lastRequest()?.body).not.toHaveProperty('audio_url');
    expect(harness.rendered[0]?.reference).toEqual(SONG);

    await harness.clock.advance(23 * HOUR - 1);
    await submit({ lyrics: OWN_LYRICS });
    expect(harness.paths()).toEqual([PREPROCESS, MUSIC, MUSIC]);

    await harness.clock.advance(1);
    await submit({ lyrics: OWN_LYRICS });
    expect(harness.paths()).toEqual([PREPROCESS, MUSIC, MUSIC, PREPROCESS, MUSIC]);
    expect(harness.paidRequests()).toBe(3);
  });

  it('sends the song along to be taken apart when its link is dead', async () => {
    await submit({ lyrics: OWN_LYRICS, reference: await referenceWith(null) });

    expect(harness.sandbox.requests[0]?.body).toMatchObject({ model: 'music-cover', audio_base64: expect.any(String) });
    expect(harness.rendered[0]?.reference).toEqual(SONG);
  });

  it('of the free model takes the song apart with the model that can', async () => {
    harness.sandbox.settings.enabledModels = ['music-cover', 'music-cover-free'];
    await submit({ model: 'music-cover-free', lyrics: OWN_LYRICS });

    expect(harness.sandbox.requests[0]?.body).toMatchObject({ model: 'music-cover' });
    expect(harness.lastRequest()?.body).toMatchObject({ model: 'music-cover-free' });
  });

  it('is prepared anew when MiniMax does not remember the song any more', async () => {
    await harness.featureIds.save('minimax', SONG_HASH, 'an-id-of-yesterday');

    await expect(submit({ lyrics: OWN_LYRICS })).rejects.toMatchObject({ code: 'unavailable', accepted: 'no' });
    expect(harness.paidRequests()).toBe(0);
    await submit({ lyrics: OWN_LYRICS });

    expect(harness.paths()).toEqual([MUSIC, PREPROCESS, MUSIC]);
    expect(harness.paidRequests()).toBe(1);
  });

  it('is not prepared for ever when even a new id is refused', async () => {
    harness.sandbox.failNext({ code: 2013, message: 'invalid params, cover_feature_id is not found', times: 2 });

    await expect(submit({ lyrics: OWN_LYRICS })).rejects.toMatchObject({ code: 'badRequest', accepted: 'no' });
    expect(await harness.featureIds.get('minimax', SONG_HASH)).toBeUndefined();
  });

  it('keeps the id of a song when something else is refused', async () => {
    harness.sandbox.failNext({ code: 1026 });

    await expect(submit({ lyrics: OWN_LYRICS })).rejects.toMatchObject({ code: 'content', accepted: 'no' });
    expect(await harness.featureIds.get('minimax', SONG_HASH)).toBeDefined();
  });

  it.each([
    [null, 'explained'],
    [null, 'lyricsTooShort'],
    [null, 'unknownError'],
    [OWN_LYRICS, 'explained'],
  ] as const)('needs a song in which somebody sings (own lyrics: %j, %s)', async (lyrics, withoutVocals) => {
    Object.assign(harness.sandbox.settings, { vocals: 'missing', withoutVocals });

    await expect(submit({ lyrics })).rejects.toMatchObject({ code: 'noVocals', accepted: 'no' });
    expect(harness.paidRequests()).toBe(0);
  });

  it('is known not to be accepted when the link to the song is dead', async () => {
    const link = { url: `${harness.sandbox.origin}/nothing-here.mp3`, expiresAt: harness.clock.now() + 2 * HOUR };
    const failure = submit({ reference: await referenceWith(link) });

    await expect(failure).rejects.toMatchObject({ code: 'badAudio', accepted: 'no' });
  });

  it('is refused to a member whose song is gone, and sends nothing', async () => {
    const reference = await referenceWith(null);
    const prepared = await provider.prepare(await harness.order({ reference }), signal);
    await harness.files.remove(SONG_HASH);

    await expect(provider.submit(prepared, signal)).rejects.toMatchObject({ code: 'badAudio', accepted: 'no' });
    for (const lyrics of [null, OWN_LYRICS])
      await expect(provider.prepare(await harness.order({ reference, lyrics }), signal)).rejects.toThrow('files.gone');
    expect(harness.paths()).toEqual([]);
  });

  it('sends lyrics as they are when known tags would make them too long', async () => {
    const lyrics = `[Prechorus]\n${'la '.repeat(329)}l`;
    await submit({ lyrics });

    expect(lyrics).toHaveLength(1_000);
    expect(harness.lastRequest()?.body).toMatchObject({ lyrics });
  });

  it('takes a link in place of the song, whatever its name', async () => {
    harness.sandbox.settings.urlField = 'audio_url';
    const prepared = await provider.prepare(await harness.order(), signal);
    const { fields, ...rest } = prepared.body as { fields: object };
    const asLink = { ...prepared, body: { ...rest, fields: { ...fields, output_format: 'url' } } };

    const submission = await provider.submit(asLink, signal);

    const [take] = submission.kind === 'finished' ? submission.takes : [];
    const expiresAt = harness.clock.now() + minimaxLimits.linkLifeMs;
    expect(take?.source).toEqual({ kind: 'link', url: expect.stringContaining('%2F'), expiresAt });
  });
});

describe('a song', () => {
  const song = { model: 'music-2.6', reference: null };

  it('is asked for with style and lyrics', async () => {
    const submission = await submit({ ...song, lyrics: '[Drop]\nla la' });

    expect(submission).toMatchObject({ kind: 'finished', takes: [{ source: { kind: 'file' } }] });
    expect(harness.lastRequest()?.body).toEqual({
      model: 'music-2.6',
      prompt: 'a slow waltz by the sea',
      lyrics: '[Hook]\nla la',
      is_instrumental: false,
      lyrics_optimizer: false,
      audio_setting: { sample_rate: 44_100, bitrate: 256_000, format: 'mp3' },
      output_format: 'hex',
    });
  });

  it.each<[string, Partial<Order>, object]>([
    ['without a voice', { isInstrumental: true }, { is_instrumental: true, lyrics_optimizer: false }],
    [
      'without a voice, whatever else was wished',
      { isInstrumental: true, writesLyrics: true, lyrics: 'la' },
      { is_instrumental: true, lyrics_optimizer: false },
    ],
    ['with lyrics of its own', { writesLyrics: true }, { is_instrumental: false, lyrics_optimizer: true }],
    [
      'with given lyrics rather than with its own',
      { writesLyrics: true, lyrics: 'la' },
      { is_instrumental: false, lyrics_optimizer: false, lyrics: 'la' },
    ],
    ['as a WAV file', { lyrics: 'la', audio: wav() }, { audio_setting: { format: 'wav' } }],
  ])('is made %s', async (_, changes, expected) => {
    await submit({ ...song, ...changes });

    expect(harness.lastRequest()?.body).toMatchObject(expected);
    if (changes.isInstrumental) expect(harness.lastRequest()?.body).not.toHaveProperty('lyrics');
  });

  function wav(): Order['audio'] {
    return { format: 'wav', bitrateKbps: 256, sampleRate: 44_100, channels: 2 };
  }
});

describe('a model that only the operator knows', () => {
  it('makes songs where there is no reference', async () => {
    harness.sandbox.settings.enabledModels = ['music-3.0'];
    await submit({ model: 'music-3.0', reference: null, lyrics: 'la' });

    expect(harness.lastRequest()?.body).toMatchObject({ model: 'music-3.0', lyrics: 'la', is_instrumental: false });
  });

  it('makes covers where there is one', async () => {
    const prepared = await provider.prepare(await harness.order({ model: 'music-cover-2' }), signal);

    expect(prepared.body).toMatchObject({ fields: { model: 'music-cover-2', audio_url: harness.songUrl } });
  });
});

describe('an order', () => {
  it.each<[string, Partial<Order>]>([
    ['has no song to cover', { reference: null }],
    ['has no style', { style: null }],
    ['has a style that is too long', { style: 'x'.repeat(301) }],
    ['has lyrics that are too short', { lyrics: 'la' }],
    ['has lyrics that are too long', { lyrics: 'x'.repeat(1_001) }],
    ['wants two takes', { takes: 2 }],
    ['wants FLAC', { audio: { format: 'flac', bitrateKbps: 256, sampleRate: 44_100, channels: 2 } }],
    ['wants 192 kbit/s', { audio: { format: 'mp3', bitrateKbps: 192, sampleRate: 44_100, channels: 2 } }],
    ['wants 48 kHz', { audio: { format: 'mp3', bitrateKbps: 256, sampleRate: 48_000, channels: 2 } }],
    ['has nothing to sing', { model: 'music-2.6', reference: null }],
    ['is for nothing at all', { model: 'music-2.6', reference: null, style: '', isInstrumental: true }],
  ])('is refused before anything is sent when it %s', async (_, changes) => {
    const failure = provider.prepare(await harness.order(changes), signal);

    await expect(failure).rejects.toMatchObject({ code: 'badRequest', accepted: 'no' });
    expect(harness.sandbox.requests).toEqual([]);
  });
});

describe('the paid request', () => {
  it('is broken off by nobody but the caller, who learns nothing of it', async () => {
    harness.sandbox.settings.generationMs = 60_000;
    const leaving = new AbortController();
    const prepared = await provider.prepare(await harness.order(), signal);

    const submission = provider.submit(prepared, leaving.signal);
    await vi.waitFor(() => expect(harness.paidRequests()).toBe(1));
    leaving.abort(new Error('the second signal'));

    await expect(submission).rejects.toThrow('the second signal');
  });

  it.each([
    'cutBody',
    'cutHex',
    'badHex',
    'oddHex',
  ] as const)('leaves open what became of it after %s', async (kind) => {
    harness.sandbox.faults.add({ kind, endpoint: 'music', times: 1 });

    await expect(submit()).rejects.toMatchObject({ name: 'ProviderError', accepted: 'unknown' });
    expect(harness.paidRequests()).toBe(1);
  });

  it('holds none of a song that is very large', async () => {
    harness.sandbox.faults.add({ kind: 'hugeAnswer', endpoint: 'music', megabytes: 40, times: 1 });
    const memory = watchMemory();
    async function* sampled(pieces: AsyncIterable<Uint8Array>) {
      let sizeBytes = 0;
      for await (const piece of pieces) {
        sizeBytes += piece.length;
        if (sizeBytes > memory.count() * 2_000_000) await memory.sample();
        yield piece;
      }
    }
    const { files } = harness;
    const watched = harness.create({
      files: { path: files.path, keepBytes: (bytes, limits) => files.keepBytes(sampled(bytes), limits) },
    });

    const submission = await watched.submit(await watched.prepare(await harness.order(), signal), signal);

    expect(submission).toMatchObject({ takes: [{ source: { file: { sizeBytes: 20_000_000 } } }] });
    expect(memory.count()).toBe(10);
    expect(memory.largestRise()).toBeLessThan(5_000_000);
  });

  it('does not repeat what the vendor quotes of the key', async () => {
    harness.sandbox.failNext({
      code: 2061,
      message: `not for ${harness.sandbox.apiKey} at https://x.example/?sig=abc`,
    });

    await expect(submit()).rejects.toMatchObject({ message: 'not for [key] at https://x.example/?…' });
  });
});

describe('an account that is closed', () => {
  it('is told to its operator, and never asked again', async () => {
    const { sandbox } = harness;
    sandbox.settings.closedKeys = [sandbox.apiKey];
    await expect(submit()).rejects.toMatchObject({
      code: 'noAccess',
      accepted: 'no',
      vendorCode: '2153',
      message: expect.stringContaining('closed its music API for this account'),
    });
    const asked = sandbox.requests.length;
    sandbox.settings.closedKeys = [];

    await expect(submit()).rejects.toMatchObject({ code: 'noAccess', accepted: 'no' });
    await expect(submit({ lyrics: OWN_LYRICS })).rejects.toMatchObject({ code: 'noAccess', accepted: 'no' });
    await expect(provider.lyricsWriter.write({ prompt: 'sea', lyrics: null }, signal)).rejects.toMatchObject({
      code: 'noAccess',
    });
    expect(sandbox.requests).toHaveLength(asked);
  });
});

describe('lyrics', () => {
  it('are heard in a song for free, which prepares covers of it as well', async () => {
    const draft = await provider.draftLyrics(await referenceWith(null), signal);

    expect(draft.lyrics).toMatch(/^\[\w+/);
    expect(draft.sections.length).toBeGreaterThan(0);
    for (const { label, startSeconds, endSeconds } of draft.sections) {
      expect(label).toMatch(/^[a-z]+$/);
      expect(endSeconds).toBeGreaterThan(startSeconds);
    }
    await provider.prepare(await harness.order({ lyrics: OWN_LYRICS }), signal);
    expect(harness.paths()).toEqual([PREPROCESS]);
    expect(harness.sandbox.money.paid).toEqual([]);
  });

  it('are none where nobody sings', async () => {
    Object.assign(harness.sandbox.settings, { vocals: 'missing', preprocessWithoutVocals: 'emptyLyrics' });

    expect(await provider.draftLyrics(await referenceWith(null), signal)).toMatchObject({ lyrics: '' });
  });

  it('are written for one payment', async () => {
    const written = await provider.lyricsWriter.write({ prompt: 'a ship in the fog', lyrics: null }, signal);

    expect(written).toMatchObject({ title: expect.stringMatching(/./), costMicros: null });
    expect(written.lyrics).toMatch(/^\[/);
    expect(written.lyrics).not.toMatch(/\[(Pre-Chorus|Build-up|Drop|Breakdown|Instrumental)/);
    expect(harness.lastRequest()?.body).toEqual({ mode: 'write_full_song', prompt: 'a ship in the fog' });
    expect(harness.sandbox.money.paid).toMatchObject([{ kind: 'lyrics' }]);
  });

  it('are changed as wished', async () => {
    await provider.lyricsWriter.write({ prompt: 'sadder', lyrics: OWN_LYRICS }, signal);

    expect(harness.lastRequest()?.body).toEqual({ mode: 'edit', prompt: 'sadder', lyrics: OWN_LYRICS });
  });

  it.each([
    [1002, 'rateLimited', 'no'],
    [1033, 'unavailable', 'unknown'],
  ])('fail like songs do with %i', async (code, expected, accepted) => {
    harness.sandbox.failNext({ code, endpoint: 'lyrics' });

    const failure = provider.lyricsWriter.write({ prompt: 'sea', lyrics: null }, signal);

    await expect(failure).rejects.toMatchObject({ code: expected, accepted });
  });
});

it('has no tasks that could be asked about', async () => {
  const statuses = await provider.check(['a-task'], signal);

  expect(statuses.get('a-task')).toMatchObject({ state: 'failed', error: { code: 'notFound' } });
});
