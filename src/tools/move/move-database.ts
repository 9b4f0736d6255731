import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type MoveMark, refuseMoved } from '../../database/move-mark.ts';
import { ToolError } from '../backup/tool-error.ts';
import { CARRIED, KEY_VALUE, SEEDED } from './carried-tables.ts';
import { copyTables } from './copy-tables.ts';
import type { MoveEnd } from './end.ts';
import { differencesOf, type Figures, figuresOf } from './figures.ts';
import { beginAnew, beginArriving, endArriving, hasProgress } from './marks.ts';
import type { Row } from './rows.ts';
import { type MoveClocks, translateRow, withoutZeros } from './translate-row.ts';

export interface MoveOptions {
  source: MoveEnd;
  target: MoveEnd;
  /** Moments of records are of it. */
  clock: { now(): number };
  newId(): string;
  /** Told after each page how many rows of a table are there. */
  onRows?(table: string, rows: number): void;
  /** Told when all is there, and both sides are being compared. */
  onComparing?(): void;
}

export interface Moved {
  /** Of both sides; undefined where only the last step of an earlier run was left to be done. */
  figures: Figures | undefined;
  /** In how many rows of each table there was text that PostgreSQL does not keep: zeros, which were left out. */
  zeros: ReadonlyMap<string, number>;
  /** Whether some of it was there from an earlier run. */
  isResumed: boolean;
}

/**
 * Brings all of one database into another, new one, or goes on with that. The source is only read until both were compared; then it is
 * marked as moved, and only after that can the target be used: at no moment can both. Throws `ToolError`, `DatabaseError`.
 */
export async function moveDatabase(options: MoveOptions): Promise<Moved> {
  const { source, target, clock } = options;
  await source.hold();
  const sourceMark = await source.mark();
  const targetMark = await target.mark();
  if (sourceMark?.kind === 'moved' && targetMark?.kind === 'arriving' && targetMark.moveId === sourceMark.moveId) {
    await finish(target);
    return { figures: undefined, zeros: new Map(), isResumed: true };
  }
  refuseMoved(sourceMark, source.engine);
  const begun = targetMark ? await resumable(targetMark, options) : await beginMove(options);
  const isResumed = await hasProgress(target.store.sql);

  let { mark, zeros, figures, differences } = await copyAndCompare(begun, options, isResumed);
  if (isResumed && differences.length > 0) {
    // The bot has gone on working on the source since the move was broken off.
    const anew = await markOf(options);
    await target.store.write(async (tx) => {
      await target.empty(tx);
      await beginAnew(tx, anew);
    });
    ({ mark, zeros, figures, differences } = await copyAndCompare(anew, options, false));
  }
  if (differences.length > 0)
    throw new ToolError(
      `both sides are not the same, and nothing was changed in ${source.place}: ${differences.join('; ')}`,
    );

  await source.depart({ ...mark, kind: 'moved', place: target.place, at: clock.now() });
  await finish(target);
  return { figures, zeros, isResumed };
}

/** Makes a new database the target of this move. Throws `ToolError` where it is not empty. */
export async function beginMove(options: MoveOptions): Promise<MoveMark> {
  const { target } = options;
  const mark = await markOf(options);
  await refuseUnlessEmpty(target);
  await target.store.write(async (tx) => {
    await target.refuseWhileUsed(tx);
    await beginArriving(tx, mark);
    for (const table of SEEDED) await tx.deleteFrom(table).execute();
  });
  return mark;
}

/** The same for a database wherever it is, and telling nothing of the key that it is made of. */
export async function idOf({ store }: MoveEnd): Promise<string> {
  const row = await store.sql.selectFrom('secrets').select('value').where('name', '=', 'nameless').executeTakeFirst();
  if (!(row?.value instanceof Uint8Array)) throw new ToolError('the database has lost its key for pseudonyms');
  return createHash('sha256').update('move ').update(row.value).digest('hex');
}

const factsSchema = z.object({
  /** Stands for the source, wherever it lies. */
  sourceId: z.string(),
  clocks: z.object({
    now: z.number(),
    lease: z.object({ from: z.number(), to: z.number() }),
    keys: z.object({ from: z.number(), to: z.number() }),
  }),
});

function factsIn({ facts }: MoveMark): z.output<typeof factsSchema> {
  return factsSchema.parse(JSON.parse(facts));
}

async function markOf({ source, target, clock, newId }: MoveOptions): Promise<MoveMark> {
  const [from, to] = [source.clocks(), target.clocks()];
  const now = clock.now();
  const clocks: MoveClocks = {
    now,
    lease: { from: from.lease, to: to.lease },
    keys: { from: from.keys, to: to.keys },
  };
  const facts = JSON.stringify({ sourceId: await idOf(source), clocks });
  return { kind: 'arriving', moveId: newId(), place: source.place, at: now, facts };
}

async function refuseUnlessEmpty(target: MoveEnd): Promise<void> {
  for (const table of CARRIED) {
    if (SEEDED.includes(table.name)) continue;
    const rows = await target.read(table, undefined, 1);
    if (rows.length === 0) continue;
    const what = table === KEY_VALUE ? 'what is kept by key' : `the table ${table.name}`;
    throw new ToolError(
      `${target.place} is not empty (there is something in ${what}): move into a new database, or put this one out of the way`,
    );
  }
}

/** An unfinished move of this very source is gone on with. Throws `ToolError` for any other. */
async function resumable(mark: MoveMark, { source, target }: MoveOptions): Promise<MoveMark> {
  if (mark.kind === 'moved')
    throw new ToolError(`${target.place} is not empty: it was moved to ${mark.place}. Move into a new database`);
  await target.refuseWhileUsed();
  if (factsIn(mark).sourceId === (await idOf(source))) return mark;
  throw new ToolError(
    `${target.place} holds an unfinished move from ${mark.place}: go on with that one, or move into a new database`,
  );
}

interface Compared extends Omit<Moved, 'isResumed'> {
  mark: MoveMark;
  differences: string[];
}

async function copyAndCompare(mark: MoveMark, options: MoveOptions, isResumed: boolean): Promise<Compared> {
  const { source, target, clock, onRows = () => undefined } = options;
  const { clocks } = factsIn(mark);
  const translate = (table: string, row: Row) => translateRow(table, row, clocks);
  let zeros: ReadonlyMap<string, number>;
  try {
    zeros = await copyTables({ source, target, translate, onRows });
  } catch (error) {
    if (!isResumed || !breaksRule(error)) throw error;
    return { mark, zeros: new Map(), figures: undefined, differences: ['rows that do not fit those from before'] };
  }
  options.onComparing?.();
  const now = clock.now();
  const asThere = (table: string, row: Row) => {
    const translated = translate(table, row);
    return target.engine === 'postgres' ? withoutZeros(translated) : translated;
  };
  const figures = await figuresOf(source, { asThere, now });
  const found = await figuresOf(target, { asThere: (_, row) => row, now });
  return { mark, zeros, figures, differences: differencesOf(figures, found) };
}

/** Of SQLite: https://www.sqlite.org/rescode.html#constraint. */
const SQLITE_CONSTRAINT = 19;

/** Whether a row refers to one that is not there, or is there already. */
function breaksRule(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('errcode' in error && typeof error.errcode === 'number') return (error.errcode & 0xff) === SQLITE_CONSTRAINT;
  return 'code' in error && String(error.code).startsWith('23');
}

async function finish(target: MoveEnd): Promise<void> {
  await target.store.write(async (tx) => {
    await target.refuseWhileUsed(tx);
    await endArriving(tx);
  });
}
