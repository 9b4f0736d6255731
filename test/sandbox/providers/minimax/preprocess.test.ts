import { describe, expect, it } from 'vitest';
import { base64Of, bench, type Fields, orderIn, serve, songOf } from './support.ts';

const DAY_MS = 24 * 3_600_000;
const ofSeconds = (seconds: number) => ({ audio_base64: base64Of(songOf(seconds * 1_000)) });

interface Segment {
  start: number;
  end: number;
  label: string;
}

describe('preprocessing', () => {
  it('answers in the form of the documentation, for nothing', async () => {
    const { preprocess, sandbox } = await bench();
    const { status, body, headers } = await preprocess(ofSeconds(90));
    expect(status).toBe(200);
    expect(body).toEqual({
      cover_feature_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      formatted_lyrics: expect.stringContaining('[Verse 1]'),
      structure_result: expect.any(String),
      audio_duration: 90,
      trace_id: headers.get('trace-id'),
      base_resp: { status_code: 0, status_msg: 'success' },
    });
    expect(body.formatted_lyrics).toContain('stand-in');
    expect(sandbox.money.paid).toEqual([]);
  });

  it.each([
    6, 20, 90, 360,
  ])('finds a structure in %i s that fills them, and lyrics that can be sung', async (seconds) => {
    const { preprocess, cover } = await bench();
    const { body } = await preprocess(ofSeconds(seconds));
    const { num_segments, segments } = JSON.parse(String(body.structure_result)) as Fields & { segments: Segment[] };
    expect(segments).toHaveLength(Number(num_segments));
    expect(segments[0]?.start).toBe(0);
    expect(segments.at(-1)?.end).toBe(seconds);
    for (const [index, { start }] of segments.slice(1).entries()) expect(start).toBe(segments[index]?.end);
    const { cover_feature_id, formatted_lyrics: lyrics } = body;
    expect((await cover({ audio_base64: undefined, cover_feature_id, lyrics })).code).toBe(0);
  });

  it('gives the same audio the same id, wherever it comes from, and another audio another', async () => {
    const { preprocess } = await bench();
    const [first, again, fromAddress, other] = [
      await preprocess(ofSeconds(30)),
      await preprocess(ofSeconds(30)),
      await preprocess({ audio_base64: undefined, audio_url: await serve(songOf(30_000)) }),
      await preprocess(ofSeconds(31)),
    ].map(({ body }) => body.cover_feature_id);
    expect([again, fromAddress]).toEqual([first, first]);
    expect(other).not.toBe(first);
  });

  it.each<[name: string, changes: Fields]>([
    ['no model', { model: undefined }],
    ['the free model', { model: 'music-cover-free' }],
    ['a song model', { model: 'music-2.6' }],
    ['no audio', { audio_base64: undefined }],
    ['two audios', { audio_url: 'http://127.0.0.1/a.mp3' }],
    ['audio that is no text', { audio_base64: 4 }],
  ])('refuses %s', async (_name, changes) => {
    const { preprocess } = await bench();
    const { code, body } = await preprocess(changes);
    expect(code).toBe(2013);
    expect(body).not.toHaveProperty('cover_feature_id');
  });
});

describe('a feature id', () => {
  const lyrics = '[Verse]\nNew words for an old song';
  const sungTo = (cover_feature_id: unknown) => ({ audio_base64: undefined, cover_feature_id, lyrics });

  it('stands for its audio and needs lyrics', async () => {
    const { preprocess, cover } = await bench();
    const { cover_feature_id } = (await preprocess()).body;
    expect(orderIn(await cover(sungTo(cover_feature_id)))).toMatchObject({ reference: 'song 30000', lyrics });
    expect(await cover({ ...sungTo(cover_feature_id), lyrics: undefined })).toMatchObject({
      code: 2013,
      message: 'invalid params, lyrics is required with cover_feature_id',
    });
  });

  it('that was never given is refused', async () => {
    const { cover, sandbox } = await bench();
    expect((await cover(sungTo('0'.repeat(32)))).code).toBe(2013);
    expect(sandbox.paidRequests()).toBe(0);
  });

  it('lives for 24 hours', async () => {
    const { preprocess, cover, clock } = await bench();
    const { cover_feature_id } = (await preprocess()).body;
    await clock.advance(DAY_MS - 1);
    expect((await cover(sungTo(cover_feature_id))).code).toBe(0);
    await clock.advance(1);
    expect(await cover(sungTo(cover_feature_id))).toMatchObject({
      code: 2013,
      message: expect.stringContaining('expired'),
    });
    expect((await preprocess()).body.cover_feature_id).toBe(cover_feature_id);
    expect((await cover(sungTo(cover_feature_id))).code).toBe(0);
  });

  it.each([
    ['renews', 0],
    ['keepsExpiry', 2013],
  ] as const)('that is given again %s its life', async (repeatedPreprocess, code) => {
    const { preprocess, cover, clock } = await bench({ repeatedPreprocess });
    const { cover_feature_id } = (await preprocess()).body;
    await clock.advance(DAY_MS - 1);
    await preprocess();
    await clock.advance(1);
    expect((await cover(sungTo(cover_feature_id))).code).toBe(code);
  });

  it('makes room for newer ones', async () => {
    const { preprocess, cover } = await bench({}, { maximumHeldBytes: 25 });
    const ids: unknown[] = [];
    for (const seconds of [30, 31, 30, 32]) ids.push((await preprocess(ofSeconds(seconds))).body.cover_feature_id);
    const codes = [];
    for (const id of ids) codes.push((await cover(sungTo(id))).code);
    expect(codes).toEqual([0, 2013, 0, 0]);
  });
});
