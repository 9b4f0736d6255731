import type { Clock } from '../../clock.ts';
import { createHot, type Database, type Sql } from '../../database.ts';
import type { KeptFileUse } from '../port.ts';
import type { Blob, BlobName } from './blobs.ts';

/**
 * Coming: there is room for it, and its bytes are on their way. Live: it is whole. Dying: nobody gets it any more, and its bytes
 * may be gone at any moment. Gone: they are. A generation only ever goes on in this order, but for bytes that came back by other
 * hands; a file that is put again after its death is the next generation, under another name.
 */
export type FileState = 'coming' | 'live' | 'dying' | 'gone';

interface Tables {
  files: FileRow;
}

export interface FileRow {
  hash: string;
  generation: number;
  size_bytes: number;
  /** By the machine's clock, in milliseconds; of what is dying or gone: since when. */
  used_at: number;
  /** Which process; `SEVERAL` where more than one did within `RECENT_MS`. */
  used_by: string;
  state: FileState;
}

export interface FileRowsOptions {
  database: Database;
  /** Of this process, among those that share the files; empty where it has them alone. */
  sharer: string;
  maximumTotalBytes: number;
  clock: Clock;
}

/** Fetching all takes of a cover may take long, and until its job says so nobody else knows whose they are. */
const RECENT_MS = 6 * 3_600_000;
const SEVERAL = '*';

/** A use is written down once a minute: each is a write. */
const SAME_USE_MS = 60_000;

/** So long a request to delete a file that is late can still do harm to one of the same name, and a process be at bringing one. */
const DAY_MS = 24 * 3_600_000;

const ROWS_AT_ONCE = 500;

export type FileRows = ReturnType<typeof createFileRows>;

/**
 * What is known of files. Bytes are only ever written for a generation that has a row here, and deleted only of one that is dying,
 * which nothing brings back to life: so no process deletes what another has just put, however long it was held up.
 */
export function createFileRows({ database, sharer, maximumTotalBytes, clock }: FileRowsOptions) {
  // What is brought means nothing before a draft or a job speaks of it; bytes without their row are taken up at the start.
  const { sql, write, relaxed } = database.store<Tables>();

  const move = async ({ hash, generation }: BlobName, from: FileState, to: FileState): Promise<boolean> => {
    const { numUpdatedRows } = await sql
      .updateTable('files')
      .set({ state: to, used_at: clock.now() })
      .where('hash', '=', hash)
      .where('generation', '=', generation)
      .where('state', '=', from)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  };

  /** Whether it must stay for another process, of which nothing is known here. */
  const isOthers = ({ used_by: usedBy, used_at: usedAt }: FileRow) =>
    sharer !== '' && usedBy !== sharer && usedAt > clock.now() - RECENT_MS;

  const userOf = (row: FileRow) => (isOthers(row) ? SEVERAL : sharer);

  return {
    /** Of all files, with what is on its way and what is not deleted yet. */
    totalBytes: () => bytesIn(sql),

    /**
     * Before bytes are written: the generation that they are for, and the one before it, whose bytes may still be there.
     * Undefined where there is no room.
     */
    reserve: (hash: string, sizeBytes: number): Promise<{ name: BlobName; dead?: BlobName } | undefined> =>
      relaxed.write(async (tx) => {
        const row = await rowOf(tx, hash);
        if (row?.state === 'live' || row?.state === 'coming') return { name: { hash, generation: row.generation } };
        if ((await bytesIn(tx)) + sizeBytes > maximumTotalBytes) return undefined;
        const generation = row ? row.generation + 1 : 0;
        const next = {
          generation,
          size_bytes: sizeBytes,
          used_at: clock.now(),
          used_by: sharer,
          state: 'coming',
        } as const;
        await tx
          .insertInto('files')
          .values({ hash, ...next })
          .onConflict((conflict) => conflict.column('hash').doUpdateSet(next))
          .execute();
        const dead = row?.state === 'dying' ? { hash, generation: row.generation } : undefined;
        return { name: { hash, generation }, ...(dead && { dead }) };
      }),

    /** Once its bytes are there. False where that generation is dying by now, and its bytes count for nothing. */
    settle: ({ hash, generation }: BlobName, onSettled: () => void): Promise<boolean> =>
      relaxed.write(
        async (tx) => {
          const row = await rowOf(tx, hash);
          if (row?.generation !== generation || (row.state !== 'live' && row.state !== 'coming')) return false;
          const used = { state: 'live', used_at: clock.now(), used_by: userOf(row) } as const;
          const { numUpdatedRows } = await tx
            .updateTable('files')
            .set(used)
            .where('hash', '=', hash)
            .where('generation', '=', generation)
            .where('state', '=', row.state)
            .executeTakeFirstOrThrow();
          return numUpdatedRows === 1n;
        },
        (isSettled) => {
          if (isSettled) onSettled();
        },
      ),

    /** Notes a use of a live file. Undefined where there is none. */
    async use(hash: string): Promise<{ name: BlobName; sizeBytes: number } | undefined> {
      const row = await rowOf(sql, hash);
      if (row?.state !== 'live') return undefined;
      const used = { used_at: clock.now(), used_by: userOf(row) };
      if (Math.abs(used.used_at - row.used_at) >= SAME_USE_MS || used.used_by !== row.used_by) {
        await relaxed.sql
          .updateTable('files')
          .set(used)
          .where('hash', '=', hash)
          .where('generation', '=', row.generation)
          .where('state', '=', 'live')
          .execute();
      }
      return { name: { hash, generation: row.generation }, sizeBytes: row.size_bytes };
    },

    /** From then on nobody gets the file. Undefined where it is held, or used meanwhile, or is no live one. */
    async kill(hash: string, isHeld: () => Promise<boolean>): Promise<BlobName | undefined> {
      const row = await rowOf(sql, hash);
      if (row?.state !== 'live' || isOthers(row) || (await isHeld())) return undefined;
      const { numUpdatedRows } = await sql
        .updateTable('files')
        .set({ state: 'dying', used_at: clock.now() })
        .where('hash', '=', hash)
        .where('generation', '=', row.generation)
        .where('state', '=', 'live')
        .where('used_at', '=', row.used_at)
        .where('used_by', '=', row.used_by)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n ? { hash, generation: row.generation } : undefined;
    },

    /** What did not come. */
    giveUp: (name: BlobName) => move(name, 'coming', 'dying'),

    /** What is dying, and whose bytes nobody may have deleted yet; with what nobody is bringing any more. */
    async dying(): Promise<BlobName[]> {
      await sql
        .updateTable('files')
        .set({ state: 'dying' })
        .where('state', '=', 'coming')
        .where('used_at', '<', clock.now() - DAY_MS)
        .execute();
      return sql.selectFrom('files').select(['hash', 'generation']).where('state', '=', 'dying').execute();
    },

    /** Once its bytes are deleted. */
    bury: (name: BlobName) => move(name, 'dying', 'gone'),

    /** What is gone so long that nothing late can be about it any more. */
    async forgetGone(): Promise<void> {
      await sql
        .deleteFrom('files')
        .where('state', '=', 'gone')
        .where('used_at', '<', clock.now() - DAY_MS)
        .execute();
    },

    /** At the start, of a process that has the files alone: what was on its way does not come any more. */
    async giveUpComing(): Promise<void> {
      await sql.updateTable('files').set({ state: 'dying' }).where('state', '=', 'coming').execute();
    },

    /** Every live file, oldest use first. */
    async list(): Promise<KeptFileUse[]> {
      const files: KeptFileUse[] = [];
      for await (const rows of pagesOfLive()) {
        for (const { hash, size_bytes: sizeBytes, used_at: usedAt } of rows) files.push({ hash, sizeBytes, usedAt });
      }
      return files.sort((left, right) => left.usedAt - right.usedAt);
    },

    /**
     * Takes up what is there and has no row, as it is after an update or where a backup was put back; what was thought to be gone
     * only where nobody can be deleting it. Returns what is there of generations that are over, which is to be deleted.
     */
    adopt: (blobs: readonly Blob[], isAlone: boolean): Promise<BlobName[]> =>
      write((tx) => adoptSome(tx, blobs, isAlone)),

    pagesOfLive,

    /** Bytes that somebody else has deleted, unless the file was used meanwhile. */
    async noteLost({ hash, generation, used_at: usedAt }: FileRow): Promise<void> {
      await sql
        .updateTable('files')
        .set({ state: 'gone' })
        .where('hash', '=', hash)
        .where('generation', '=', generation)
        .where('state', '=', 'live')
        .where('used_at', '=', usedAt)
        .execute();
    },
  };

  async function* pagesOfLive(): AsyncGenerator<FileRow[]> {
    let after = '';
    for (;;) {
      const rows = await sql
        .selectFrom('files')
        .selectAll()
        .where('state', '=', 'live')
        .where('hash', '>', after)
        .orderBy('hash')
        .limit(ROWS_AT_ONCE)
        .execute();
      yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < ROWS_AT_ONCE) return;
      after = last.hash;
      // Awaiting a database that answers at once gives nobody else a turn.
      await clock.yield();
    }
  }

  async function adoptSome(tx: Sql<Tables>, blobs: readonly Blob[], isAlone: boolean): Promise<BlobName[]> {
    const hashes = blobs.map(({ hash }) => hash);
    const known = await tx.selectFrom('files').selectAll().where('hash', 'in', hashes).execute();
    const rows = new Map(known.map((row) => [row.hash, row]));
    const over: BlobName[] = [];
    for (const { hash, generation, sizeBytes, modifiedAt } of blobs) {
      const row = rows.get(hash);
      const fate = fateOf(generation, row, isAlone);
      if (fate === 'over') over.push({ hash, generation });
      if (fate !== 'new') continue;
      const usedAt = Math.max(modifiedAt, row?.used_at ?? 0);
      const adopted = { generation, size_bytes: sizeBytes, used_at: usedAt, used_by: sharer, state: 'live' } as const;
      rows.set(hash, { hash, ...adopted });
      await tx
        .insertInto('files')
        .values({ hash, ...adopted })
        .onConflict((conflict) => conflict.column('hash').doUpdateSet(adopted))
        .execute();
    }
    return over;
  }
}

/**
 * What is to become of bytes that were found. A generation has its row before it has its first byte, so that one beyond its row is
 * from before an older backup was put back.
 */
function fateOf(generation: number, row: FileRow | undefined, isAlone: boolean): 'known' | 'new' | 'over' {
  if (!row || generation > row.generation) return 'new';
  if (generation < row.generation) return 'over';
  return row.state === 'gone' && isAlone ? 'new' : 'known';
}

async function rowOf(db: Sql<Tables>, hash: string): Promise<FileRow | undefined> {
  return (await readFile(db, { hash })).rows[0];
}

const readFile = createHot((db: Sql<Tables>, { hash }: { hash: string }) =>
  db.selectFrom('files').selectAll().where('hash', '=', hash),
);

async function bytesIn(db: Sql<Tables>): Promise<number> {
  const [sum] = (await sumBytes(db, {})).rows;
  return Number(sum?.bytes ?? 0);
}

const sumBytes = createHot((db: Sql<Tables>, _: object) =>
  db
    .selectFrom('files')
    .select(({ fn }) => fn.sum<number | string | null>('size_bytes').as('bytes'))
    .where('state', '!=', 'gone'),
);
