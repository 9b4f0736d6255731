import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AnswerAudioOptions, readAnswerWithAudio } from '../../../src/providers/shared/answer-audio.ts';
import type { Files } from '../../../src/store/port.ts';
import { bytesOf } from '../../support/bytes-of.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { watchMemory } from '../../support/memory-watch.ts';
import { openFiles } from '../../support/open-files.ts';

const signal = new AbortController().signal;
const song = Buffer.from('la la la '.repeat(20_000));

let folder: string;
let files: Files;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'answer-'));
  const download = () => Promise.reject(new Error('nothing is downloaded here'));
  files = openFiles({ folder, download, clock: createManualClock() });
});

afterEach(() => rm(folder, { recursive: true }));

function read(answer: string | AsyncIterable<Uint8Array>, changes: Partial<AnswerAudioOptions> = {}) {
  return readAnswerWithAudio({
    body: typeof answer === 'string' ? inPieces(answer, 10_000) : answer,
    audioPaths: [['data', 'audio']],
    encoding: 'hex',
    files,
    maximumBytes: 1_000_000,
    signal,
    ...changes,
  });
}

async function* inPieces(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

function answerWith(audio: string): string {
  return JSON.stringify({ data: { audio, status: 2 }, base_resp: { status_code: 0 } });
}

describe('readAnswerWithAudio', () => {
  it.each(['hex', 'base64'] as const)('keeps audio in %s as a file, and the rest as it is', async (encoding) => {
    const rest = { trace_id: 'é🎵', data: { status: 2 }, extra_info: { lengths: [1, -2.5e3], done: true, none: null } };
    const { data, ...others } = rest;
    const answer = JSON.stringify({ data: { audio: song.toString(encoding), ...data }, ...others });

    const read1 = await read(answer, { encoding });

    expect(read1).toMatchObject({ rest, text: undefined, file: { sizeBytes: song.length } });
    expect((await bytesOf(files, read1.file)).equals(song)).toBe(true);
  });

  it('finds the audio wherever the pieces are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('hex' as const, 'base64' as const),
        async (bytes, size, encoding) => {
          const answer = answerWith(Buffer.from(bytes).toString(encoding));

          const { file, rest } = await read(inPieces(answer, size), { encoding });

          expect(await bytesOf(files, file)).toEqual(Buffer.from(bytes));
          expect(rest).toEqual({ data: { status: 2 }, base_resp: { status_code: 0 } });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes no other text for the audio', async () => {
    const answer = { audio: 'ab', data: { title: 'cd', inner: { audio: 'ef' }, list: [{ audio: '01' }] } };

    expect(await read(JSON.stringify(answer))).toEqual({ rest: answer, file: undefined, text: undefined });
  });

  it.each([
    'https://cdn.example/a%2Fb.mp3?Signature=x%3D',
    '',
    'abc',
  ])('hands on %j in place of audio', async (text) => {
    expect(await read(answerWith(text))).toMatchObject({ text, file: undefined });
  });

  it.each([null, 7, { url: 'x' }])('leaves %j in place of audio where it is', async (audio) => {
    expect(await read(JSON.stringify({ data: { audio } }))).toEqual({
      rest: { data: { audio } },
      file: undefined,
      text: undefined,
    });
  });

  const mp3 = Buffer.concat([Buffer.from('ID3'), song.subarray(0, 20_001), Buffer.from([0xfb, 0xff, 0xfe])]);
  const lines = (text: string) => text.replaceAll(/(.{76})/g, '$1\r\n');

  it.each([
    { what: 'hex in upper case', audio: mp3.toString('hex').toUpperCase(), encoding: 'hex' as const },
    { what: 'hex with spaces', audio: mp3.toString('hex').replaceAll(/(..)/g, '$1 '), encoding: 'hex' as const },
    { what: 'hex where base64 is usual', audio: mp3.toString('hex'), encoding: 'base64' as const },
    { what: 'base64 where hex is usual', audio: mp3.toString('base64'), encoding: 'hex' as const },
    { what: 'base64 in lines', audio: lines(mp3.toString('base64')), encoding: 'base64' as const },
    { what: 'base64 for URLs', audio: mp3.toString('base64url'), encoding: 'base64' as const },
    { what: 'base64 for URLs where hex is usual', audio: mp3.toString('base64url'), encoding: 'hex' as const },
    {
      what: 'a data URI where hex is usual',
      audio: `data:audio/mpeg;base64,${mp3.toString('base64')}`,
      encoding: 'hex' as const,
    },
  ])('reads $what', async ({ audio, encoding }) => {
    const { file } = await read(answerWith(audio), { encoding });
    expect((await bytesOf(files, file)).equals(mp3)).toBe(true);
  });

  it('takes the audio from the first place that has any', async () => {
    const audioPaths = [
      ['data', 'audio'],
      ['data', 'audio_file'],
    ];
    const answer = JSON.stringify({ data: { audio: '', audio_file: song.toString('hex') } });
    expect(await read(answer, { audioPaths })).toMatchObject({ file: { sizeBytes: song.length } });
  });

  it.each([
    { what: 'an odd number of digits', audio: `${song.toString('hex')}a`, encoding: 'hex' as const },
    { what: 'a letter that is no digit', audio: `${song.toString('hex')}zz`, encoding: 'hex' as const },
    { what: 'a link of a length that no link has', audio: `https://${'a'.repeat(5_000)}`, encoding: 'hex' as const },
    { what: 'base64 without its end', audio: song.toString('base64').slice(0, -1), encoding: 'base64' as const },
    {
      what: 'padding in the middle',
      audio: `${'A'.repeat(65_535)}=${'AAAA'.repeat(20_000)}`,
      encoding: 'base64' as const,
    },
  ])('refuses $what, and leaves nothing behind', async ({ audio, encoding }) => {
    await expect(read(answerWith(audio), { encoding })).rejects.toMatchObject({ reason: 'badAudio' });
    expect(await files.list()).toEqual([]);
  });

  it('refuses audio that comes twice', async () => {
    await expect(read('{"data":{"audio":"ab","audio":"cd"}}')).rejects.toMatchObject({ reason: 'badAudio' });
  });

  it.each([
    '',
    '  ',
    '<html><body>Bad Gateway</body></html>',
    'data: {"data":{"audio":"ab"}}\n\n',
    '{"data":{"title":"ab"},}',
    '{"data":{"title":"ab"}} and more',
  ])('refuses %j, which is no JSON', async (answer) => {
    await expect(read(answer)).rejects.toMatchObject({ name: 'UnusableAnswer', reason: 'notJson' });
  });

  it.each([
    '{',
    '{"data"',
    '{"data":{"title":"ab"',
    '{"data":{"title":"ab"}',
    '{"data":{"audio":"ab',
    answerWith(song.toString('hex')).slice(0, 50_000),
  ])('says of %.30s that it ends too early', async (answer) => {
    await expect(read(answer)).rejects.toMatchObject({ name: 'UnusableAnswer', reason: 'cutOff' });
  });

  it('says of a body that breaks off what the body says', async () => {
    async function* broken() {
      yield Buffer.from(`{"data":{"audio":"${'ab'.repeat(10_000)}`);
      throw new Error('the connection broke');
    }

    await expect(read(broken())).rejects.toThrow('the connection broke');
    expect(await files.list()).toEqual([]);
  });

  it.each([
    '',
    '},"trace_id":"x',
  ])('takes audio that came whole alone where that is enough, though %j is all that follows', async (end) => {
    const answer = `{"data":{"audio":"${song.toString('hex')}"${end}`;

    const kept = await read(answer, { takesAudioAlone: true });

    await expect(read(answer)).rejects.toMatchObject({ reason: 'cutOff' });

    expect(kept).toMatchObject({ rest: undefined, file: { sizeBytes: song.length } });
  });

  it('takes audio that came whole alone where that is enough, though the body breaks off behind it', async () => {
    async function* broken() {
      yield* inPieces(`{"data":{"audio":"${song.toString('hex')}",`, 10_000);
      throw new Error('the connection broke');
    }

    expect(await read(broken(), { takesAudioAlone: true })).toMatchObject({ file: { sizeBytes: song.length } });
    await expect(read(broken())).rejects.toThrow('the connection broke');
  });

  it.each([
    { what: 'a long text', rest: `"${'x'.repeat(1_000_001)}"` },
    { what: 'a long name', rest: `{"${'x'.repeat(1_000_001)}":1}` },
    { what: 'a long number', rest: '1'.repeat(1_000_001) },
    { what: 'many small things', rest: `[${'1,'.repeat(600_000)}1]` },
    { what: 'what is deep', rest: '['.repeat(1_000) },
  ])('does not hold $what beside the audio', async ({ rest }) => {
    await expect(read(`{"data":${rest}`)).rejects.toMatchObject({ reason: 'tooLarge' });
  });

  it('stops at the limit of an answer of any length, and holds little of it', async () => {
    const piece = Buffer.from('0123456789abcdef'.repeat(4_096));
    let sentBytes = 0;
    const memory = watchMemory();
    async function* endless() {
      yield Buffer.from('{"data":{"audio":"');
      for (let index = 0; sentBytes < 300_000_000; index += 1) {
        if (index % 200 === 0) await memory.sample();
        yield piece;
        sentBytes += piece.length;
      }
    }

    const reading = read(endless(), { maximumBytes: 40_000_000 });

    await expect(reading).rejects.toMatchObject({ name: 'FetchError', code: 'tooLarge' });
    expect(sentBytes).toBeLessThan(85_000_000);
    expect(memory.largestRise()).toBeLessThan(5_000_000);
    expect(await files.list()).toEqual([]);
  });

  it('ends with the reason of the caller who aborts while nothing comes', async () => {
    const controller = new AbortController();
    async function* stuck() {
      yield Buffer.from(`{"data":{"audio":"${'ab'.repeat(100_000)}`);
      controller.abort(new Error('shutting down'));
      await new Promise(() => undefined);
    }

    await expect(read(stuck(), { signal: controller.signal })).rejects.toThrow('shutting down');
  });
});
