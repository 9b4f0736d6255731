import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aimlapiLimits } from '../../../../src/sandbox/providers/aimlapi/limits.ts';
import { type Bench, bench, type Item, inline, openBench, serve, songOf } from './support.ts';

/** 𝄞 is one character and two UTF-16 units. */
const clef = (count: number) => '𝄞'.repeat(count);
const sound = (audio_setting: unknown) => ({ audio_setting });
const { sampleRates, bitrates, formats } = aimlapiLimits;

let open: Bench & { close(): Promise<void> };
beforeAll(async () => {
  open = await openBench(
    { unknownFields: 'refuse', longPrompts: 'accept', longLyrics: 'accept' },
    { balanceMicros: 1_000_000_000_000 },
  );
});
afterAll(() => open.close());

describe('the fields of a cover', () => {
  it.each<[name: string, changes: Item]>([
    ['a prompt of 10 characters', { prompt: clef(10) }],
    ['a prompt of 2000 characters', { prompt: clef(2_000) }],
    ['lyrics of 10 characters', { lyrics: clef(10) }],
    ['lyrics of 3000 characters', { lyrics: clef(3_000) }],
    ['bare base64', { reference_audio_url: songOf(30_000).toString('base64') }],
    ['a data URI with parameters', { reference_audio_url: inline(songOf(30_000), 'audio/mpeg;codecs=mp3') }],
    ['an empty audio setting', sound({})],
    ...sampleRates.map((sample_rate): [string, Item] => [`${sample_rate} Hz`, sound({ sample_rate })]),
    ...bitrates.map((bitrate): [string, Item] => [`${bitrate} bit/s`, sound({ bitrate })]),
    ...formats.map((format): [string, Item] => [format, sound({ format })]),
  ])('may be %s', async (_name, changes) => {
    const { status, body } = await open.submit(changes);
    expect({ status, body }).toEqual({ status: 201, body: { id: expect.any(String), status: 'queued' } });
  });

  it.each<[name: string, changes: Item, hint: string]>([
    ['no model', { model: undefined }, "model: Invalid enum value. Expected 'minimax/music-cover' | "],
    ['another model', { model: 'music-cover' }, "received 'music-cover'"],
    ['the synchronous model', { model: 'music-01' }, "received 'music-01'"],
    ['no prompt', { prompt: undefined }, 'prompt: Expected string, received undefined'],
    ['a prompt of null', { prompt: null }, 'prompt: Expected string, received null'],
    ['a prompt that is a list', { prompt: [] }, 'prompt: Expected string, received array'],
    ['a prompt of 9 characters', { prompt: clef(9) }, 'prompt: String must contain at least 10 character(s)'],
    ['a prompt of 2001 characters', { prompt: clef(2_001) }, 'prompt: String must contain at most 2000 character(s)'],
    ['lyrics that are a number', { lyrics: 7 }, 'lyrics: Expected string, received number'],
    ['lyrics of 9 characters', { lyrics: clef(9) }, 'lyrics: String must contain at least 10 character(s)'],
    ['lyrics of 3001 characters', { lyrics: clef(3_001) }, 'lyrics: String must contain at most 3000 character(s)'],
    ['no reference', { reference_audio_url: undefined }, 'Expected reference_audio_url or cover_feature_id'],
    ['an empty reference', { reference_audio_url: '' }, 'reference_audio_url: '],
    ['a reference that is a number', { reference_audio_url: 1 }, 'reference_audio_url: Expected string'],
    ['a reference that is a word', { reference_audio_url: 'song.mp3' }, 'reference_audio_url: Invalid url'],
    ['a reference and a feature', { cover_feature_id: 'a', lyrics: clef(10) }, 'are mutually exclusive'],
    [
      'a feature without lyrics',
      { cover_feature_id: 'a', reference_audio_url: undefined },
      'lyrics: Expected string with cover_feature_id',
    ],
    ['an audio setting that is a text', sound('mp3'), 'audio_setting: Expected object, received string'],
    ['another sample rate', sound({ sample_rate: 48_000 }), 'Expected 16000 | 24000 | 32000 | 44100, received 48000'],
    ['a sample rate as text', sound({ sample_rate: '44100' }), "received '44100'"],
    ['a bitrate in kbit/s', sound({ bitrate: 128 }), 'Expected 32000 | 64000 | 128000 | 256000, received 128'],
    ['another format', sound({ format: 'flac' }), "Expected 'mp3' | 'wav' | 'pcm', received 'flac'"],
    ['the rate by its other name', sound({ audio_sample_rate: 44_100 }), "'audio_setting.audio_sample_rate'"],
    ['an unknown field', { seed: 5 }, "Unrecognized key in object. Received 'seed'"],
  ])('may not be %s', async (_name, changes, hint) => {
    const paid = open.sandbox.paidRequests();
    const { status, body } = await open.submit(changes);
    expect(status).toBe(400);
    expect(body.message).toMatch(/^Body validation error!\n/);
    expect(body.message).toContain(hint);
    expect(open.sandbox.paidRequests()).toBe(paid);
  });

  it.each([[[]], ['song'], [7]])('refuse a body of %j', async (body) => {
    expect(await open.call('/v2/generate/audio', body)).toMatchObject({ status: 400 });
  });
});

describe('the fields of the legacy model', () => {
  const legacy = async (changes: Item = {}) => {
    const reference_audio_url = await serve(songOf(20_000));
    return { model: 'minimax-music', prompt: '##la la##', reference_audio_url, ...changes };
  };

  it('are its lyrics and a URL', async () => {
    expect(await open.call('/v2/generate/audio', await legacy())).toMatchObject({ status: 201 });
  });

  it.each<[name: string, changes: Item, hint: string]>([
    ['no prompt', { prompt: undefined }, 'prompt: Expected string'],
    ['no reference', { reference_audio_url: undefined }, 'reference_audio_url: Expected string'],
    ['an inline reference', { reference_audio_url: inline(songOf(20_000)) }, 'reference_audio_url: Invalid url'],
    ['separate lyrics', { lyrics: clef(20) }, "'lyrics'"],
    ['an audio setting', sound({}), "'audio_setting'"],
  ])('are never %s', async (_name, changes, hint) => {
    const { status, body } = await open.call('/v2/generate/audio', await legacy(changes));
    expect(status).toBe(400);
    expect(body.message).toContain(hint);
  });
});

describe('the fields of the song models', () => {
  const song = (changes: Item) => ({ model: 'minimax/music-2.6', prompt: 'jazz', lyrics: 'la la', ...changes });
  let songs: Bench & { close(): Promise<void> };
  beforeAll(async () => {
    songs = await openBench({ unknownFields: 'refuse' }, { ownSong: async () => songOf(24_000) });
  });
  afterAll(() => songs.close());

  it.each<[name: string, changes: Item]>([
    ['a prompt and lyrics', {}],
    ['no lyrics, to be written', { lyrics: undefined, lyrics_optimizer: true }],
    ['no lyrics, for an instrumental', { lyrics: undefined, is_instrumental: true }],
    ['the rate by either name', sound({ audio_sample_rate: 16_000 })],
  ])('may be %s', async (_name, changes) => {
    expect(await songs.call('/v2/generate/audio', song(changes))).toMatchObject({ status: 201 });
  });

  it.each<[name: string, changes: Item]>([
    ['no lyrics at all', { lyrics: undefined }],
    ['a reference', { reference_audio_url: inline(songOf(20_000)) }],
    ['a flag that is a text', { is_instrumental: 'yes' }],
  ])('may not be %s', async (_name, changes) => {
    expect(await songs.call('/v2/generate/audio', song(changes))).toMatchObject({ status: 400 });
  });
});

describe('the fields of the older song models', () => {
  const [shortest, style] = [clef(10), 'slow jazz with a piano'];

  it.each<[model: string, changes: Item]>([
    ['minimax/music-2.0', { prompt: clef(2_000), lyrics: clef(3_000) }],
    ['minimax/music-1.5', { prompt: clef(300), lyrics: clef(3_000) }],
  ])('of %s may be as long as its page says', async (model, changes) => {
    const { call } = await bench({}, { ownSong: async () => songOf(24_000) });
    const ask = (texts: Item) => call('/v2/generate/audio', { model, prompt: style, lyrics: shortest, ...texts });
    expect(await ask({})).toMatchObject({ status: 201 });
    expect(await ask(changes)).toMatchObject({ status: 201 });
    const wrong = [
      { prompt: `${changes.prompt}x` },
      { lyrics: `${changes.lyrics}x` },
      { prompt: undefined },
      { lyrics: undefined },
      { lyrics: undefined, is_instrumental: true },
    ];
    for (const texts of wrong) expect(await ask(texts)).toMatchObject({ status: 400 });
  });
});

describe('the switches over fields', () => {
  it('refuse unknown fields', async () => {
    const { submit, sandbox } = await bench({ unknownFields: 'refuse' });
    expect(await submit({ seed: 5 })).toMatchObject({ status: 400 });
    sandbox.settings.unknownFields = 'ignore';
    expect(await submit({ seed: 5, audio_setting: { channels: 2 } })).toMatchObject({ status: 201 });
  });

  it('require lyrics, as an older schema did', async () => {
    const { submit } = await bench({ coverLyrics: 'required' });
    expect(await submit()).toMatchObject({ status: 400 });
    expect(await submit({ lyrics: clef(10) })).toMatchObject({ status: 201 });
  });

  it('take nothing but data URIs inline', async () => {
    const { submit } = await bench({ bareBase64: 'refuse' });
    const refused = await submit({ reference_audio_url: songOf(30_000).toString('base64') });
    expect(refused).toMatchObject({ status: 400, body: { message: expect.stringContaining('Invalid url') } });
    expect(await submit()).toMatchObject({ status: 201 });
  });

  it('take a model away', async () => {
    const { submit, preprocess, sandbox } = await bench({ switchedOff: ['minimax/music-cover'] });
    const refused = await submit();
    expect(refused.body.message).not.toContain("Expected 'minimax/music-cover'");
    expect(refused).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("'minimax/music-1.5' | 'minimax-music', received") },
    });
    expect(await preprocess()).toMatchObject({ status: 404 });
    sandbox.settings.switchedOff = [];
    expect(await submit()).toMatchObject({ status: 201 });
  });
});

describe('texts that MiniMax finds too long', () => {
  const cases = [
    ['prompt', 'longPrompts', 300, 'invalid params, prompt is too long'],
    ['lyrics', 'longLyrics', 1_000, 'invalid params, lyrics is too long'],
  ] as const;

  it.each(cases)('are refused in its words when told to: %s', async (field, name, maximum, message) => {
    const { submit, sandbox } = await bench({ [name]: 'refuse' });
    expect(await submit({ [field]: clef(maximum) })).toMatchObject({ status: 201 });
    const { status, body } = await submit({ [field]: clef(maximum + 1) });
    expect({ status, message: body.message }).toEqual({ status: 400, message });
    expect(sandbox.paidRequests()).toBe(1);
  });

  it.each(cases)('are taken or cut when told to: %s', async (field, name, maximum) => {
    const { finished, sandbox } = await bench();
    const sung = async () => {
      const { body } = await finished({ [field]: clef(maximum + 1) });
      const rendered = (await (await fetch(String((body.audio_file as Item).url))).json()) as Item;
      return [...String(field === 'prompt' ? rendered.style : rendered.lyrics)].length;
    };
    sandbox.settings[name] = 'accept';
    expect(await sung()).toBe(maximum + 1);
    sandbox.settings[name] = 'truncate';
    expect(await sung()).toBe(maximum);
  });

  it('are more than 600 characters for the legacy model', async () => {
    const { call } = await bench();
    const reference_audio_url = await serve(songOf(20_000));
    const submit = (prompt: string) =>
      call('/v2/generate/audio', { model: 'minimax-music', prompt, reference_audio_url });
    expect(await submit(clef(600))).toMatchObject({ status: 201 });
    expect(await submit(clef(601))).toMatchObject({
      status: 400,
      body: { message: 'invalid params, lyrics is too long' },
    });
  });
});
