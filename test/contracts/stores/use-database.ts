import type { Database } from '../../../src/database.ts';

/**
 * A database of this test that begins empty, and a way to have it opened, each time as the next process would; `openBeside`: without
 * an end of whoever has it open.
 */
export type UseDatabase = () => Promise<{
  open(): Promise<Database> | Database;
  openBeside(): Promise<Database> | Database;
}>;
