import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAnswerWithAudios } from '../../../src/providers/shared/answer-audios.ts';
import type { Files } from '../../../src/store/port.ts';
import { bytesOf } from '../../support/bytes-of.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { openFiles } from '../../support/open-files.ts';

const signal = new AbortController().signal;
const songs = ['la la la '.repeat(9_000), 'na na', 'da da da '.repeat(2_000)].map((text) => Buffer.from(text));

let folder: string;
let files: Files;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'answer-'));
  const download = () => Promise.reject(new Error('nothing is downloaded here'));
  files = openFiles({ folder, download, clock: createManualClock() });
});

afterEach(() => rm(folder, { recursive: true }));

function read(answer: string, encoding: 'base64' | 'hex' = 'base64') {
  async function* body() {
    const bytes = Buffer.from(answer);
    for (let start = 0; start < bytes.length; start += 777) yield bytes.subarray(start, start + 777);
  }
  const isAudio = (path: readonly (string | number)[]) => path[0] === 'data' && path.at(-1) === 'audio';
  return readAnswerWithAudios({ body: body(), isAudio, encoding, files, maximumBytes: 1_000_000, signal });
}

describe('readAnswerWithAudios', () => {
  it('tells where each audio stood, in order, and leaves the rest as it is', async () => {
    const data = songs.map((song, seed) => ({ seed, audio: song.toString('base64'), list: ['a'] }));

    const { rest, audios, failure } = await read(JSON.stringify({ audio: 'title', data, errors: [] }));

    expect(failure).toBeUndefined();
    expect(rest).toEqual({ audio: 'title', data: data.map(({ seed, list }) => ({ seed, list })), errors: [] });
    expect(audios.map(({ path }) => path)).toEqual([0, 1, 2].map((index) => ['data', index, 'audio']));
    const kept = await Promise.all(audios.map(({ file }) => bytesOf(files, file)));
    expect(kept).toEqual(songs);
  });

  it.each([
    'data:audio/mpeg;base64,',
    'DATA:audio/ogg;codecs="opus";base64,',
    'data:;base64,',
  ])('takes the audio out of a data URI that begins with %s', async (head) => {
    for (const song of songs) {
      const { audios } = await read(JSON.stringify({ data: { audio: head + song.toString('base64') } }));

      expect(await bytesOf(files, audios[0]?.file)).toEqual(song);
    }
  });

  it('knows data URIs also where hex is usual', async () => {
    const audio = `data:audio/mpeg;base64,${songs[1]?.toString('base64')}`;
    const { audios } = await read(JSON.stringify({ data: { audio } }), 'hex');

    expect(await bytesOf(files, audios[0]?.file)).toEqual(songs[1]);
  });

  it('hands over what came whole beside the reason why the rest did not', async () => {
    const whole = JSON.stringify({ data: songs.map((song) => ({ audio: song.toString('base64') })) });

    const { rest, audios, failure } = await read(whole.slice(0, -5_000));

    expect(audios.map(({ file }) => file?.sizeBytes)).toEqual([songs[0]?.length, songs[1]?.length]);
    expect(rest).toBeUndefined();
    expect(failure?.error).toMatchObject({ name: 'UnusableAnswer', reason: 'cutOff' });
    expect(await files.list()).toHaveLength(2);
  });

  it('refuses audio that comes twice in one place', async () => {
    expect(await read('{"data":[{"audio":"QUJD","audio":"QUJD"}]}')).toMatchObject({
      failure: { error: { reason: 'badAudio' } },
    });
  });
});
