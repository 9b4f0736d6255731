import { describe, expect, it } from 'vitest';
import { base64Of, bench, orderIn, serve, songOf } from './support.ts';

const at = (audio_url: string) => ({ audio_base64: undefined, audio_url });

describe('the reference of a cover', () => {
  it('is loaded from its address', async () => {
    const { cover } = await bench();
    expect(orderIn(await cover(at(await serve(songOf(31_000))))).reference).toBe('song 31000');
  });

  it.each([
    ['5.999 s', 5_999, 2013],
    ['6 s', 6_000, 0],
    ['360 s', 360_000, 0],
    ['360.001 s', 360_001, 2013],
  ])('of %s is judged by its decoded length', async (_name, durationMs, code) => {
    const { cover, preprocess } = await bench();
    const audio = { audio_base64: base64Of(songOf(durationMs)) };
    const replies = [await cover(audio), await preprocess(audio)];
    expect(replies.map((reply) => reply.code)).toEqual([code, code]);
    if (code !== 0) expect(replies[0]?.message).toContain('audio duration must be between');
  });

  it.each([
    ['that is gone', () => serve(songOf(30_000), 404)],
    ['that leads elsewhere', () => serve(songOf(30_000), 302)],
    ['that is not on this machine', async () => 'http://example.org/song.mp3'],
    ['that nobody listens at', async () => 'http://127.0.0.1:1/song.mp3'],
    ['that is no address', async () => 'song.mp3'],
  ])('is refused at an address %s', async (_name, address) => {
    const { cover, sandbox } = await bench();
    expect(await cover(at(await address()))).toMatchObject({
      code: 2013,
      message: 'invalid params, download audio_url failed',
    });
    expect(sandbox.paidRequests()).toBe(0);
  });

  it('is refused when it is larger than may be', async () => {
    const { cover } = await bench({ maximumReferenceBytes: 100 });
    const tooLarge = Buffer.concat([songOf(30_000), Buffer.alloc(100, ' ')]);
    expect((await cover(at(await serve(tooLarge)))).code).toBe(2013);
    expect((await cover({ audio_base64: base64Of(tooLarge) })).message).toContain('audio size');
  });

  it.each([
    ['of a kind that cannot be decoded', 'aac', 'invalid audio file'],
    ['that is damaged', 'noise damaged', 'invalid audio file'],
    ['that is too long to decode', 'noise tooLong', 'audio duration must be between'],
  ])('%s is refused', async (_name, content, words) => {
    const { cover, preprocess } = await bench();
    const audio = { audio_base64: base64Of(Buffer.from(content)) };
    for (const reply of [await cover(audio), await preprocess(audio)]) {
      expect(reply.code).toBe(2013);
      expect(reply.message).toContain(words);
    }
  });

  it('makes an unknown error of a measure that is itself broken', async () => {
    const { cover } = await bench();
    const { code, body } = await cover({ audio_base64: base64Of(Buffer.from('crash')) });
    expect(code).toBe(1000);
    expect(JSON.stringify(body)).not.toContain('the measure itself');
  });

  it('without vocals is refused, as seen', async () => {
    const { cover, preprocess, sandbox } = await bench({ withoutVocals: 'explained', vocals: 'missing' });
    const message = expect.stringContaining('no lyrics detected, dtw_result is empty');
    expect(await cover()).toMatchObject({ code: 2013, message });
    expect(await preprocess()).toMatchObject({ code: 2013, message });
    sandbox.settings.preprocessWithoutVocals = 'emptyLyrics';
    const { body } = await preprocess();
    expect(body).toMatchObject({ cover_feature_id: expect.any(String), formatted_lyrics: '' });
    const { cover_feature_id } = body;
    const lyrics = 'words over nothing';
    expect(await cover({ audio_base64: undefined, cover_feature_id, lyrics })).toMatchObject({ code: 2013, message });
  });

  it.each([
    ['lyricsTooShort', 2013, 'invalid params, lyrics is too short'],
    ['unknownError', 1000, 'unknown error'],
  ] as const)('without vocals and without lyrics is refused in one step as seen live: %s', async (says, code, message) => {
    const { cover } = await bench({ vocals: 'missing', withoutVocals: says });
    expect(await cover()).toMatchObject({ code, message });
  });

  it('that is short fails in one step when told to, and passes in two', async () => {
    const { cover, preprocess } = await bench({ oneStepMinimumMs: 15_000 });
    const audio = { audio_base64: base64Of(songOf(14_000)) };
    expect((await cover(audio)).message).toContain('dtw_result');
    const { cover_feature_id, formatted_lyrics: lyrics } = (await preprocess(audio)).body;
    expect((await cover({ audio_base64: undefined, cover_feature_id, lyrics })).code).toBe(0);
  });
});
