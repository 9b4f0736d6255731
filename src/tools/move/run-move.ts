import { existsSync } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import type { Clock } from '../../clock.ts';
import { refuseMoved } from '../../database/move-mark.ts';
import { nameOfCopyBefore } from '../../database/old-copies.ts';
import type { Logger } from '../../logger.ts';
import { ToolError } from '../backup/tool-error.ts';
import type { MoveEnd } from './end.ts';
import { beginMove, idOf, type Moved, moveDatabase } from './move-database.ts';
import { openPostgresEnd } from './postgres-end.ts';
import { openSqliteEnd } from './sqlite-end.ts';

export interface MoveTools {
  /** As the bot's, which only the sandbox shifts and speeds up. */
  clock: Clock;
  realTime: Clock;
  speed: number;
  random(): number;
  newId(): string;
  log: Logger;
  /** Told after each page how many rows of a table are there. */
  onRows?: (table: string, rows: number) => void;
  /** Told when all is there, and both sides are being compared. */
  onComparing?: () => void;
}

export interface Move {
  to: 'sqlite' | 'postgres';
  /** The SQLite database. */
  file: string;
  /** The address of the PostgreSQL database. */
  url: string;
}

export interface Done extends Moved {
  from: string;
  to: string;
  /** Where the SQLite database is kept that was in the place of the new one. */
  before: string | undefined;
}

/** Between the one SQLite database and the one in PostgreSQL. Throws `ToolError`, `DatabaseError`. */
export async function runMove(move: Move, tools: MoveTools): Promise<Done> {
  const { file } = move;
  if (move.to === 'postgres' && !existsSync(file))
    throw new ToolError(`there is no database in ${file}: the bot has not run here`);
  const opened: MoveEnd[] = [];
  const open = async (end: Promise<MoveEnd>) => {
    opened.push(await end);
    return end;
  };
  try {
    const openFile = () => open(openSqliteEnd({ file, ...tools }));
    const openServer = () => open(openPostgresEnd({ url: move.url, ...tools, clock: tools.realTime }));
    const source = await (move.to === 'sqlite' ? openServer() : openFile());
    const before = move.to === 'sqlite' ? await prepareFile(file, source, tools) : undefined;
    const target = await (move.to === 'sqlite' ? openFile() : openServer());
    const moved = await moveDatabase({ source, target, ...tools });
    return { ...moved, from: source.place, to: target.place, before };
  } finally {
    for (const end of opened.reverse()) await end.close();
  }
}

/**
 * Puts a new file there, which is marked from its first moment on. One that was moved to this very source is kept beside it; where that
 * is and of any other file the move itself has to judge. Returns the path of what is kept.
 */
async function prepareFile(file: string, source: MoveEnd, tools: MoveTools): Promise<string | undefined> {
  const isThere = existsSync(file);
  if (isThere && !(await wasMovedTo(source, file, tools))) return undefined;
  refuseMoved(await source.mark(), source.engine);
  await source.refuseWhileUsed();
  const incoming = `${file}.incoming`;
  for (const end of ['', '-wal', '-shm']) await rm(incoming + end, { force: true });
  const target = await openSqliteEnd({ file: incoming, ...tools });
  try {
    await beginMove({ source, target, ...tools });
  } finally {
    await target.close();
  }
  const before = nameOfCopyBefore(file, tools.clock.now());
  if (isThere) await link(file, before);
  // A log that somebody left behind would be taken for the new one's.
  if (existsSync(`${file}-wal`)) await rename(`${file}-wal`, `${before}-wal`);
  await rename(incoming, file);
  return isThere ? before : undefined;
}

async function wasMovedTo(source: MoveEnd, file: string, tools: MoveTools): Promise<boolean> {
  const end = await openSqliteEnd({ file, ...tools });
  try {
    return (await end.mark())?.kind === 'moved' && (await idOf(end)) === (await idOf(source));
  } finally {
    await end.close();
  }
}
