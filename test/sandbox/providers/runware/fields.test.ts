import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runwareBitrates } from '../../../../src/sandbox/providers/runware/limits.ts';
import { type Bench, bench, type Item, openBench } from './support.ts';

/** 𝄞 is one character and two UTF-16 units. */
const clef = (count: number) => '𝄞'.repeat(count);
const mp3 = (audioSettings: Item) => ({ outputFormat: 'MP3', audioSettings });
const ogg = (audioSettings: Item) => ({ outputFormat: 'OGG', audioSettings });

let open: Bench & { close(): Promise<void> };
beforeAll(async () => {
  open = await openBench({}, { balanceMicros: 1_000_000_000_000 });
});
afterAll(() => open.close());

describe('the fields of a cover task', () => {
  it.each<[name: string, changes: Item]>([
    ['a style of 10 characters', { positivePrompt: clef(10) }],
    ['a style of 300 characters', { positivePrompt: clef(300) }],
    ['lyrics of 10 characters', { settings: { lyrics: clef(10) } }],
    ['lyrics of 1000 characters', { settings: { lyrics: clef(1_000) } }],
    ['settings without lyrics', { settings: {} }],
    ['seed 0', { seed: 0 }],
    ['seed 1000000', { seed: 1_000_000 }],
    ['one result', { numberResults: 1 }],
    ['four results', { numberResults: 4 }],
    ['a life of 60 seconds', { ttl: 60, outputType: 'URL' }],
    ['FLAC without audio settings', { outputFormat: 'FLAC' }],
    ['WAV without audio settings', { outputFormat: 'WAV' }],
    ['every output type: base64Data', { outputType: 'base64Data' }],
    ['every output type: dataURI', { outputType: 'dataURI' }],
    ['only a bitrate', mp3({ bitrate: 320 })],
    ['only a number of channels', ogg({ channels: 1 })],
    ['224 kbit/s for OGG in mono', ogg({ bitrate: 224, channels: 1, sampleRate: 48_000 })],
    ['256 kbit/s for OGG in stereo', ogg({ bitrate: 256, channels: 2, sampleRate: 48_000 })],
    ['costs', { includeCost: true }],
  ])('accepts %s', async (_name, changes) => {
    const { status, data, errors } = await open.call([await open.cover(changes)]);
    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
    expect(data).toEqual([{ taskType: 'audioInference', taskUUID: expect.any(String) }]);
  });

  it.each<[name: string, changes: Item, code: string, parameter: string | string[]]>([
    ['no model', { model: undefined }, 'missingModel', 'model'],
    ['another model', { model: 'minimax:music@2.6' }, 'invalidModel', 'model'],
    ['no style', { positivePrompt: undefined }, 'missingPositivePrompt', 'positivePrompt'],
    ['a style that is no text', { positivePrompt: 1 }, 'invalidPositivePrompt', 'positivePrompt'],
    ['a style of null', { positivePrompt: null }, 'invalidPositivePrompt', 'positivePrompt'],
    ['a style of 9 characters', { positivePrompt: clef(9) }, 'invalidPositivePromptLength', 'positivePrompt'],
    ['a style of 301 characters', { positivePrompt: clef(301) }, 'invalidPositivePromptLength', 'positivePrompt'],
    ['no inputs', { inputs: undefined }, 'missingInputs', 'inputs'],
    ['inputs that are a list', { inputs: [] }, 'invalidInputs', 'inputs'],
    ['no audio', { inputs: {} }, 'missingAudio', 'inputs.audio'],
    ['empty audio', { inputs: { audio: '' } }, 'invalidAudio', 'inputs.audio'],
    ['audio that is no text', { inputs: { audio: 7 } }, 'invalidAudio', 'inputs.audio'],
    ['audio that is neither UUID nor URL', { inputs: { audio: 'song.mp3' } }, 'invalidAudio', 'inputs.audio'],
    ['inline audio', { inputs: { audio: 'data:audio/mpeg;base64,AAAA' } }, 'invalidAudio', 'inputs.audio'],
    ['settings that are a text', { settings: '[Verse]' }, 'invalidSettings', 'settings'],
    ['lyrics of 9 characters', { settings: { lyrics: clef(9) } }, 'invalidLyricsLength', 'settings.lyrics'],
    ['lyrics of 1001 characters', { settings: { lyrics: clef(1_001) } }, 'invalidLyricsLength', 'settings.lyrics'],
    ['lyrics that are no text', { settings: { lyrics: [] } }, 'invalidLyrics', 'settings.lyrics'],
    ['seed -1', { seed: -1 }, 'invalidSeed', 'seed'],
    ['seed 1000001', { seed: 1_000_001 }, 'invalidSeed', 'seed'],
    ['a seed that is no integer', { seed: 1.5 }, 'invalidSeed', 'seed'],
    ['a seed as text', { seed: '5' }, 'invalidSeed', 'seed'],
    ['an unknown output type', { outputType: 'url' }, 'invalidOutputType', 'outputType'],
    ['a format in lower case', { outputFormat: 'mp3' }, 'invalidOutputFormat', 'outputFormat'],
    ['an unknown delivery', { deliveryMethod: 'later' }, 'invalidDeliveryMethod', 'deliveryMethod'],
    ['a life of 59 seconds', { ttl: 59 }, 'invalidTtl', 'ttl'],
    ['costs as text', { includeCost: 'yes' }, 'invalidIncludeCost', 'includeCost'],
    ['no result', { numberResults: 0 }, 'invalidNumberResults', 'numberResults'],
    ['five results', { numberResults: 5 }, 'invalidNumberResults', 'numberResults'],
    ['a life without a link', { ttl: 60, outputType: 'dataURI' }, 'incompatibleParameters', ['ttl', 'outputType']],
    ['audio settings for WAV', { outputFormat: 'WAV', audioSettings: {} }, 'unsupportedAudioSettings', 'audioSettings'],
    [
      'audio settings for FLAC',
      { outputFormat: 'FLAC', audioSettings: { channels: 2 } },
      'unsupportedAudioSettings',
      'audioSettings',
    ],
    ['three channels', mp3({ channels: 3 }), 'invalidChannels', 'audioSettings.channels'],
    ['a bitrate of 7', mp3({ bitrate: 7 }), 'invalidBitrate', 'audioSettings.bitrate'],
    [
      '225 kbit/s for OGG in mono',
      ogg({ bitrate: 225, channels: 1, sampleRate: 48_000 }),
      'invalidBitrate',
      ['audioSettings.bitrate', 'audioSettings.sampleRate'],
    ],
    ['an unlisted rate for MP3', mp3({ sampleRate: 96_000 }), 'invalidSampleRate', 'audioSettings.sampleRate'],
    ['44.1 kHz for OGG', ogg({ sampleRate: 44_100 }), 'invalidSampleRate', 'audioSettings.sampleRate'],
    ['an unknown field', { loudness: 11 }, 'unsupportedParameter', 'loudness'],
    ['an unknown inner field', { settings: { tempo: 90 } }, 'unsupportedParameter', 'settings.tempo'],
    ['a webhook that is no address', { webhookURL: 'call me' }, 'invalidWebhookURL', 'webhookURL'],
    ['a webhook on another machine', { webhookURL: 'https://example.org/' }, 'invalidWebhookURL', 'webhookURL'],
    ['an upload to another machine', { uploadEndpoint: 'http://a/' }, 'invalidUploadEndpoint', 'uploadEndpoint'],
  ])('refuses %s', async (_name, changes, code, parameter) => {
    const task = await open.cover(changes);
    const { status, data, errors } = await open.call([task]);
    expect(status).toBe(400);
    expect(data).toEqual([]);
    expect(errors).toEqual([
      expect.objectContaining({ code, parameter, taskType: 'audioInference', taskUUID: task.taskUUID }),
    ]);
    expect(open.sandbox.money.paid.some((paid) => paid.taskUUID === task.taskUUID)).toBe(false);
  });

  const rows = (['MP3', 'OGG'] as const).flatMap((format) =>
    ([1, 2] as const).flatMap((channels) =>
      [...runwareBitrates[format][channels]].map(
        ([sampleRate, [minimum, maximum]]) => [format, channels, sampleRate, minimum, maximum] as const,
      ),
    ),
  );

  it.each(rows)('keeps the bitrates of %s, %i channels, %i Hz within %i to %i', async (...row) => {
    const [outputFormat, channels, sampleRate, minimum, maximum] = row;
    const tryOut = async (bitrate: number) => {
      const task = await open.cover({ outputFormat, audioSettings: { bitrate, channels, sampleRate } });
      return (await open.call([task])).errors?.[0];
    };
    expect(await tryOut(minimum)).toBeUndefined();
    expect(await tryOut(maximum)).toBeUndefined();
    expect(await tryOut(minimum - 1)).toMatchObject({ code: 'invalidBitrate' });
    expect(await tryOut(maximum + 1)).toMatchObject({
      code: 'invalidBitrate',
      parameter: ['audioSettings.bitrate', 'audioSettings.sampleRate'],
      min: minimum,
      max: maximum,
    });
  });

  it('says in an error what the documentation says', async () => {
    const { errors } = await open.call([await open.cover({ numberResults: 5 })]);
    expect(errors?.[0]).toMatchObject({
      message: "Invalid value for 'numberResults' parameter. It must be an integer value between 1 and 4.",
      type: 'integer',
      min: 1,
      max: 4,
      documentation: 'https://runware.ai/docs/models/minimax-music-cover#request-numberresults',
    });
  });
});

describe('the switches over fields', () => {
  it('ignores unknown fields when told to', async () => {
    const { call, cover } = await bench({ unknownFields: 'ignore' });
    expect(await call([await cover({ loudness: 11, settings: { tempo: 90 } })])).toMatchObject({ status: 200 });
  });

  it('wants all audio settings together when told to', async () => {
    const { call, cover } = await bench({ audioSettingsFields: 'allTogether' });
    const { errors } = await call([await cover(mp3({ bitrate: 128, channels: 2 }))]);
    expect(errors?.[0]).toMatchObject({ code: 'missingSampleRate', parameter: 'audioSettings.sampleRate' });
    expect(await call([await cover(mp3({ bitrate: 128, channels: 2, sampleRate: 44_100 }))])).toMatchObject({
      status: 200,
    });
  });

  it('takes a UUID of another version only when told to', async () => {
    const { call, cover, sandbox } = await bench();
    const task = await cover({ taskUUID: '019c42a0-c3ff-7138-be83-ee257abc5331' });
    expect((await call([task])).errors?.[0]).toMatchObject({ code: 'invalidTaskUUID', parameter: 'taskUUID' });
    sandbox.settings.taskUuids = 'any';
    expect(await call([task])).toMatchObject({ status: 200 });
  });

  it('leaves the names of tasks out of errors when told to', async () => {
    const { call, cover } = await bench({ errorsNameTask: false, emptyDataWithErrors: false });
    const { data, errors } = await call([await cover({ seed: -1 })]);
    expect(data).toBeUndefined();
    expect(errors?.[0]).not.toHaveProperty('taskUUID');
    expect(errors?.[0]).not.toHaveProperty('taskType');
  });
});
