import { type ChildProcess, spawn } from 'node:child_process';
import { createFairSemaphore } from '../lib/fair-semaphore.ts';
import { giveWay } from '../lib/give-way.ts';
import type { Part } from './reading/copy-track.ts';
import { watchProcess } from './watch-process.ts';

export interface SystemFfmpegOptions {
  /** Its name or path. */
  program: string;
  /** Time of the processor for one file. */
  cpuMs?: number;
  /** Real time for it. */
  timeoutMs?: number;
  memoryMegabytes?: number;
}

/** The operator's own FFmpeg, for the sound of files that we do not read. */
export interface SystemFfmpeg {
  /** Writes the first sound of a file as FLAC to an open file; false where it finds none, or takes more than it may. */
  decode(path: string, output: number, owner: string, signal: AbortSignal, wanted: Wanted): Promise<boolean>;
  close(reason: unknown): Promise<void>;
}

export interface Wanted {
  /** Nothing beyond this part. */
  part: Part;
  /** `outline`: small, and good enough to know how long a sound is and whether there is something to hear. */
  quality: 'full' | 'outline';
}

/**
 * What it may take a file for. Playlists and all else that makes it open other files, on this machine or elsewhere, are not among
 * these.
 */
const FORMATS = [
  ...[
    'aac',
    'ac3',
    'aiff',
    'amr',
    'ape',
    'asf',
    'au',
    'avi',
    'caf',
    'dsf',
    'dts',
    'eac3',
    'flac',
    'flv',
    'iff',
    'matroska',
  ],
  ...['mov', 'mp3', 'mpc', 'mpc8', 'mpeg', 'mpegts', 'ogg', 'rm', 'tta', 'wav', 'webm', 'wv'],
];

/** Sample rate in hertz, and channels. */
const QUALITIES = { full: ['44100', '2'], outline: ['8000', '1'] } as const;
const LARGEST_BYTES = 120_000_000;

/** Not a worker of ours, so it is held by what it lets itself be told, by what it is given, and by being watched. No shell. */
export function createSystemFfmpeg({
  program,
  cpuMs = 20_000,
  timeoutMs = 60_000,
  memoryMegabytes = 400,
}: SystemFfmpegOptions): SystemFfmpeg {
  const room = createFairSemaphore(1);
  const closing = new AbortController();
  const alive = new Set<Promise<unknown>>();

  return {
    async decode(path, output, owner, signal, wanted) {
      const stop = AbortSignal.any([signal, closing.signal, AbortSignal.timeout(timeoutMs)]);
      const leave = await room.acquire(AbortSignal.any([signal, closing.signal]), owner);
      const child = spawn(program, argumentsFor(path, wanted), {
        stdio: ['ignore', output, 'ignore'],
        // Not our environment, which holds secrets; it is found by this.
        env: { PATH: process.env.PATH },
        cwd: '/',
      });
      giveWay(child.pid);
      const ended = endOf(child);
      alive.add(ended);
      const kill = () => child.kill('SIGKILL');
      const unwatch = watchProcess(child.pid, { cpuMs, memoryMegabytes }, kill);
      stop.addEventListener('abort', kill);
      try {
        const isWhole = await ended;
        signal.throwIfAborted();
        closing.signal.throwIfAborted();
        return isWhole;
      } finally {
        stop.removeEventListener('abort', kill);
        unwatch();
        alive.delete(ended);
        leave();
      }
    },
    async close(reason) {
      closing.abort(reason);
      await Promise.all(alive);
    },
  };
}

function argumentsFor(path: string, { part, quality }: Wanted): string[] {
  const [rate, channels] = QUALITIES[quality];
  const start = ['-ss', String(part.startSeconds)];
  const input = ['-protocol_whitelist', 'file', '-format_whitelist', FORMATS.join(','), ...start, '-i', `file:${path}`];
  const track = ['-map', '0:a:0', '-map_metadata', '-1'];
  const sound = [...track, '-ac', channels, '-ar', rate, '-sample_fmt', 's16', '-c:a', 'flac'];
  // The same file gives the same bytes.
  const exact = ['-fflags', '+bitexact', '-flags:a', '+bitexact'];
  const limits = ['-t', String(part.seconds), '-fs', String(LARGEST_BYTES)];
  return ['-v', 'quiet', '-nostdin', '-threads', '1', ...input, ...sound, ...exact, ...limits, '-f', 'flac', 'pipe:1'];
}

function endOf(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
