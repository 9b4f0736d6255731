import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bench, serve, songOf } from './support.ts';

const task = (operation: string, media: unknown) => ({
  taskType: 'mediaStorage',
  taskUUID: randomUUID(),
  operation,
  media,
});
const base64 = Buffer.from(songOf(30_000)).toString('base64');

describe('media storage', () => {
  it.each([
    [
      'a data URI',
      async () => `data:audio/mpeg;base64,${base64}`,
      /\/media\/os\/a01d21\/ws\/5\/ai\/[0-9a-f-]{36}\.mp3$/,
    ],
    ['a data URI with parameters', async () => `data:audio/ogg;codecs=opus;base64,${base64}`, /\.ogg$/],
    ['base64', async () => base64, /\.bin$/],
    ['an address', () => serve(songOf(30_000)), /\.bin$/],
  ])('keeps %s and hands it out as UUID and as URL', async (_name, media, shape) => {
    const { call, cover } = await bench();
    const upload = task('upload', await media());
    const { data } = await call([upload]);
    expect(data).toEqual([
      {
        taskType: 'mediaStorage',
        taskUUID: upload.taskUUID,
        operation: 'upload',
        mediaUUID: expect.any(String),
        mediaURL: expect.stringMatching(shape),
      },
    ]);
    const { mediaUUID, mediaURL } = data?.[0] ?? {};
    expect(await (await fetch(String(mediaURL))).text()).toBe('song 30000');
    expect(await call([await cover({ inputs: { audio: mediaUUID } })])).toMatchObject({ status: 200 });
    expect(await call([await cover({ inputs: { audio: mediaURL } })])).toMatchObject({ status: 200 });
  });

  it.each([
    ['WAV', 'RIFF....WAVEfmt ', 'audio/wav', '.wav'],
    ['MP3 with a tag', 'ID3.........', 'audio/mpeg', '.mp3'],
    ['MP3 without one', '\xff\xfb\x90\x00', 'audio/mpeg', '.mp3'],
    ['FLAC', 'fLaC....', 'audio/flac', '.flac'],
    ['OGG', 'OggS....', 'audio/ogg', '.ogg'],
    ['M4A', '\0\0\0\x20ftypM4A ', 'audio/mp4', '.m4a'],
    ['AAC', '\xff\xf1P\x80', 'audio/aac', '.aac'],
  ])('finds out by itself that a file is %s', async (_name, text, contentType, extension) => {
    const { call } = await bench();
    const file = Buffer.from(text, 'latin1');
    const forms = [file.toString('base64'), `data:video/mp4;base64,${file.toString('base64')}`, await serve(file)];
    for (const media of forms) {
      const { data } = await call([task('upload', media)]);
      const url = String(data?.[0]?.mediaURL);
      expect(url.slice(-extension.length)).toBe(extension);
      expect((await fetch(url)).headers.get('content-type')).toBe(contentType);
    }
  });

  it('deletes, once', async () => {
    const { call, cover, upload } = await bench();
    const mediaUUID = await upload(songOf(30_000));
    const remove = task('delete', mediaUUID);
    expect((await call([remove])).data).toEqual([
      { taskType: 'mediaStorage', taskUUID: remove.taskUUID, operation: 'delete', mediaUUID },
    ]);
    expect(await call([remove])).toMatchObject({ status: 400, errors: [{ code: 'mediaNotFound' }] });
    expect((await call([await cover({ inputs: { audio: mediaUUID } })])).errors?.[0]).toMatchObject({
      code: 'mediaNotFound',
      parameter: 'inputs.audio',
    });
  });

  it.each([
    ['something else', task('upload', 'not base64!'), 'invalidMedia'],
    ['nothing', task('upload', undefined), 'missingMedia'],
    ['a number', task('upload', 5), 'invalidMedia'],
    ['an unknown operation', task('move', base64), 'invalidOperation'],
  ])('refuses %s', async (_name, upload, code) => {
    const { call } = await bench();
    expect(await call([upload])).toMatchObject({ status: 400, errors: [{ code, taskType: 'mediaStorage' }] });
  });

  it('takes uploads up to its limit', async () => {
    const { call } = await bench({ maximumMediaBytes: 30 });
    const of = (length: number) => task('upload', Buffer.alloc(length, 1).toString('base64'));
    expect(await call([of(30)])).toMatchObject({ status: 200 });
    expect(await call([of(31)])).toMatchObject({ status: 400, errors: [{ code: 'invalidMediaSize' }] });
  });

  it('forgets uploads after their life', async () => {
    const { call, cover, upload, clock } = await bench({ mediaLifeMs: 10_000 });
    const audio = await upload(songOf(30_000));
    await clock.advance(9_999);
    expect(await call([await cover({ inputs: { audio } })])).toMatchObject({ status: 200 });
    await clock.advance(1);
    expect((await call([await cover({ inputs: { audio } })])).errors?.[0]).toMatchObject({ code: 'mediaNotFound' });
  });
});
