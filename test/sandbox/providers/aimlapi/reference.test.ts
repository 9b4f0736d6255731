import { describe, expect, it } from 'vitest';
import { bench, inline, SUBMIT, serve, songOf } from './support.ts';

const INSTRUMENTAL =
  'invalid params, cover mode does not support instrumental music (no lyrics detected, dtw_result is empty)';
const LENGTH = 'invalid params, audio duration must be between 6s and 360s';
const INVALID = 'invalid params, invalid audio file';

describe('the reference of a cover', () => {
  it('is loaded from its address', async () => {
    const { submit } = await bench();
    expect(await submit({ reference_audio_url: await serve(songOf(30_000)) })).toMatchObject({ status: 201 });
  });

  it.each([
    ['5.999 s', 5_999, LENGTH],
    ['6 s', 6_000, undefined],
    ['360 s', 360_000, undefined],
    ['360.001 s', 360_001, LENGTH],
  ])('of %s is judged by its decoded length, whatever takes it', async (_name, durationMs, message) => {
    const { submit, preprocess } = await bench();
    const reference = { reference_audio_url: inline(songOf(durationMs)) };
    expect((await submit(reference)).body.message).toBe(message);
    expect((await preprocess(reference)).body.message).toBe(message);
  });

  it.each([
    ['that is gone', () => serve(songOf(30_000), 404)],
    ['that leads elsewhere', () => serve(songOf(30_000), 302)],
    ['that is not on this machine', async () => 'http://example.org/song.mp3'],
    ['that nobody listens at', async () => 'http://127.0.0.1:1/song.mp3'],
  ])('is refused at an address %s', async (_name, address) => {
    const { submit, sandbox } = await bench();
    const { status, body } = await submit({ reference_audio_url: await address() });
    expect({ status, message: body.message }).toEqual({ status: 400, message: 'download audio_url failed' });
    expect(sandbox.paidRequests()).toBe(0);
  });

  it('is refused when it is larger than may be', async () => {
    const { submit } = await bench({ maximumMediaBytes: 14 });
    expect(await submit({ reference_audio_url: inline(songOf(30_000)) })).toMatchObject({ status: 201 });
    const { body } = await submit({ reference_audio_url: inline(songOf(300_000)) });
    expect(body.message).toBe('invalid params, audio file is larger than 14 bytes');
    const served = await submit({ reference_audio_url: await serve(songOf(300_000)) });
    expect(served.body.message).toBe('download audio_url failed');
  });

  it.each([
    ['of a kind that cannot be decoded', 'ftyp aac', INVALID],
    ['that is damaged', 'ID3 noise damaged', INVALID],
    ['that is too long to decode', 'ID3 noise tooLong', LENGTH],
  ])('%s is refused in the words of MiniMax', async (_name, content, message) => {
    const { submit } = await bench();
    expect((await submit({ reference_audio_url: inline(Buffer.from(content)) })).body.message).toBe(message);
  });

  it('makes a server error of a measure that is itself broken', async () => {
    const { submit } = await bench();
    const { status, body } = await submit({ reference_audio_url: inline(Buffer.from('ID3 crash')) });
    expect({ status, message: body.message }).toEqual({ status: 500, message: 'Internal server error' });
  });

  it('without vocals is refused in the words of MiniMax, whatever takes it', async () => {
    const { submit, preprocess } = await bench({ withoutVocals: 'explained', referenceHasVocals: false });
    expect(await submit()).toMatchObject({ status: 400, body: { message: INSTRUMENTAL } });
    expect(await preprocess()).toMatchObject({ status: 400, body: { message: INSTRUMENTAL } });
  });

  it.each([
    ['lyricsTooShort', 'invalid params, lyrics is too short'],
    ['unknownError', 'unknown error'],
  ] as const)('without vocals and without lyrics is refused as MiniMax does live: %s', async (withoutVocals, message) => {
    const { submit, preprocess } = await bench({ withoutVocals, referenceHasVocals: false });
    expect(await submit()).toMatchObject({ status: 400, body: { message } });
    expect(await submit({ lyrics: 'words over nothing' })).toMatchObject({ body: { message: INSTRUMENTAL } });
    expect(await preprocess()).toMatchObject({ body: { message: INSTRUMENTAL } });
  });

  it('needs preprocessing with own lyrics when told to', async () => {
    const { submit, preprocess } = await bench({ ownLyricsInOneCall: 'refuse' });
    const lyrics = '[Verse]\nla la la';
    const { body } = await submit({ lyrics });
    expect(body.message).toContain('Cover mode requires dtw_result, beat_result, and audio_duration');
    const cover_feature_id = (await preprocess()).body.cover_feature_id;
    expect(await submit({ lyrics, cover_feature_id, reference_audio_url: undefined })).toMatchObject({ status: 201 });
  });

  it('that is bad fails an accepted generation when told to, at no cost', async () => {
    const { submit, poll, sandbox } = await bench({
      upstreamCheck: 'afterAck',
      withoutVocals: 'explained',
      referenceHasVocals: false,
    });
    const { status, body } = await submit();
    expect({ status, body }).toMatchObject({ status: 201, body: { status: 'queued' } });
    await expect.poll(async () => (await poll(body.id)).body.status).toBe('error');
    expect((await poll(body.id)).body.error).toEqual({ name: 'BadRequestException', message: INSTRUMENTAL });
    expect(sandbox.money.paid).toMatchObject([{ id: body.id, micros: 0 }]);
  });

  it('is refused with another status when told to', async () => {
    const { submit } = await bench({ withoutVocals: 'explained', referenceHasVocals: false, upstreamStatus: 500 });
    expect(await submit()).toMatchObject({ status: 500, body: { message: INSTRUMENTAL } });
  });

  it.each([
    ['15 s', songOf(15_000), 'invalid params, audio duration must be longer than 15 seconds'],
    ['a FLAC file', songOf(30_000, 'fLaC'), INVALID],
    ['an AAC stream', Buffer.from([0xff, 0xf1, 0x50, 0x80]), INVALID],
  ])('of the legacy model is not %s', async (_name, song, message) => {
    const { call } = await bench();
    const order = { model: 'minimax-music', prompt: 'la', reference_audio_url: await serve(song) };
    expect(await call(SUBMIT, order)).toMatchObject({ status: 400, body: { message } });
  });
});

describe('preprocessing', () => {
  it('gives a feature id, words and structure, and is free', async () => {
    const { preprocess, sandbox } = await bench();
    const { status, body } = await preprocess();
    expect(status).toBe(200);
    expect(body).toEqual({
      cover_feature_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      formatted_lyrics: expect.stringMatching(/^\[Verse\]\n.*sandbox.*\n\n\[Chorus\]\n/s),
      structure_result: expect.any(String),
      audio_duration: 30,
    });
    expect(JSON.parse(String(body.structure_result))).toEqual({
      num_segments: 4,
      segments: [
        { start: 0, end: 3, label: 'intro' },
        { start: 3, end: 15, label: 'verse' },
        { start: 15, end: 27, label: 'chorus' },
        { start: 27, end: 30, label: 'outro' },
      ],
    });
    expect(sandbox.paidRequests()).toBe(0);
  });

  it('gives the same id for the same audio, which a cover is then made of', async () => {
    const { preprocess, finished } = await bench();
    const [first, again, other] = [
      await preprocess(),
      await preprocess({ reference_audio_url: await serve(songOf(30_000)) }),
      await preprocess({ reference_audio_url: inline(songOf(31_000)) }),
    ].map(({ body }) => body.cover_feature_id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    const lyrics = '[Verse]\nla la la';
    const { body } = await finished({ cover_feature_id: other, reference_audio_url: undefined, lyrics });
    const { url } = body.audio_file as { url: string };
    expect(await (await fetch(url)).json()).toMatchObject({ reference: 'ID3 song 31000', lyrics });
  });

  it('is good for 24 hours, and anew when done again', async () => {
    const { preprocess, submit, clock } = await bench();
    const cover_feature_id = (await preprocess()).body.cover_feature_id;
    const order = { cover_feature_id, reference_audio_url: undefined, lyrics: '[Verse]\nla la la' };
    await clock.advance(86_399_999);
    expect(await submit(order)).toMatchObject({ status: 201 });
    await clock.advance(1);
    const { status, body } = await submit(order);
    expect({ status, message: body.message }).toEqual({
      status: 400,
      message: 'invalid params, cover_feature_id is invalid or has expired',
    });
    expect((await preprocess()).body.cover_feature_id).toBe(cover_feature_id);
    expect(await submit(order)).toMatchObject({ status: 201 });
  });

  it.each([
    ['no reference', { reference_audio_url: undefined }],
    ['another model', { model: 'minimax/music-2.6' }],
    ['an unknown field', { lyrics: 'la' }],
  ])('refuses %s', async (_name, changes) => {
    const { preprocess } = await bench({ unknownFields: 'refuse' });
    const { status, body } = await preprocess(changes);
    expect(status).toBe(400);
    expect(body.message).toMatch(/^Body validation error!/);
  });

  it('is not there when switched off', async () => {
    const { preprocess } = await bench({ preprocess: 'off' });
    expect(await preprocess()).toMatchObject({
      status: 404,
      body: { message: 'Cannot POST /v2/generate/audio/preprocess' },
    });
  });
});
