import type { Logger } from '../logger.ts';
import { type DatabaseTrouble, databaseError, describeDatabaseError, troubleOf } from './errors.ts';

export interface DatabaseHealthOptions {
  log: Logger;
  /** Told once at the beginning of each trouble. */
  onTrouble?: ((trouble: DatabaseTrouble) => void) | undefined;
  /** How many rows this connection has written and committed; undefined in the middle of a transaction. */
  committedRows(): number | undefined;
}

/** Notices a disk that is full or broken, and when it is well again. */
export interface DatabaseHealth {
  /** Runs something on the database. Its failure is told to the operator once, and thrown in the operator's words. */
  run<Result>(work: () => Result): Result;
  /** Something that no failed write tells of, and that does not heal. */
  note(trouble: 'gone'): void;
  current(): DatabaseTrouble | undefined;
}

export function createDatabaseHealth({ log, onTrouble, committedRows }: DatabaseHealthOptions): DatabaseHealth {
  let current: DatabaseTrouble | undefined;

  const begin = (trouble: DatabaseTrouble, reason: string) => {
    if (trouble === current || current === 'damaged' || current === 'gone') return;
    current = trouble;
    log.error({ trouble, reason }, 'nothing can be stored; what was accepted before is safe');
    onTrouble?.(trouble);
  };

  const noteFailure = (error: unknown, described: unknown) => {
    const trouble = troubleOf(error);
    if (trouble && trouble !== 'inUse') begin(trouble, described instanceof Error ? described.message : '');
  };

  /** Of the last time that nothing was being written: what a transaction writes counts once it is committed. */
  let committedBefore: number | undefined;

  /** Reads go well on a full disk too, so only something written shows that it is over. Damage does not heal, nor does a loss. */
  const runInTrouble = <Result>(work: () => Result): Result => {
    committedBefore = committedRows() ?? committedBefore;
    const result = work();
    const after = committedRows();
    const hasWritten = committedBefore !== undefined && after !== undefined && after > committedBefore;
    if (current !== 'damaged' && current !== 'gone' && hasWritten) {
      log.info({ trouble: current }, 'the database can be written again');
      current = undefined;
    }
    return result;
  };

  return {
    run(work) {
      try {
        return current === undefined ? work() : runInTrouble(work);
      } catch (error) {
        const described = describeDatabaseError(error);
        noteFailure(error, described);
        throw described;
      }
    },
    note: (trouble) => begin(trouble, databaseError(trouble).message),
    current: () => current,
  };
}
