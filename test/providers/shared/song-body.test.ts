import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { songBody } from '../../../src/providers/shared/song-body.ts';

it('makes JSON with the file as base64 in its place, in the announced length, as often as it is sent', async () => {
  const song = Buffer.from('é la la '.repeat(30_000));
  const pieces = Array.from({ length: 7 }, (_, index) => song.subarray(index * 40_001, (index + 1) * 40_001));

  const body = songBody({
    file: { sizeBytes: song.length, bytes: () => Readable.from(pieces) },
    build: (base64) => ({ prompt: '| é "', audio: `data:audio/mpeg;base64,${base64}` }),
  });

  for (const json of [await text(body.chunks()), await text(body.chunks())]) {
    expect(JSON.parse(json)).toEqual({ prompt: '| é "', audio: `data:audio/mpeg;base64,${song.toString('base64')}` });
    expect(Buffer.byteLength(json)).toBe(body.sizeBytes);
  }
});
