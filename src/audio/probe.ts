import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LONGEST_KNOWN_SECONDS } from '../domain/song/song-formats.ts';
import { type MemberText, UserError } from '../errors.ts';
import { diskError } from '../lib/full-disk.ts';
import type { Logger } from '../logger.ts';
import { createDisposableWorkers, type Ended } from './disposable-workers.ts';
import type { ExamineOptions } from './examine.ts';
import type { MediaProbe, ProbedSong, TakenOut } from './port.ts';
import type { ProbeAnswer, ProbeTask } from './probe-worker.ts';
import { openResultFolder } from './result-folder.ts';
import { createSystemFfmpeg, type SystemFfmpeg, type Wanted } from './system-ffmpeg.ts';

export interface MediaProbeOptions {
  log: Logger;
  /** For what is taken out of songs alone, on the disk that it will be moved on. */
  folder: string;
  /** Time of the processor for one file of a member's. */
  cpuMs?: number;
  /** Real time for it: what takes longer is told that the machine is busy. */
  timeoutMs?: number;
  /** Real time for one take: most need far less, and none may be lost because the machine is busy. */
  takeTimeoutMs?: number;
  /** Where the walk through a song stops. */
  maximumSeconds?: number;
  /** A worker holds its file whole, beside its heap. */
  maximumMegabytes?: number;
  /** Six minutes of 24-bit stereo WAV at 48 kHz are 104 MB. */
  maximumTakeMegabytes?: number;
  /** For the objects of one worker. */
  heapMegabytes?: number;
  /** For all of one worker: the program, the file and what is taken out of it. The largest films come to some 350. */
  memoryMegabytes?: number;
  /** The name or path of the operator's own FFmpeg, for what is not read here. Default: none. */
  ffmpeg?: string | undefined;
  /** For what workers have compiled. Default: it is not kept. */
  cacheFolder?: string;
  /** How many songs, and how many takes, are probed at once; further ones wait. */
  workers?: number;
}

/** Probes by content alone: what a file is called or says of itself is never believed. Makes its folder, and empties it. */
export function createMediaProbe({
  log,
  folder,
  cpuMs = 4_000,
  timeoutMs = 30_000,
  takeTimeoutMs = 60_000,
  maximumSeconds = LONGEST_KNOWN_SECONDS,
  maximumMegabytes = 64,
  maximumTakeMegabytes = 120,
  heapMegabytes = 192,
  memoryMegabytes = 370,
  ffmpeg: program,
  cacheFolder,
  workers = 2,
}: MediaProbeOptions): MediaProbe {
  const entry = new URL('./probe-worker.ts', import.meta.url);
  const limits = { entry, heapMegabytes, memoryMegabytes, workers, cacheFolder };
  const songs = createDisposableWorkers<ProbeTask, ProbeAnswer>({ ...limits, cpuMs, timeoutMs });
  const takes = createDisposableWorkers<ProbeTask, ProbeAnswer>({ ...limits, timeoutMs: takeTimeoutMs });
  const results = openResultFolder(folder);
  const ffmpeg = program === undefined ? undefined : createSystemFfmpeg({ program });

  async function run(
    pool: typeof songs,
    path: string,
    megabytes: number,
    signal: AbortSignal,
    {
      owner,
      output,
      listens = false,
      ...options
    }: { owner?: string; output?: number; listens?: boolean } & ExamineOptions = {},
  ) {
    signal.throwIfAborted();
    const { size: sizeBytes } = await stat(path);
    if (sizeBytes === 0) throw new UserError({ key: 'song.empty', params: {} });
    if (sizeBytes > megabytes * 1_000_000) {
      throw new UserError({ key: 'song.tooLarge', params: { maximumMegabytes: megabytes } });
    }
    const startedAt = performance.now();
    const input = resolve(path);
    const task = { path: input, maximumSeconds, takesOut: output !== undefined, listens, ...options };
    const ended = await pool.run(task, signal, { input, ...(output !== undefined && { output }) }, owner);
    const tookMs = Math.round(performance.now() - startedAt);
    const note = (reason: string) => log.info({ reason, sizeBytes, tookMs }, 'a song could not be probed');
    return { ended, note };
  }

  async function takeOutHere(
    path: string,
    owner: string,
    signal: AbortSignal,
    options: ExamineOptions = {},
  ): Promise<TakenOut> {
    let taken: Omit<TakenOut, 'replacement'> | undefined;
    const replacement = await results.make('sound', async (output) => {
      // A part may be as quiet as its member likes.
      const listens = options.part === undefined;
      const { ended, note } = await run(songs, path, maximumMegabytes, signal, { owner, output, listens, ...options });
      const answer = answerOf(ended, note);
      taken = answer;
      return answer.isReplaced;
    });
    if (!taken) throw new Error('a song was not looked at');
    const { song, cameIn, isSilent } = taken;
    return { song, cameIn, replacement: replacement ?? null, isSilent };
  }

  /** What it makes is looked at like any upload. Undefined where it makes nothing of a file, or nothing that is music. */
  async function decodeWith(
    decoder: SystemFfmpeg,
    { path, owner, signal }: { path: string; owner: string; signal: AbortSignal },
    { listens = false, ...wanted }: Wanted & { listens?: boolean },
  ): Promise<{ song: ProbedSong; path: string; isSilent: boolean } | undefined> {
    const input = resolve(path);
    const decoded = await results.make('sound', (output) => decoder.decode(input, output, owner, signal, wanted));
    if (decoded === undefined) return undefined;
    try {
      const { ended } = await run(takes, decoded, maximumTakeMegabytes, signal, { owner, listens });
      const { song, isSilent } = answerOf(ended, () => {});
      return { song, path: decoded, isSilent };
    } catch (error) {
      await rm(decoded, { force: true });
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }

  /** Of a song that is longer than wanted, only how long it is: a part of it will be asked for, and be FLAC as this is. */
  async function takeOutWith(
    decoder: SystemFfmpeg,
    given: { path: string; owner: string; signal: AbortSignal },
    format: string,
    longestSeconds = maximumSeconds,
  ): Promise<TakenOut | undefined> {
    const part = { startSeconds: 0, seconds: maximumSeconds };
    const outline = await decodeWith(decoder, given, { part, quality: 'outline' });
    if (!outline) return undefined;
    await rm(outline.path, { force: true });
    if (outline.song.durationMs > longestSeconds * 1_000) {
      return { song: { ...outline.song, container: format }, cameIn: format, replacement: null, isSilent: false };
    }
    const whole = await decodeWith(decoder, given, { part, quality: 'full', listens: true });
    return whole && { song: whole.song, cameIn: format, replacement: whole.path, isSilent: whole.isSilent };
  }

  return {
    async probe(path, signal) {
      const { ended, note } = await run(songs, path, maximumMegabytes, signal);
      return answerOf(ended, note).song;
    },
    async takeOut(path, owner, signal, longestSeconds) {
      try {
        return await takeOutHere(path, owner, signal, { longestSeconds });
      } catch (error) {
        if (!ffmpeg || !mayBeKnownTo(error)) throw error;
        const { format } = error.text.params;
        const taken = await takeOutWith(ffmpeg, { path, owner, signal }, format, longestSeconds);
        if (!taken) throw error;
        return taken;
      }
    },
    async cut(path, part, owner, signal) {
      try {
        const { song, replacement } = await takeOutHere(path, owner, signal, { part });
        if (replacement === null) throw new Error('a part of a song was not written');
        return { song, path: replacement };
      } catch (error) {
        if (!ffmpeg || !mayBeKnownTo(error)) throw error;
        const taken = await decodeWith(ffmpeg, { path, owner, signal }, { part, quality: 'full' });
        if (!taken) throw error;
        return taken;
      }
    },
    async probeTake(path, signal) {
      const { ended, note } = await run(takes, path, maximumTakeMegabytes, signal);
      if (ended.kind !== 'answered') throw new Error(`a take could not be probed: ${reasonOf(ended)}`);
      return answerOf(ended, note).song;
    },
    async close() {
      const reason = new Error('the mediaProbe is closed');
      const closing = Promise.all([takes.close(reason), ffmpeg?.close(reason)]);
      await songs.close(new UserError({ key: 'busy.shuttingDown', params: {} }));
      await closing;
    },
  };
}

type UnreadError = UserError & { text: Extract<MemberText, { key: 'song.unreadFormat' }> };

/** Whether a file was refused for its kind, and nothing stands in the way of another program reading it. */
function mayBeKnownTo(error: unknown): error is UnreadError {
  if (!(error instanceof UserError) || error.text.key !== 'song.unreadFormat') return false;
  return error.text.params.format !== 'Protected' && error.text.params.format !== 'MIDI';
}

function answerOf(ended: Ended<ProbeAnswer>, note: (reason: string) => void): Extract<ProbeAnswer, { kind: 'song' }> {
  if (ended.kind === 'answered') {
    if (ended.answer.kind === 'song') return ended.answer;
    if (ended.answer.kind === 'refused') throw new UserError(ended.answer.text);
    if (ended.answer.kind === 'diskFailed') throw diskError('a song could not be read', ended.answer.reason);
  }
  note(reasonOf(ended));
  throw new UserError({ key: ended.kind === 'busy' ? 'busy.songs' : 'song.damaged', params: {} });
}

function reasonOf(ended: Ended<ProbeAnswer>): string {
  if (ended.kind === 'crashed') return ended.reason;
  if (ended.kind === 'answered' && ended.answer.kind === 'damaged') return ended.answer.reason;
  return ended.kind;
}
