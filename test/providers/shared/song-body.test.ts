import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { songBody } from '../../../src/providers/shared/song-body.ts';

it('makes JSON with the file as base64 in its place, in the announced length', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'body-'));
  const path = join(folder, 'song');
  const song = Buffer.from('é la la '.repeat(30_000));
  await writeFile(path, song);

  const body = await songBody({
    path,
    build: (base64) => ({ prompt: '| é "', audio: `data:audio/mpeg;base64,${base64}` }),
  });
  const json = await text(body.chunks());
  await rm(folder, { recursive: true });

  expect(JSON.parse(json)).toEqual({ prompt: '| é "', audio: `data:audio/mpeg;base64,${song.toString('base64')}` });
  expect(Buffer.byteLength(json)).toBe(body.sizeBytes);
});

it('says that a file is not there before anything is sent', async () => {
  await expect(songBody({ path: '/no/such/song', build: (audio) => ({ audio }) })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
