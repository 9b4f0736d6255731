import type { Database, Sql } from '../database.ts';
import type { DraftUpload, DraftUploads } from './port.ts';

interface Tables {
  draft_uploads: UploadRow;
  jobs: { id: string };
}

interface UploadRow {
  draft_id: string;
  hash: string;
  member_id: string;
  url: string;
  size_bytes: number;
  expires_at: number;
}

/** Hashes that are looked up by one statement. */
const LOOKED_UP_AT_ONCE = 500;

/** `tx`: as part of this transaction, where there is one. */
export interface UploadsOfDrafts extends DraftUploads {
  keepOnly(...call: [...Parameters<DraftUploads['keepOnly']>, tx?: Sql<never> | undefined]): Promise<string[]>;
  release(draftId: string, tx?: Sql<never> | undefined): Promise<string[]>;
}

/** Rows beside the drafts, since who holds a file, and how much of a member's lies here, must be found without reading them all. */
export function createDraftUploads({ database }: { database: Database }): UploadsOfDrafts {
  // A draft that is saved after it, or the job that comes of it, brings it to the disk.
  const { relaxed, sql } = database.store<Tables>();

  // Kysely's types know a transaction by its tables.
  const ours = (tx: Sql<never> | undefined) => tx as Sql<Tables> | undefined;

  return {
    async hold({ draftId, memberId, hash, url, sizeBytes }, expiresAt) {
      const held = { member_id: memberId, url, size_bytes: sizeBytes, expires_at: expiresAt };
      await relaxed.sql
        .insertInto('draft_uploads')
        .values({ draft_id: draftId, hash, ...held })
        .onConflict((conflict) => conflict.columns(['draft_id', 'hash']).doUpdateSet(held))
        .execute();
    },
    keepOnly(draftId, { hashes, urls }, expiresAt, tx) {
      const keep = async (db: Sql<Tables>) => {
        await db.updateTable('draft_uploads').set({ expires_at: expiresAt }).where('draft_id', '=', draftId).execute();
        let others = db.deleteFrom('draft_uploads').where('draft_id', '=', draftId);
        if (hashes.length > 0) others = others.where('hash', 'not in', hashes);
        if (urls.length > 0) others = others.where('url', 'not in', urls);
        return hashesOf(await others.returning('hash').execute());
      };
      const within = ours(tx);
      return within ? keep(within) : relaxed.write(keep);
    },
    async release(draftId, tx) {
      const ofDraft = (ours(tx) ?? relaxed.sql).deleteFrom('draft_uploads').where('draft_id', '=', draftId);
      return hashesOf(await ofDraft.returning('hash').execute());
    },
    async releaseExpired(now) {
      return hashesOf(await sql.deleteFrom('draft_uploads').where('expires_at', '<=', now).returning('hash').execute());
    },
    async releaseOf(memberId, isToGo) {
      const rows = await sql.selectFrom('draft_uploads').selectAll().where('member_id', '=', memberId).execute();
      const released = rows.filter((row) => isToGo({ draftId: row.draft_id, expiresAt: row.expires_at }));
      for (const { draft_id, hash } of released) {
        await sql.deleteFrom('draft_uploads').where('draft_id', '=', draft_id).where('hash', '=', hash).execute();
      }
      return hashesOf(released);
    },
    async releaseAccepted() {
      return hashesOf(
        await sql
          .deleteFrom('draft_uploads')
          .where('draft_id', 'in', (jobs) => jobs.selectFrom('jobs').select('id'))
          .returning('hash')
          .execute(),
      );
    },
    async among(hashes) {
      const found = new Set<string>();
      for (let from = 0; from < hashes.length; from += LOOKED_UP_AT_ONCE) {
        const some = hashes.slice(from, from + LOOKED_UP_AT_ONCE);
        const rows = await sql.selectFrom('draft_uploads').select('hash').where('hash', 'in', some).execute();
        for (const { hash } of rows) found.add(hash);
      }
      return found;
    },
    bytesOf: (memberId) => bytesIn(sql, memberId),
    totalBytes: () => bytesIn(sql),
    async oldestOf(memberId) {
      const row = await sql
        .selectFrom('draft_uploads')
        .selectAll()
        .where('member_id', '=', memberId)
        .orderBy('expires_at')
        .orderBy('draft_id')
        .limit(1)
        .executeTakeFirst();
      return row && uploadOf(row);
    },
    async largestMember() {
      const row = await sql
        .selectFrom('draft_uploads')
        .select('member_id')
        .groupBy('member_id')
        .orderBy(({ fn }) => fn.sum('size_bytes'), 'desc')
        .orderBy('member_id')
        .limit(1)
        .executeTakeFirst();
      return row?.member_id ?? '';
    },
    async draftIds(expiringBefore) {
      const rows = await sql
        .selectFrom('draft_uploads')
        .select('draft_id')
        .distinct()
        .where('expires_at', '<', expiringBefore)
        .execute();
      return rows.map(({ draft_id: draftId }) => draftId);
    },
  };
}

/** What several drafts hold counts once. */
async function bytesIn(sql: Sql<Tables>, memberId?: string): Promise<number> {
  const { bytes } = await sql
    .selectFrom((from) => {
      const files = from.selectFrom('draft_uploads').select(['hash', 'size_bytes']).distinct();
      return (memberId === undefined ? files : files.where('member_id', '=', memberId)).as('files');
    })
    .select(({ fn }) => fn.sum<number | string | null>('size_bytes').as('bytes'))
    .executeTakeFirstOrThrow();
  return Number(bytes ?? 0);
}

function hashesOf(rows: readonly Pick<UploadRow, 'hash'>[]): string[] {
  return [...new Set(rows.map(({ hash }) => hash))];
}

function uploadOf({
  draft_id: draftId,
  member_id: memberId,
  hash,
  url,
  size_bytes: sizeBytes,
}: UploadRow): DraftUpload {
  return { draftId, memberId, hash, url, sizeBytes };
}
