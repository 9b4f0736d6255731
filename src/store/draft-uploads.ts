import { z } from 'zod';
import type { Database } from '../database.ts';
import type { DraftUpload, DraftUploads } from './port.ts';

const hashRowSchema = z.object({ hash: z.string() });
const bytesRowSchema = z.object({ bytes: z.number() });
const uploadRowSchema = z
  .object({ draft_id: z.string(), member_id: z.string(), hash: z.string(), url: z.string(), size_bytes: z.number() })
  .transform(({ draft_id: draftId, member_id: memberId, hash, url, size_bytes: sizeBytes }): DraftUpload => {
    return { draftId, memberId, hash, url, sizeBytes };
  });

/** Rows beside the drafts, since who holds a file, and how much of a member's lies here, must be found without reading them all. */
export function createDraftUploads({ database }: { database: Database }): DraftUploads {
  const hashesOf = (rows: unknown[]) => [...new Set(rows.map((row) => hashRowSchema.parse(row).hash))];
  const bytesIn = (rows: string, ...parameters: string[]) => {
    const row = database
      .statement(`SELECT coalesce(sum(size_bytes), 0) AS bytes FROM (SELECT DISTINCT hash, size_bytes ${rows})`)
      .get(...parameters);
    return bytesRowSchema.parse(row).bytes;
  };

  return {
    hold({ draftId, memberId, hash, url, sizeBytes }, expiresAt) {
      database
        .statement(
          `INSERT OR REPLACE INTO draft_uploads (draft_id, hash, member_id, url, size_bytes, expires_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(draftId, hash, memberId, url, sizeBytes, expiresAt);
    },
    keepOnly(draftId, { hashes, urls }, expiresAt) {
      const isKept = 'hash IN (SELECT value FROM json_each(?)) OR url IN (SELECT value FROM json_each(?))';
      const kept = [JSON.stringify(hashes), JSON.stringify(urls)];
      database.statement('UPDATE draft_uploads SET expires_at = ? WHERE draft_id = ?').run(expiresAt, draftId);
      return hashesOf(
        database
          .statement(`DELETE FROM draft_uploads WHERE draft_id = ? AND NOT (${isKept}) RETURNING hash`)
          .all(draftId, ...kept),
      );
    },
    release(draftId) {
      return hashesOf(database.statement('DELETE FROM draft_uploads WHERE draft_id = ? RETURNING hash').all(draftId));
    },
    releaseExpired(now) {
      return hashesOf(database.statement('DELETE FROM draft_uploads WHERE expires_at <= ? RETURNING hash').all(now));
    },
    releaseAccepted() {
      return hashesOf(
        database.statement('DELETE FROM draft_uploads WHERE draft_id IN (SELECT id FROM jobs) RETURNING hash').all(),
      );
    },
    among(hashes) {
      const rows = database
        .statement('SELECT DISTINCT hash FROM draft_uploads WHERE hash IN (SELECT value FROM json_each(?))')
        .all(JSON.stringify(hashes));
      return new Set(hashesOf(rows));
    },
    bytesOf: (memberId) => bytesIn('FROM draft_uploads WHERE member_id = ?', memberId),
    totalBytes: () => bytesIn('FROM draft_uploads'),
    oldestOf(memberId) {
      const row = database
        .statement('SELECT * FROM draft_uploads WHERE member_id = ? ORDER BY expires_at, draft_id LIMIT 1')
        .get(memberId);
      return row && uploadRowSchema.parse(row);
    },
    largestMember() {
      const row = database
        .statement('SELECT member_id FROM draft_uploads GROUP BY member_id ORDER BY sum(size_bytes) DESC LIMIT 1')
        .get();
      return row === undefined ? '' : String(row.member_id);
    },
    draftIds(expiringBefore) {
      const rows = database
        .statement('SELECT DISTINCT draft_id FROM draft_uploads WHERE expires_at < ?')
        .all(expiringBefore);
      return rows.map((row) => z.object({ draft_id: z.string() }).parse(row).draft_id);
    },
  };
}
