import { isFinal, jobStates } from '../../domain/job.ts';

/** Spelled as in the partial indexes, or SQLite does not use them. */
export const NOT_FINAL = `state NOT IN (${jobStates
  .filter(isFinal)
  .map((state) => `'${state}'`)
  .join(', ')})`;
