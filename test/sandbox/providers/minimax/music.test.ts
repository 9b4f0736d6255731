import { describe, expect, it } from 'vitest';
import { encodeAudio } from '../../../../src/codec/encode.ts';
import { audioOf, bench, type Fields, orderIn } from './support.ts';

describe('a cover', () => {
  it('is answered in the form of the documentation', async () => {
    const { cover } = await bench();
    const reply = await cover();
    const audio = String(audioOf(reply.body));
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      data: { audio: expect.stringMatching(/^([0-9a-f]{2})+$/), status: 2 },
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      extra_info: {
        music_duration: 1_000,
        music_sample_rate: 44_100,
        music_channel: 2,
        bitrate: 256_000,
        music_size: audio.length / 2,
      },
      analysis_info: null,
      base_resp: { status_code: 0, status_msg: 'success' },
    });
    expect(reply.headers.get('trace-id')).toBe(reply.body.trace_id);
  });

  it('is rendered as it was ordered', async () => {
    const { cover } = await bench();
    const audio_setting = { format: 'wav', sample_rate: 16_000, bitrate: 32_000, channel: 1 };
    const order = orderIn(await cover({ seed: 7, audio_setting }));
    expect(order).toEqual({
      reference: 'song 30000',
      style: 'retro Motown roller-rink soul cover',
      lyrics: null,
      seed: 7,
      audio: { format: 'wav', bitrateKbps: 32, sampleRate: 16_000, channels: 1 },
    });
  });

  it('has a seed of its own when none is asked for', async () => {
    const draws = [0.25, 0.5];
    const { cover } = await bench({}, { random: () => draws.shift() ?? 0 });
    expect([orderIn(await cover()).seed, orderIn(await cover()).seed]).toEqual([2 ** 30, 2 ** 31]);
  });

  it('ignores seed and channel when told to', async () => {
    const { cover } = await bench({ seed: 'ignore', channel: 'ignore' }, { random: () => 0 });
    const order = orderIn(await cover({ seed: -5, audio_setting: { channel: 9, format: 'wav' } }));
    expect(order).toMatchObject({ seed: 0, audio: { channels: 2, format: 'wav' } });
  });

  it('comes as raw samples', async () => {
    const pcm = { sampleRate: 16_000, channels: [Float32Array.of(0, 0.5, -0.5, 1)] };
    const render = async () => ({
      data: await encodeAudio(pcm, { format: 'wav', bitrateKbps: 0, sampleRate: 16_000, channels: 1 }),
      durationMs: 1,
      family: 'pcm',
    });
    const { cover } = await bench({}, { render });
    const { body } = await cover({ audio_setting: { format: 'pcm', sample_rate: 16_000, channel: 1 } });
    expect(audioOf(body)).toBe('0000004000c0ff7f');
    expect(body.extra_info).toMatchObject({ music_size: 8 });
  });

  it('is held until its time has come', async () => {
    const { cover, clock, sandbox } = await bench({ generationMs: 60_000 });
    const startedAt = clock.now();
    let isAnswered = false;
    const answer = cover().finally(() => {
      isAnswered = true;
    });
    await clock.runUntil(() => sandbox.paidRequests() === 1, { stepMs: 0 });
    expect(isAnswered).toBe(false);
    await clock.runUntil(() => isAnswered, { stepMs: 1_000 });
    expect((await answer).code).toBe(0);
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(60_000);
  });

  it.each([
    ['null', { data: null }],
    ['missing', {}],
  ] as const)('that is refused has data that is %s', async (errorData, data) => {
    const { cover } = await bench({ errorData });
    const { body, headers } = await cover({ prompt: 'short' });
    expect(body).toEqual({
      ...data,
      trace_id: headers.get('trace-id'),
      base_resp: { status_code: 2013, status_msg: expect.any(String) },
    });
  });

  it('that is refused has another HTTP status when told to', async () => {
    const { cover } = await bench({ errorStatus: 400 });
    expect(await cover({ prompt: 'short' })).toMatchObject({ status: 400, code: 2013 });
  });

  it('has the names of an official client in its details when told to', async () => {
    const { cover } = await bench({ extraInfoNames: 'audio' });
    expect((await cover()).body.extra_info).toEqual({
      audio_length: 1_000,
      audio_sample_rate: 44_100,
      audio_size: expect.any(Number),
      bitrate: 256_000,
    });
  });
});

describe('own lyrics', () => {
  const lyrics = '[Verse]\nNew words for an old song';

  it('cannot be sung in one step, as seen', async () => {
    const { cover, sandbox } = await bench();
    expect(await cover({ lyrics })).toMatchObject({
      code: 2013,
      message: expect.stringContaining(
        'Cover mode requires dtw_result, beat_result, and audio_duration in the request',
      ),
    });
    expect(sandbox.paidRequests()).toBe(0);
  });

  it('can be when told to, as documented', async () => {
    const { cover } = await bench({ ownLyricsInOneStep: 'sing' });
    expect(orderIn(await cover({ lyrics })).lyrics).toBe(lyrics);
  });
});

describe('a song', () => {
  it('is composed as it was ordered', async () => {
    const { song } = await bench();
    expect(orderIn(await song({ seed: 3 }))).toEqual({
      lyrics: '[Verse]\nPaper lanterns',
      style: 'indie folk',
      instrumental: false,
      seed: 3,
      audio: { format: 'mp3', bitrateKbps: 256, sampleRate: 44_100, channels: 2 },
    });
  });

  it('is composed without words when it is instrumental', async () => {
    const { song } = await bench();
    expect(orderIn(await song({ is_instrumental: true }))).toMatchObject({ lyrics: null, instrumental: true });
  });

  it('gets words that are the same for the same style when none are given', async () => {
    const { song } = await bench();
    const [first, again] = [
      orderIn(await song({ lyrics: undefined, lyrics_optimizer: true })),
      orderIn(await song({ lyrics: '', lyrics_optimizer: true })),
    ];
    expect(first.lyrics).toContain('[Verse]');
    expect(first.lyrics).toContain('stand-in');
    expect(again.lyrics).toBe(first.lyrics);
  });

  it('keeps its words when some are given to the optimizer', async () => {
    const { song } = await bench();
    expect(orderIn(await song({ lyrics_optimizer: true })).lyrics).toBe('[Verse]\nPaper lanterns');
  });
});

describe('a link', () => {
  const linked = { output_format: 'url' };

  it('stands where the hex would be, signed, and leads to the song for 24 hours', async () => {
    const { cover, clock } = await bench();
    const { body } = await cover(linked);
    const url = String(audioOf(body));
    expect(url).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/audio%2F[0-9a-f-]+\.mp3\?Expires=\d+&OSSAccessKeyId=STAND-IN&Signature=\S+%3D$/,
    );
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    expect(await response.json()).toMatchObject({ reference: 'song 30000' });
    await clock.advance(24 * 3_600_000 - 1);
    expect((await fetch(url)).status).toBe(200);
    await clock.advance(1);
    expect((await fetch(url)).status).toBe(403);
  });

  it.each([
    ['another signature', (url: string) => url.replace('Signature=', 'Signature=A'), 403],
    ['a later end', (url: string) => url.replace(/Expires=\d+/, 'Expires=9999999999'), 403],
    ['no query', (url: string) => url.replace(/\?.*/, ''), 403],
    ['another name', (url: string) => url.replace('.mp3', '.wav'), 404],
  ])('is worth nothing with %s', async (_name, change, status) => {
    const { cover } = await bench();
    expect((await fetch(change(String(audioOf((await cover(linked)).body))))).status).toBe(status);
  });

  it('stands in audio_url when told to', async () => {
    const { cover } = await bench({ urlField: 'audio_url', deadLinkStatus: 404, linkLifeMs: 0 });
    const { data } = (await cover(linked)).body as { data: Fields };
    expect(data).toEqual({ audio_url: expect.stringContaining('/audio%2F'), status: 2 });
    expect((await fetch(String(data.audio_url))).status).toBe(404);
  });

  it('can be made to fail', async () => {
    const { cover, sandbox } = await bench();
    const url = String(audioOf((await cover(linked)).body));
    sandbox.linkFaults.add({ kind: '500', times: 1 });
    expect([(await fetch(url)).status, (await fetch(url)).status]).toEqual([500, 200]);
    expect(sandbox.requests.at(-2)).toMatchObject({ method: 'GET', fault: '500', status: 500 });
  });
});

describe('a stream', () => {
  it('brings the song in pieces and then once more as a whole', async () => {
    const { post, clock } = await bench({ generationMs: 60_000 });
    let text: string | undefined;
    const fields = { model: 'music-2.6', lyrics: 'la la la', stream: true };
    const reading = post('music_generation', fields).then(async (response) => {
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      text = await response.text();
    });
    await clock.runUntil(() => text !== undefined, { stepMs: 5_000 });
    await reading;
    const frames = String(text).trim().split('\n\n');
    const bodies = frames.map((frame) => JSON.parse(frame.replace('data: ', '')) as Fields);
    const statuses = bodies.map(({ data }) => (data as Fields).status);
    expect(statuses).toEqual([1, 1, 1, 1, 1, 1, 2]);
    const pieces = bodies.slice(0, -1).map(audioOf).join('');
    expect(audioOf(bodies.at(-1) ?? {})).toBe(pieces);
    expect(bodies.at(-1)).toHaveProperty('extra_info');
    expect(JSON.parse(Buffer.from(pieces, 'hex').toString())).toMatchObject({ lyrics: 'la la la' });
  });

  it('is refused in plain JSON', async () => {
    const { cover } = await bench({ stream: 'refuse' });
    const reply = await cover({ stream: true });
    expect(reply).toMatchObject({ status: 200, code: 2013 });
    expect(reply.headers.get('content-type')).toContain('application/json');
  });
});
