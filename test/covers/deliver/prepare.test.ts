import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { examine } from '../../../src/audio/examine.ts';
import { measureSound } from '../../../src/audio/measure-sound.ts';
import { createMediaEncoder } from '../../../src/audio/media-encoder.ts';
import type { MediaEncoder } from '../../../src/audio/port.ts';
import { encodeAudio } from '../../../src/codec/encode.ts';
import { createDeliver } from '../../../src/covers/deliver/deliver.ts';
import { createComparisons } from '../../../src/covers/library/comparisons.ts';
import type { Job, Move } from '../../../src/domain/job.ts';
import { createThreads } from '../../../src/store/threads.ts';
import { makeTones } from '../../codec/sounds.ts';
import { acceptAndMove } from '../../contracts/jobs/harness.ts';
import { steps } from '../../contracts/jobs/job-parts.ts';
import { aTake } from '../../support/build-cover.ts';
import { aReference } from '../../support/build-job.ts';
import { createLeaseOn } from '../../support/lease-on.ts';
import { sharedCodeFolder } from '../../support/shared-code.ts';
import { openCovers } from '../delivery-harness.ts';

const VOICE_MEMO = new URL('../../fixtures/audio/corpus/voice-memo.m4a', import.meta.url);
const LIMITS = { maximumSeconds: 60, maximumChannels: 8 };
const signal = new AbortController().signal;

async function songOf(format: 'mp3' | 'wav', level: number, seconds = 3) {
  const sound = makeTones({ seconds, hertz: [440, 660] });
  const channels = sound.channels.map((channel) => channel.map((value) => value * level));
  return encodeAudio({ ...sound, channels }, { format, bitrateKbps: 128, sampleRate: 44_100, channels: 2 });
}

interface Options {
  format?: 'mp3' | 'wav';
  lufs?: number | null;
  takes?: number;
  /** The song as it was uploaded. Default: an MP3. */
  song?: Uint8Array;
  encoder?: (real: MediaEncoder) => Partial<MediaEncoder>;
}

/** A cover whose takes are real sounds, with everything that a delivery makes of them. */
async function open({ format = 'mp3', lufs = -14, takes: count = 1, song, encoder = () => ({}) }: Options = {}) {
  const covers = await openCovers();
  const { clock, discord, database, log, jobs, files, blocked, firstPosters } = covers;
  const folder = await mkdtemp(join(tmpdir(), 'coverband-'));
  const labelsIn = () => ({
    reference: 'Song',
    noReference: 'Original (no picture)',
    made: () => 'Cover',
    take: (number: number) => `Take ${number}`,
  });
  const real = createMediaEncoder({
    log,
    folder: join(folder, 'results'),
    labelsIn,
    cacheFolder: sharedCodeFolder('studio'),
  });
  onTestFinished(async () => {
    await real.close();
    await rm(folder, { recursive: true });
  });
  const keep = async (bytes: Uint8Array) => {
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    return files.put({ kind: 'path', path });
  };
  const reference = aReference({
    name: 'Paper Lanterns.mp3',
    posterId: '4000000000000000042',
    durationMs: 5_000,
    ...(await keep(song ?? (await songOf('mp3', 0.5, 5)))),
  });
  const takes = [];
  for (let index = 0; index < count; index += 1) {
    const sound = { durationMs: 3_000, container: format.toUpperCase(), codec: 'x' };
    takes.push(aTake({ format, sound, seed: index, ...(await keep(await songOf(format, 1.9 - index / 10))) }));
  }
  const queued = covers.next({ reference, style: 'late-night jazz' });
  const [candidate] = queued.candidates;
  if (!candidate) throw new Error('a job has candidates');
  const kept: Move = { to: 'delivering', set: { takes, delivery: { startedAt: null, messageId: null } } };
  const job = await acceptAndMove(jobs, queued, steps.submitting(candidate), kept);
  const mediaEncoder = { ...real, ...encoder(real) };
  const deps = {
    ...{ jobs, files, discord, mediaEncoder, blocked, firstPosters, clock, log },
    ...{ threads: createThreads({ database, clock }), drawsWaveforms: true, lufs },
  };
  const leaseOn = createLeaseOn(jobs);
  const leased = async () => ({
    candidate,
    signal,
    stillOurs: async () => true,
    isAlive: () => true,
    giveUpTurn() {},
    ...(await leaseOn(job.id)),
  });
  const now = async () => (await jobs.get(job.id)) as Job;
  return {
    ...covers,
    now,
    real,
    comparisons: createComparisons({ files, mediaEncoder: real, clock, log }),
    /** As a process that knows nothing but what is on disk. */
    prepare: async () => createDeliver(deps).prepare(await now(), await leased()),
    deliver: async () => createDeliver(deps).deliver(await now(), await leased()),
    posted: () => covers.channel.messages[0]?.attachments ?? [],
  };
}

const sha256 = (bytes: Uint8Array | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');

/** Of a PNG, width and height. */
const sizeOf = (png: Uint8Array | undefined) => {
  const bytes = Buffer.from(png ?? []);
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

describe('the files of a cover', () => {
  it('have a picture that says so of a song that could not be drawn', async () => {
    const scene = await open({ song: Buffer.from('of a kind that nobody decodes') });
    await scene.prepare();
    await scene.deliver();
    const [file, picture] = scene.posted();
    const take = await measureSound(file?.data() ?? new Uint8Array(), LIMITS);
    const drawn = async (reference: null | undefined) => {
      const path = await scene.real.drawWaveform({ kind: 'cover', reference, takes: [take], locale: 'en' }, signal);
      return sizeOf(await readFile(path ?? ''));
    };
    expect(sizeOf(picture?.data())).toEqual(await drawn(null));
    expect(sizeOf(picture?.data())).not.toEqual(await drawn(undefined));
  });

  it('are as loud as others, under our tags, with the picture as their art, and named by what they are', async () => {
    const scene = await open();
    await scene.prepare();
    await scene.deliver();
    const [file, picture] = scene.posted();
    expect(file).toMatchObject({
      filename: 'paper-lanterns-late-night-jazz.mp3',
      title: 'Paper Lanterns – late-night jazz',
    });
    const bytes = file?.data() ?? new Uint8Array();
    const { loudness } = await measureSound(bytes, LIMITS);
    expect(Math.abs((loudness?.lufs ?? 0) + 14)).toBeLessThan(0.76);
    expect(await examine(bytes, { maximumSeconds: 361 })).toMatchObject({
      song: { title: 'Paper Lanterns – late-night jazz' },
    });
    expect(Buffer.from(bytes).includes(Buffer.from(picture?.data() ?? 'no picture'))).toBe(true);
    expect(Buffer.from(bytes).includes('AI cover of Paper Lanterns')).toBe(true);
  });

  it('are written down with how loud the sounds are, and belong to the job', async () => {
    const scene = await open();
    await scene.prepare();
    const { takes, reference, waveform } = await scene.now();
    const [take] = takes;
    expect(reference?.loudness?.lufs).toBeLessThan(take?.loudness?.lufs ?? -99);
    expect(take?.finished).toMatchObject({ soundHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const held = [reference?.hash, take?.hash, take?.finished?.hash, waveform?.hash];
    const holders = await scene.jobs.holdersOf(held.filter((hash) => hash !== undefined));
    expect(holders.size).toBe(4);
  });

  it('are the same to the byte when a post is gone on with after a crash', async () => {
    const scene = await open();
    await scene.prepare();
    const { finished } = (await scene.now()).takes[0] ?? {};
    scene.sandbox.faults.add({
      method: 'POST',
      route: '/channels/:id/messages',
      kind: '500',
      when: 'before',
      times: 4,
    });
    await expect(scene.deliver()).rejects.toMatchObject({ name: 'DiscordError' });
    scene.sandbox.faults.clear();
    await scene.clock.advance(10 * 60_000);
    await scene.deliver();
    expect(scene.channel.messages).toHaveLength(1);
    expect(sha256(scene.posted()[0]?.data())).toBe(finished?.hash);
  });

  it('have a name of their own for each take', async () => {
    const scene = await open({ takes: 3 });
    await scene.prepare();
    await scene.deliver();
    const names = scene.posted().map(({ filename }) => filename);
    const stem = 'paper-lanterns-late-night-jazz';
    expect(names).toEqual([`${stem}-1.mp3`, `${stem}-2.mp3`, `${stem}-3.mp3`, 'waveform.png']);
  });

  it('are as loud as they came where the operator does not want them equally loud', async () => {
    const scene = await open({ lufs: null });
    await scene.prepare();
    const { takes } = await scene.now();
    expect(takes[0]?.finished?.lufs).toBeCloseTo(takes[0]?.loudness?.lufs ?? 0);
  });

  it('are the MP3 beside a lossless take as well', async () => {
    const scene = await open({ format: 'wav' });
    await scene.prepare();
    await scene.deliver();
    const [mp3, wav] = scene.posted();
    expect([mp3?.title, wav?.title]).toEqual([
      'Paper Lanterns – late-night jazz (MP3)',
      'Paper Lanterns – late-night jazz (WAV)',
    ]);
    const { loudness } = await measureSound(mp3?.data() ?? new Uint8Array(), LIMITS);
    expect(Math.abs((loudness?.lufs ?? 0) + 14)).toBeLessThan(0.5);
  });

  it('are what the provider made where nothing can be made of it, or the machine fails', async () => {
    const fails = async (): Promise<never> => {
      throw new Error('a worker could not start');
    };
    const scene = await open({ encoder: () => ({ measure: fails, finish: fails, fit: fails }) });
    await scene.prepare();
    await scene.deliver();
    const { takes } = await scene.now();
    expect(takes[0]).toMatchObject({ finished: null, loudness: null });
    expect(sha256(scene.posted()[0]?.data())).toBe(takes[0]?.hash);
  });

  it('go back to the poster of the song, whoever gives them in again', async () => {
    const scene = await open();
    await scene.prepare();
    await scene.deliver();
    const { takes, guildId, reference } = await scene.now();
    const finished = takes[0]?.finished;
    for (const hash of [finished?.hash, finished?.soundHash]) {
      expect(await scene.firstPosters.of(guildId, [hash ?? ''])).toBe(reference?.posterId);
    }
  });
});

describe('the song that a cover was made from', () => {
  it('is heard as loud as the cover and for as long, and is made once', async () => {
    const scene = await open();
    await scene.prepare();
    const job = await scene.now();
    const song = job.reference;
    if (!song) throw new Error('a cover has a song');
    const [one, again] = await Promise.all([1, 2].map(() => scene.comparisons(job, song, 20_000_000)));
    expect(one?.hash).toBe(again?.hash);
    expect(one?.seconds).toBe(3);
    const bytes = await scene.files.withLocalCopy(one?.hash ?? '', async (path) => path && readFile(path));
    const { loudness, levels } = await measureSound(bytes || new Uint8Array(), LIMITS);
    expect(Math.abs((loudness?.lufs ?? 0) - (job.takes[0]?.finished?.lufs ?? 0))).toBeLessThan(0.76);
    expect(Math.abs(levels.seconds - 3)).toBeLessThan(0.06);
  });

  it('is as loud and as long where it came as AAC, of a phone', async () => {
    const scene = await open({ song: await readFile(VOICE_MEMO) });
    await scene.prepare();
    const job = await scene.now();
    const song = { ...aReference(), ...job.reference, name: 'memo.m4a', container: 'M4A', codec: 'AAC' };
    const compared = await scene.comparisons(job, song, 20_000_000);
    const bytes = await scene.files.withLocalCopy(compared?.hash ?? '', async (path) => path && readFile(path));
    const { loudness, levels } = await measureSound(bytes || new Uint8Array(), LIMITS);
    expect(Math.abs((loudness?.lufs ?? 0) - (job.takes[0]?.finished?.lufs ?? 0))).toBeLessThan(0.76);
    expect(Math.abs(levels.seconds - 3)).toBeLessThan(0.06);
  });

  it('is as it was where nothing is known of the cover, and where it cannot be made', async () => {
    const scene = await open();
    const job = { ...(await scene.now()), takes: [aTake({ sound: null })] };
    if (!job.reference) throw new Error('a cover has a song');
    expect(await scene.comparisons(job, job.reference, 20_000_000)).toBeUndefined();
    await scene.prepare();
    const gone = aReference({ hash: 'gone', durationMs: 9_000 });
    expect(await scene.comparisons(await scene.now(), gone, 20_000_000)).toBeUndefined();
  });
});
