import type { MediaEncoder } from '../../audio/port.ts';
import type { Clock } from '../../clock.ts';
import type { Job, MadeFile, Reference, Take } from '../../domain/job.ts';
import { FilesAwayError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';

/** Less is the silence that encoders add, or a last tone that fades. */
const SAME_LENGTH_MS = 1_000;

/** A member waits for it. */
const MAKING_MS = 60_000;

/** What was made is found again, for as long as it is kept, by the last so many that were asked for. */
const MOST_KNOWN = 200;

export interface Compared extends MadeFile {
  seconds: number | null;
}

/**
 * What a cover was made from, as an MP3 that is as loud as the cover and no longer, so that the two can be compared by ear.
 * Undefined where the song as it is will do, or has to.
 */
export type Comparisons = (job: Job, song: Reference, maximumBytes: number) => Promise<Compared | undefined>;

export interface ComparisonsDeps {
  files: Pick<Files, 'has' | 'put' | 'withLocalCopy'>;
  mediaEncoder: Pick<MediaEncoder, 'compare'>;
  clock: Clock;
  log: Logger;
}

export function createComparisons({ files, mediaEncoder, clock, log }: ComparisonsDeps): Comparisons {
  const known = new Map<string, Promise<MadeFile | undefined>>();

  const make = async (song: Reference, { lufs, seconds, maximumKbps }: Wanted, maximumBytes: number) => {
    const compare = { maximumBytes, maximumKbps, lufs, seconds };
    const path = await files.withLocalCopy(song.hash, async (local) =>
      local === undefined ? undefined : mediaEncoder.compare(local, compare, clock.deadline(MAKING_MS)),
    );
    return path === undefined ? undefined : files.put({ kind: 'path', path });
  };

  return async function compared(job, song, maximumBytes) {
    const wanted = wantedOf(job, song);
    if (wanted.lufs === null && wanted.seconds === undefined) return undefined;
    const key = [song.hash, wanted.lufs, wanted.seconds, wanted.maximumKbps, maximumBytes].join(' ');
    const before = await known.get(key)?.catch(() => undefined);
    if (!known.has(key) || (before && !(await files.has(before.hash))))
      known.set(key, make(song, wanted, maximumBytes));
    for (const oldest of [...known.keys()].slice(0, -MOST_KNOWN)) known.delete(oldest);
    try {
      const made = await known.get(key);
      return made && { ...made, seconds: wanted.seconds ?? null };
    } catch (error) {
      known.delete(key);
      if (error instanceof FilesAwayError) throw error;
      log.warn({ err: error, jobId: job.id }, 'a song is handed out as loud as it is');
      return undefined;
    }
  };
}

interface Wanted {
  lufs: number | null;
  seconds: number | undefined;
  maximumKbps: number;
}

function wantedOf({ takes, wanted }: Job, song: Reference): Wanted {
  const [take] = takes;
  const longestMs = Math.max(0, ...takes.map(({ sound }) => sound?.durationMs ?? 0));
  const isLonger = longestMs > 0 && song.durationMs > longestMs + SAME_LENGTH_MS;
  const seconds = isLonger ? longestMs / 1_000 : undefined;
  return { lufs: take ? levelOf(take) : null, seconds, maximumKbps: wanted.audio.bitrateKbps };
}

/** How loud what plays under the cover is. */
function levelOf({ playable, finished, loudness }: Take): number | null {
  return playable?.lufs ?? finished?.lufs ?? loudness?.lufs ?? null;
}
