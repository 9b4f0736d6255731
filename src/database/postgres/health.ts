import type { Logger } from '../../logger.ts';
import type { DatabaseTrouble } from '../errors.ts';
import { faultOf } from './errors.ts';

export interface ServerHealthOptions {
  log: Logger;
  /** Told once at the beginning of each trouble with the server's disk or its data. */
  onTrouble?: ((trouble: DatabaseTrouble) => void) | undefined;
  /** In milliseconds; never goes back. */
  monotonic(): number;
}

/** Notices a server that is away, or whose disk is full, and when it is well again. */
export interface ServerHealth {
  failed(error: unknown): void;
  /** The server has done what it was asked for. `hasWritten`: rows were changed, and that is kept. */
  answered(hasWritten: boolean): void;
  current(): DatabaseTrouble | undefined;
}

/** What finds room in a page that is there goes well on a full disk, between two that do not. */
const QUIET_MS = 60_000;

export function createServerHealth({ log, onTrouble, monotonic }: ServerHealthOptions): ServerHealth {
  let current: DatabaseTrouble | undefined;
  let failedAt = 0;

  /** Whoever is reached is not away. Reads go well on a full disk too, and damage does not heal. */
  const isOver = (hasWritten: boolean): boolean => {
    if (current === 'damaged') return false;
    return current === 'away' || (hasWritten && monotonic() - failedAt >= QUIET_MS);
  };

  return {
    failed(error) {
      const fault = faultOf(error);
      if (fault === undefined || fault === 'again' || current === 'damaged') return;
      failedAt = monotonic();
      if (fault === current) return;
      current = fault;
      log.error({ trouble: fault, reason: reasonOf(error) }, 'nothing can be stored; what was accepted before is safe');
      if (fault !== 'away') onTrouble?.(fault);
    },
    answered(hasWritten) {
      if (current === undefined || !isOver(hasWritten)) return;
      log.info({ trouble: current }, 'the database can be written again');
      current = undefined;
    },
    current: () => current,
  };
}

/** Never the whole message: some repeat what was to be stored. */
function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'connection';
}
