import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minimaxLimits } from '../../../../src/sandbox/providers/minimax/limits.ts';
import { type Bench, bench, type Fields, openBench } from './support.ts';

/** 𝄞 is one character and two UTF-16 units. */
const clef = (count: number) => '𝄞'.repeat(count);
const sound = (audio_setting: unknown) => ({ audio_setting });

let open: Bench & { close(): Promise<void> };
beforeAll(async () => {
  const unlimited = { requestsPerMinute: null, freeRequestsPerMinute: null };
  open = await openBench(unlimited, { balanceMicros: 1_000_000_000_000 });
});
afterAll(() => open.close());

describe('the fields of a cover', () => {
  it.each<[name: string, changes: Fields]>([
    ['the older model of a cover', { model: 'music-cover' }],
    ['a style of 10 characters', { prompt: clef(10) }],
    ['a style of 300 characters', { prompt: clef(300) }],
    ['null where nothing is meant', { lyrics: null, audio_url: null, seed: null, audio_setting: { format: null } }],
    ['false where only songs have a switch', { is_instrumental: false, lyrics_optimizer: false }],
    ['an unknown field', { loudness: 11 }],
    ['seed 0', { seed: 0 }],
    ['seed 1000000', { seed: 1_000_000 }],
    ['a watermark', { aigc_watermark: true }],
    ['one channel', sound({ channel: 1 })],
    ...minimaxLimits.sampleRates.map((rate): [string, Fields] => [`${rate} Hz`, sound({ sample_rate: rate })]),
    ...minimaxLimits.bitrates.map((bitrate): [string, Fields] => [`${bitrate} bit/s`, sound({ bitrate })]),
    ...['mp3', 'wav'].map((format): [string, Fields] => [`the format ${format}`, sound({ format })]),
    ...minimaxLimits.outputFormats.map((output_format): [string, Fields] => [
      `output ${output_format}`,
      { output_format },
    ]),
  ])('may be %s', async (_name, changes) => {
    expect(await open.cover(changes)).toMatchObject({ status: 200, code: 0, message: 'success' });
  });

  it.each<[name: string, changes: Fields, message: string]>([
    ['no model', { model: undefined }, 'model'],
    ['an unknown model', { model: 'music-1.0' }, 'model'],
    ['a model that is not enabled', { model: 'music-cover-free' }, 'model'],
    ['no style', { prompt: undefined }, 'prompt must be a string'],
    ['a style that is no text', { prompt: 5 }, 'prompt must be a string'],
    ['a style of 9 characters', { prompt: clef(9) }, 'prompt is too short'],
    ['a style of 301 characters', { prompt: clef(301) }, 'prompt is too long'],
    ['lyrics of 9 characters', { lyrics: clef(9) }, 'lyrics is too short'],
    ['lyrics of 1001 characters', { lyrics: clef(1_001) }, 'lyrics is too long'],
    ['no reference', { audio_base64: undefined }, 'exactly one of'],
    ['two references', { audio_url: 'http://127.0.0.1/a.mp3' }, 'exactly one of'],
    ['a reference and a feature id', { cover_feature_id: 'a'.repeat(32) }, 'exactly one of'],
    ['an empty reference', { audio_base64: '' }, 'audio_base64 must not be empty'],
    ['a data URI', { audio_base64: 'data:audio/mpeg;base64,AAAA' }, 'base64'],
    ['broken base64', { audio_base64: 'AAA' }, 'base64'],
    ['an instrumental song', { is_instrumental: true }, 'is_instrumental is not supported'],
    ['lyrics from the optimizer', { lyrics_optimizer: true }, 'lyrics_optimizer is not supported'],
    ['audio settings that are no object', sound(3), 'audio_setting must be an object'],
    ['48 kHz', sound({ sample_rate: 48_000 }), 'audio_setting.sample_rate'],
    ['a bitrate in kbit/s', sound({ bitrate: 256 }), 'audio_setting.bitrate'],
    ['FLAC', sound({ format: 'flac' }), 'audio_setting.format must be one of mp3, wav, pcm'],
    ['three channels', sound({ channel: 3 }), 'audio_setting.channel'],
    ['another output format', { output_format: 'base64' }, 'output_format'],
    ['a stream behind a link', { stream: true, output_format: 'url' }, 'output_format must be hex'],
    ['a stream with a watermark', { stream: true, aigc_watermark: true }, 'aigc_watermark'],
    ['a stream as text', { stream: 'yes' }, 'stream must be a boolean'],
    ['seed -1', { seed: -1 }, 'seed'],
    ['seed 1000001', { seed: 1_000_001 }, 'seed'],
    ['a seed that is no integer', { seed: 0.5 }, 'seed must be an integer'],
  ])('may not be %s', async (_name, changes, message) => {
    const paid = open.sandbox.money.paid.length;
    const reply = await open.cover(changes);
    expect(reply).toMatchObject({ status: 200, code: 2013, body: { data: null } });
    expect(reply.message).toContain('invalid params, ');
    expect(reply.message).toContain(message);
    expect(open.sandbox.money.paid).toHaveLength(paid);
  });

  it.each([[[]], ['text'], [7]])('may not be in a body like %j', async (body) => {
    expect(await open.call('music_generation', body)).toMatchObject({ status: 200, code: 2013 });
  });

  it('may not be in a body that cannot be read', async () => {
    const response = await fetch(`${open.sandbox.baseUrl}/v1/music_generation`, {
      method: 'POST',
      headers: { authorization: `Bearer ${open.sandbox.apiKey}`, 'content-type': 'application/json' },
      body: '{"model":',
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ base_resp: { status_code: 2013 } });
  });
});

describe('the fields of a song', () => {
  it.each<[name: string, changes: Fields]>([
    ['an older model', { model: 'music-1.5' }],
    ['no style', { prompt: undefined }],
    ['a style of 2000 characters', { prompt: clef(2_000) }],
    ['lyrics of one character', { lyrics: clef(1) }],
    ['lyrics of 3500 characters', { lyrics: clef(3_500) }],
    ['no lyrics when it is instrumental', { lyrics: undefined, is_instrumental: true, prompt: clef(1) }],
    ['no lyrics when they are to be written', { lyrics: '', lyrics_optimizer: true }],
  ])('may be %s', async (_name, changes) => {
    expect(await open.song(changes)).toMatchObject({ status: 200, code: 0 });
  });

  it.each<[name: string, changes: Fields, message: string]>([
    ['a style of 2001 characters', { prompt: clef(2_001) }, 'prompt is too long'],
    ['no style when it is instrumental', { prompt: undefined, is_instrumental: true }, 'prompt is too short'],
    ['no lyrics', { lyrics: undefined }, 'lyrics is too short'],
    ['empty lyrics', { lyrics: '' }, 'lyrics is too short'],
    ['lyrics of 3501 characters', { lyrics: clef(3_501) }, 'lyrics is too long'],
    ['a reference', { audio_url: 'http://127.0.0.1/a.mp3' }, 'audio_url is not supported'],
    ['a feature id', { cover_feature_id: 'a'.repeat(32) }, 'cover_feature_id is not supported'],
    ['a switch as a number', { is_instrumental: 1 }, 'is_instrumental must be a boolean'],
  ])('may not be %s', async (_name, changes, message) => {
    const reply = await open.song(changes);
    expect(reply.code).toBe(2013);
    expect(reply.message).toContain(message);
  });
});

describe('the switches over fields', () => {
  it('refuse models outside of the plan as such', async () => {
    const { cover, song, preprocess } = await bench({ otherModelCode: 2061, enabledModels: ['music-3.0'] });
    expect((await cover()).code).toBe(2061);
    expect((await preprocess()).code).toBe(2061);
    expect((await song({ model: 'music-3.0' })).code).toBe(0);
  });

  it('refuse unknown fields', async () => {
    const { cover, preprocess, lyrics } = await bench({ unknownFields: 'refuse' });
    for (const call of [cover, preprocess, lyrics]) {
      expect(await call()).toMatchObject({ code: 0 });
      expect(await call({ loudness: 11 })).toMatchObject({
        code: 2013,
        message: 'invalid params, unknown field loudness',
      });
    }
  });

  it('ignore fields of the other kind of model', async () => {
    const { cover, song } = await bench({ foreignFields: 'ignore' });
    expect((await cover({ is_instrumental: true })).code).toBe(0);
    expect((await song({ audio_url: 'http://127.0.0.1/a.mp3' })).code).toBe(0);
  });

  it('take base64 out of a data URI', async () => {
    const { cover } = await bench({ dataUriPrefix: 'accept' });
    const audio = `data:audio/mpeg;base64,${Buffer.from('song 30000').toString('base64')}`;
    expect((await cover({ audio_base64: audio })).code).toBe(0);
  });
});
