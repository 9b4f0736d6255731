import { createHash } from 'node:crypto';
import type { MediaEncoder, MediaProbe, ProbedSong } from '../../src/audio/port.ts';
import { bytesOf, type Disk } from './disk.ts';
import type { Incarnation } from './incarnation.ts';

const TAKES_MS = 1_500;

/** The workers that look at songs and make files of them; a file of these lives says in JSON what is to be heard in it. */
export function createAudio(
  incarnation: Incarnation,
  disk: Disk,
): { mediaProbe: MediaProbe; mediaEncoder: MediaEncoder } {
  const work = <Result>(name: string, signal: AbortSignal, act: () => Result) =>
    incarnation.effect<Result>({
      name: `audio:${name}`,
      act,
      takesMs: TAKES_MS,
      lost: () => new Error('the worker ended'),
      signal,
    }) as Promise<Result>;

  const saidIn = (path: string) =>
    JSON.parse(Buffer.from(bytesOf(disk, path)).toString()) as { seconds: number; isSilent?: boolean };
  const songAt = (path: string): ProbedSong => {
    const bytes = bytesOf(disk, path);
    const { seconds } = saidIn(path);
    return {
      container: 'MP3',
      codec: 'MPEG 1 Layer 3',
      durationMs: seconds * 1_000,
      soundHash: createHash('sha256').update('sound').update(bytes).digest('hex'),
      title: null,
      artist: null,
    };
  };
  const made = (bytes: Uint8Array): string => {
    const path = disk.newPath();
    disk.loose.set(path, bytes);
    return path;
  };
  const nothing = { loudness: null, levels: { seconds: 1, steps: [{ peak: 0.5, rms: 0.3 }] } };

  return {
    mediaProbe: {
      probe: (path, signal) => work('probe', signal, () => songAt(path)),
      takeOut: (path, _owner, signal) =>
        work('take out', signal, () => {
          const { isSilent = false } = saidIn(path);
          return { song: songAt(path), cameIn: 'MP3', replacement: null, isSilent };
        }),
      cut: () => Promise.reject(new Error('no song of these lives is too long')),
      probeTake: (path, signal) => work('probe take', signal, () => songAt(path)),
      close: async () => undefined,
    },
    mediaEncoder: {
      measure: (path, signal) => work('measure', signal, () => ({ ...(bytesOf(disk, path) && nothing) })),
      finish: (path, _finish, signal) =>
        work('finish', signal, () => {
          const { soundHash } = songAt(path);
          // Under tags: other bytes, each time that they are made, and the same sound.
          return {
            path: made(Buffer.from(JSON.stringify({ ...saidIn(path), tagged: disk.newPath() }))),
            soundHash,
            lufs: null,
          };
        }),
      fit: async () => undefined,
      compare: async () => undefined,
      bestPart: async () => undefined,
      drawWaveform: (_sounds, signal) =>
        work('draw', signal, () => made(Buffer.from(`{"picture":"${disk.newPath()}"}`))),
      close: async () => undefined,
    },
  };
}
