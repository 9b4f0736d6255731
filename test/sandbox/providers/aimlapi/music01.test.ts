import { describe, expect, it, vi } from 'vitest';
import { decodeAudio } from '../../../../src/codec/decode.ts';
import { encodeAudio } from '../../../../src/codec/encode.ts';
import { type Bench, bench, GENERATE, type Item, type Reply, songOf, UPLOAD } from './support.ts';

/** Lets time run until the synchronous answer is there. */
async function generated({ generate, clock }: Bench, changes: Item): Promise<Reply> {
  let isAnswered = false;
  const answer = generate(changes).finally(() => {
    isAnswered = true;
  });
  await clock.runUntil(() => isAnswered, { stepMs: 5_000 });
  return await answer;
}

async function voiceOf({ upload }: Bench): Promise<string> {
  return String((await upload(songOf(30_000))).body.voice_id);
}

const SUCCESS = {
  trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  base_resp: { status_code: 0, status_msg: 'success' },
};
const VOICE = expect.stringMatching(/^vocal-\d{14}-\w{8}$/);
const INSTRUMENTAL = expect.stringMatching(/^instrumental-\d{14}-\w{8}$/);

describe('an upload for music-01', () => {
  it.each([
    ['song', { voice_id: VOICE, instrumental_id: INSTRUMENTAL }],
    ['voice', { voice_id: VOICE }],
    ['instrumental', { instrumental_id: INSTRUMENTAL }],
  ])('of a %s gives the ids of its parts, for nothing', async (purpose, ids) => {
    const { upload, sandbox } = await bench();
    const { status, body } = await upload(songOf(30_000), purpose);
    expect({ status, body }).toEqual({ status: 201, body: { ...ids, ...SUCCESS } });
    expect(sandbox.paidRequests()).toBe(0);
  });

  it.each([
    ['of 10 s', songOf(10_000), 'invalid params, audio duration must be between 10 and 600 seconds'],
    ['over 10 min', songOf(600_001), 'invalid params, audio duration must be between 10 and 600 seconds'],
    ['that is a FLAC file', songOf(30_000, 'fLaC'), 'invalid params, invalid audio file'],
    ['that is damaged', Buffer.from('ID3 noise'), 'invalid params, invalid audio file'],
  ])('%s is refused', async (_name, song, message) => {
    const { upload, sandbox } = await bench();
    expect(await upload(song)).toMatchObject({ status: 400, body: { message } });
    sandbox.settings.music01Errors = 'baseResp';
    expect(await upload(song)).toMatchObject({
      status: 200,
      body: { base_resp: { status_code: 2013, status_msg: message } },
    });
  });

  it.each([10_001, 600_000])('of %i ms is taken', async (durationMs) => {
    const { upload } = await bench();
    expect(await upload(songOf(durationMs, 'RIFF'))).toMatchObject({ status: 201 });
  });

  it('needs a form with a file and a purpose', async () => {
    const { call, upload, sandbox } = await bench();
    expect(await call(UPLOAD, { purpose: 'song' })).toMatchObject({ status: 400 });
    expect(await call(UPLOAD, new FormData())).toMatchObject({ status: 400 });
    expect(await upload(songOf(30_000), 'podcast')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("Expected 'song' | 'voice' | 'instrumental', received 'podcast'") },
    });
    expect(sandbox.requests.at(-1)).toMatchObject({
      endpoint: 'upload',
      body: { purpose: 'podcast', file: '14 bytes' },
    });
  });

  it('that is too large for the server is refused', async () => {
    const { upload } = await bench({}, { maximumBodyBytes: 300 });
    expect(await upload(Buffer.alloc(301))).toMatchObject({ status: 413 });
  });
});

describe('a song of music-01', () => {
  it('comes as hex in the one answer, when it is done', async () => {
    const open = await bench();
    const refer_voice = await voiceOf(open);
    const startedAt = open.clock.now();
    const audio_setting = { format: 'wav', sample_rate: 32_000, bitrate: 128_000 };
    const { status, headers, body } = await generated(open, { refer_voice, refer_instrumental: null, audio_setting });
    expect(open.clock.now() - startedAt).toBeGreaterThanOrEqual(60_000);
    expect(status).toBe(201);
    expect(headers.get('x-inference-id')).toBe(open.sandbox.money.paid[0]?.id);
    const data = body.data as { audio: string };
    const file = Buffer.from(data.audio, 'hex');
    expect(body).toEqual({
      data: { status: 2, audio: data.audio },
      extra_info: { audio_length: 1_000, audio_size: file.length, audio_bitrate: 128_000, audio_sample_rate: 32_000 },
      ...SUCCESS,
    });
    expect(JSON.parse(file.toString())).toMatchObject({
      reference: 'ID3 song 30000',
      style: '',
      lyrics: '##Side by side##',
      audio: { format: 'wav', bitrateKbps: 128, sampleRate: 32_000 },
    });
    expect(open.sandbox.money.paid).toMatchObject([{ model: 'music-01', micros: 150_000 }]);
  });

  it('cannot be asked about afterwards', async () => {
    const open = await bench();
    const { headers } = await generated(open, { refer_voice: await voiceOf(open) });
    expect(await open.poll(headers.get('x-inference-id'))).toMatchObject({ status: 404 });
  });

  it('is at most a minute long', async () => {
    const sampleRate = 8_000;
    const channels = [new Float32Array(61 * sampleRate).fill(0.1)];
    const wav = await encodeAudio({ sampleRate, channels }, { format: 'wav', bitrateKbps: 0, sampleRate, channels: 1 });
    const heard: number[] = [];
    const open = await bench(
      { generationMs: 0 },
      {
        measure: async () => ({ durationMs: 61_000 }),
        async render({ reference }) {
          heard.push((await decodeAudio(reference)).channels[0]?.length ?? 0);
          return { data: Buffer.from('song'), durationMs: 60_000, family: 'x' };
        },
      },
    );
    const { voice_id } = (await open.upload(wav)).body;
    expect(await open.generate({ refer_voice: voice_id })).toMatchObject({ status: 201 });
    expect(heard).toEqual([60 * sampleRate]);
  });

  it.each<[name: string, changes: Item, status: number, message: string]>([
    ['no reference', {}, 400, 'Expected refer_voice or refer_instrumental'],
    ['an unknown reference', { refer_instrumental: 'instrumental-1' }, 400, 'instrumental-1 does not exist'],
    ['no lyrics', { lyrics: undefined, refer_voice: 'v' }, 400, 'lyrics: Expected string'],
    ['another model', { model: 'music-02', refer_voice: 'v' }, 400, "received 'music-02'"],
    [
      'a setting without a format',
      { refer_voice: 'v', audio_setting: { bitrate: 32_000 } },
      400,
      'audio_setting.format',
    ],
    ['lyrics of 601 characters', { lyrics: '𝄞'.repeat(601), refer_voice: 'v' }, 400, 'lyrics is too long'],
  ])('is refused with %s', async (_name, changes, status, message) => {
    const { generate, sandbox } = await bench();
    expect(await generate(changes)).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
    expect(sandbox.paidRequests()).toBe(0);
  });

  it('needs every audio setting when told to', async () => {
    const open = await bench({ music01Sound: 'allTogether' });
    const { body } = await open.generate({ refer_voice: await voiceOf(open), audio_setting: { format: 'mp3' } });
    expect(body.message).toContain('audio_setting.sample_rate');
  });

  it('can be made of an upload only while that lives', async () => {
    const open = await bench({ uploadLifeMs: 10_000, generationMs: 0 });
    const refer_voice = await voiceOf(open);
    expect(await open.generate({ refer_voice })).toMatchObject({ status: 201 });
    await open.clock.advance(10_000);
    expect(await open.generate({ refer_voice })).toMatchObject({ status: 400 });
  });

  it.each([
    ['http', 400, { message: 'the model broke' }],
    ['baseResp', 200, { data: null, base_resp: { status_code: 1000, status_msg: 'the model broke' } }],
  ] as const)('fails by %s, at no cost', async (music01Errors, status, body) => {
    const open = await bench({ music01Errors, generationMs: 0 });
    open.sandbox.failNext({ message: 'the model broke' });
    expect(await open.generate({ refer_voice: await voiceOf(open) })).toMatchObject({ status, body });
    expect(open.sandbox.money.spentMicros).toBe(0);
  });

  it.each([
    [false, 0],
    [true, 150_000],
  ])('runs into 504 at its limit, billed: %s', async (timedOutIsBilled, micros) => {
    const open = await bench({ syncLimitMs: 30_000, timedOutIsBilled });
    const answer = await generated(open, { refer_voice: await voiceOf(open) });
    expect(answer).toMatchObject({ status: 504, body: { message: 'Generation timeout' } });
    expect(open.sandbox.money.spentMicros).toBe(micros);
  });

  it('does not hold the stand-in up when it closes', async () => {
    const open = await bench();
    const answer = open.generate({ refer_voice: await voiceOf(open) });
    await vi.waitFor(() => expect(open.sandbox.paidRequests()).toBe(1));
    await open.sandbox.close();
    await Promise.allSettled([answer]);
    expect(open.sandbox.money.spentMicros).toBe(150_000);
  });

  it('is not to be had when switched off', async () => {
    const { upload, call } = await bench({ switchedOff: ['music-01'] });
    expect(await upload(songOf(30_000))).toMatchObject({ status: 404 });
    expect(await call(GENERATE, {})).toMatchObject({ status: 404, body: { message: `Cannot POST ${GENERATE}` } });
  });
});
