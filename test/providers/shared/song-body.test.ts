import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
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

it('takes nothing that a member wrote for the place of the file', async () => {
  const words = fc
    .array(fc.constantFrom('song-0', 'song-1', 'song-', '0', '1', ' ', '"'))
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(words, words, async (style, lyrics) => {
      const file = { sizeBytes: 2, bytes: () => Readable.from([Buffer.from('la')]) };
      const body = songBody({ file, build: (audio) => ({ style, audio, lyrics }) });
      expect(JSON.parse(await text(body.chunks()))).toEqual({ style, audio: 'bGE=', lyrics });
    }),
  );
});
