import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MediaProbe } from '../../src/audio/port.ts';
import { createMediaProbe } from '../../src/audio/probe.ts';
import { encodeAudio } from '../../src/codec/encode.ts';
import { createLogger } from '../../src/logger.ts';
import { describeFile, judgeFile } from '../../src/tools/probe/judge-file.ts';
import { sharedCodeFolder } from '../support/shared-code.ts';
import { toneOf } from '../support/sounds.ts';

const corpus = (name: string) => fileURLToPath(new URL(`../fixtures/audio/corpus/${name}`, import.meta.url));

let folder: string;
let mediaProbe: MediaProbe;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coverband-'));
  mediaProbe = createMediaProbe({
    log: createLogger({ level: 'silent' }),
    folder: join(folder, 'sounds'),
    cacheFolder: sharedCodeFolder('probe'),
  });
});
afterAll(async () => {
  await mediaProbe.close();
  rmSync(folder, { recursive: true });
});

it('says what a film is, and that its sound alone is sent', async () => {
  const file = corpus('video-with-song.mp4');
  const judged = await judgeFile(mediaProbe, file);
  expect(judged).toEqual({
    file,
    accepted: true,
    container: 'MP4',
    codec: 'AAC',
    seconds: expect.closeTo(7, 1),
    sends: { container: 'M4A', codec: 'AAC', sizeBytes: expect.any(Number), asItIs: false },
    text: null,
  });
  expect(describeFile(judged)).toBe(`${file}: MP4 with AAC, 7.0 s; sends M4A with AAC (0.0 MB)`);
});

it('says the sentence that a member reads of what is refused by its kind, and that a part of a long song is sent', async () => {
  const long = join(folder, 'long.mp3');
  const settings = { format: 'mp3', bitrateKbps: 32, sampleRate: 16_000, channels: 1 } as const;
  writeFileSync(long, await encodeAudio(toneOf(420), settings));
  expect(await judgeFile(mediaProbe, corpus('core-audio.caf'))).toMatchObject({
    accepted: false,
    container: null,
    text: "That's a CAF file, and I can't open those. Save the song as MP3 or M4A and try again.",
  });
  expect(await judgeFile(mediaProbe, long)).toMatchObject({
    accepted: true,
    container: 'MP3',
    sends: { container: 'MP3', codec: 'MP3', asItIs: false },
    text: null,
  });
});

it('says so where a file cannot be read', async () => {
  const { accepted, text } = await judgeFile(mediaProbe, join(folder, 'nothing'));
  expect([accepted, text]).toEqual([false, '(the file cannot be read: ENOENT)']);
});
