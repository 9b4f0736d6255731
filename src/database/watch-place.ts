import type { Clock } from '../clock.ts';
import type { SqliteDatabase } from '../database.ts';

/** A second bot must not get far on a database of its own. */
const CHECK_MS = 2_000;

/** Looks now and then whether the database is still in its place, which has it tell whoever is to know. Returns what ends that. */
export function watchPlace(database: Pick<SqliteDatabase, 'checkPlace'>, clock: Clock): { stop(): void } {
  const stopped = new AbortController();
  const look = async () => {
    while (!stopped.signal.aborted) {
      await clock.sleep(CHECK_MS, stopped.signal).catch(() => undefined);
      if (!stopped.signal.aborted) noticeIfGone(database);
    }
  };
  void look();
  return { stop: () => stopped.abort() };
}

function noticeIfGone(database: Pick<SqliteDatabase, 'checkPlace'>): void {
  try {
    database.checkPlace();
  } catch {
    // It has told whoever is to know.
  }
}
