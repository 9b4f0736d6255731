import { z } from 'zod';
import type { Database } from '../database.ts';
import {
  type CoverReport,
  isBlockOver,
  type MemberBlock,
  type ModerationAction,
  moderationKinds,
  onceKeyOf,
} from '../domain/moderation/moderation.ts';
import type { ModerationStore } from './port.ts';

const actionSchema = z.object({
  id: z.string(),
  guildId: z.string(),
  kind: z.enum(moderationKinds),
  memberId: z.string().nullable(),
  jobId: z.string().nullable(),
  byId: z.string(),
  reason: z.string(),
  at: z.number(),
  until: z.number().nullable().default(null),
  count: z.number().nullable().default(null),
  hashes: z.array(z.string()).default([]),
  isTold: z.boolean().nullable().default(null),
  settings: z.record(z.string(), z.unknown()).optional(),
  undoneAt: z.number().nullable().default(null),
  undoneById: z.string().nullable().default(null),
});

const recordRowSchema = z.object({ record: z.string() });
const blockRowSchema = z
  .object({ guild_id: z.string(), member_id: z.string(), ends_at: z.number().nullable(), action_id: z.string() })
  .transform((row) => ({
    guildId: row.guild_id,
    memberId: row.member_id,
    until: row.ends_at,
    actionId: row.action_id,
  }));
const reportRowSchema = z
  .object({
    id: z.string(),
    guild_id: z.string(),
    job_id: z.string(),
    reporter_id: z.string(),
    reporter_name: z.string(),
    reason: z.string(),
    at: z.number(),
  })
  .transform(
    (row): CoverReport => ({
      id: row.id,
      guildId: row.guild_id,
      jobId: row.job_id,
      reporter: { id: row.reporter_id, name: row.reporter_name },
      reason: row.reason,
      at: row.at,
    }),
  );

/** More than anybody reads, and little enough to be read at once. */
const MOST_OF_MEMBER = 1_000;

/** What moderators did, in tables of its own beside the jobs. */
export function createModerationStore({ database }: { database: Database }): ModerationStore {
  const run = (sql: string, ...values: (string | number | null)[]) => database.statement(sql).run(...values);
  const all = (sql: string, ...values: (string | number | null)[]) => database.statement(sql).all(...values);
  const actionsIn = (rows: readonly unknown[]): ModerationAction[] =>
    rows.flatMap((row) => {
      // What a later release has written down is left alone.
      const parsed = actionSchema.safeParse(JSON.parse(recordRowSchema.parse(row).record));
      return parsed.success ? [parsed.data] : [];
    });
  const first = (where: string, ...values: string[]): ModerationAction | undefined =>
    actionsIn(all(`SELECT record FROM moderation_actions WHERE ${where} LIMIT 1`, ...values))[0];
  const find = (id: string) => first('id = ?', id);
  const blocksIn = (rows: readonly unknown[]) => rows.map((row) => blockRowSchema.parse(row));
  const reportsIn = (rows: readonly unknown[]) => rows.map((row) => reportRowSchema.parse(row));

  const insert = (action: ModerationAction): void => {
    const { id, guildId, kind, memberId, jobId, byId, at } = action;
    run(
      `INSERT INTO moderation_actions (id, guild_id, kind, member_id, job_id, by_id, at, once, record)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, guildId, kind, memberId, jobId, byId, at, onceKeyOf(action), JSON.stringify(action)],
    );
  };
  const replace = (action: ModerationAction): void => {
    const once = action.undoneAt === null ? onceKeyOf(action) : null;
    run(
      'UPDATE moderation_actions SET member_id = ?, by_id = ?, once = ?, record = ? WHERE id = ?',
      ...[action.memberId, action.byId, once, JSON.stringify(action), action.id],
    );
  };
  const applyBlock = ({ kind, guildId, memberId, until, id }: ModerationAction): void => {
    if (memberId === null) return;
    if (kind === 'block') {
      run(
        'INSERT OR REPLACE INTO member_blocks (guild_id, member_id, ends_at, action_id) VALUES (?, ?, ?, ?)',
        ...[guildId, memberId, until, id],
      );
    }
    if (kind === 'unblock') run('DELETE FROM member_blocks WHERE guild_id = ? AND member_id = ?', guildId, memberId);
  };

  /** The block that holds, where it was set about the same cover: of two who click, one sets it. */
  const blockByCard = ({ kind, guildId, memberId, jobId, at }: ModerationAction): ModerationAction | undefined => {
    if (kind !== 'block' || memberId === null || jobId === null) return undefined;
    const rows = all('SELECT * FROM member_blocks WHERE guild_id = ? AND member_id = ?', guildId, memberId);
    const block = blocksIn(rows).find((one) => !isBlockOver(one, at));
    const action = block && find(block.actionId);
    return action?.jobId === jobId ? action : undefined;
  };

  return {
    async record(action) {
      return database.transaction(() => {
        const once = onceKeyOf(action);
        const earlier =
          find(action.id) ??
          (once === null ? blockByCard(action) : first('guild_id = ? AND once = ?', action.guildId, once));
        if (earlier) return { isNew: false, action: earlier };
        insert(action);
        applyBlock(action);
        return { isNew: true, action };
      });
    },
    async note(id, outcome) {
      database.transaction(() => {
        const action = find(id);
        if (action) replace({ ...action, ...outcome });
      });
    },
    async retract(id) {
      run('DELETE FROM moderation_actions WHERE id = ?', id);
    },
    async undo(id, by) {
      return database.transaction(() => {
        const action = find(id);
        if (!action || action.undoneAt !== null) return undefined;
        const undone = { ...action, undoneAt: by.at, undoneById: by.id };
        replace(undone);
        // A later block of the same member is another moderator's, and stays.
        run('DELETE FROM member_blocks WHERE action_id = ?', id);
        return undone;
      });
    },
    async action(id) {
      return find(id);
    },
    async actions({ guildId, limit, ...query }) {
      const [where, value] =
        'memberId' in query
          ? (['AND member_id = ?', [query.memberId]] as const)
          : 'jobId' in query
            ? (['AND job_id = ?', [query.jobId]] as const)
            : (['', []] as const);
      return actionsIn(
        all(
          `SELECT record FROM moderation_actions WHERE guild_id = ? ${where} ORDER BY at DESC, id DESC LIMIT ?`,
          ...[guildId, ...value, limit],
        ),
      );
    },
    async blockOf(guildId, memberId, now) {
      const rows = all('SELECT * FROM member_blocks WHERE guild_id = ? AND member_id = ?', guildId, memberId);
      return blocksIn(rows).find((block) => !isBlockOver(block, now));
    },
    async blocks(guildId, now) {
      const rows = all('SELECT * FROM member_blocks WHERE guild_id = ? ORDER BY action_id DESC', guildId);
      return blocksIn(rows).filter((block): block is MemberBlock & { guildId: string } => !isBlockOver(block, now));
    },
    async saveReport({ id, guildId, jobId, reporter, reason, at }) {
      run(
        `INSERT OR REPLACE INTO cover_reports (id, guild_id, job_id, reporter_id, reporter_name, reason, at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...[id, guildId, jobId, reporter.id, reporter.name, reason, at],
      );
    },
    async report(id) {
      return reportsIn(all('SELECT * FROM cover_reports WHERE id = ?', id))[0];
    },
    async tidy(before, now) {
      database.transaction(() => {
        run('DELETE FROM member_blocks WHERE ends_at IS NOT NULL AND ends_at <= ?', now);
        run('DELETE FROM cover_reports WHERE at < ?', before);
        run('DELETE FROM moderation_actions WHERE at < ? AND id NOT IN (SELECT action_id FROM member_blocks)', before);
      });
    },
    async ofMember(memberId) {
      return {
        about: actionsIn(
          all(
            'SELECT record FROM moderation_actions WHERE member_id = ? ORDER BY at LIMIT ?',
            memberId,
            MOST_OF_MEMBER,
          ),
        ),
        done: actionsIn(
          all('SELECT record FROM moderation_actions WHERE by_id = ? ORDER BY at LIMIT ?', memberId, MOST_OF_MEMBER),
        ),
        blocks: blocksIn(all('SELECT * FROM member_blocks WHERE member_id = ?', memberId)),
        reports: reportsIn(all('SELECT * FROM cover_reports WHERE reporter_id = ?', memberId)),
      };
    },
    async forget(memberId, before) {
      database.transaction(() => {
        run('DELETE FROM cover_reports WHERE reporter_id = ? AND at < ?', memberId, before);
        const own = actionsIn(
          all('SELECT record FROM moderation_actions WHERE by_id = ? AND at < ?', memberId, before),
        );
        for (const action of own) replace({ ...action, byId: '' });
        const undone = `record ->> '$.undoneById' = ? AND at < ?`;
        for (const action of actionsIn(
          all(`SELECT record FROM moderation_actions WHERE ${undone}`, memberId, before),
        )) {
          replace({ ...action, undoneById: '' });
        }
        const about = actionsIn(
          all(
            `SELECT record FROM moderation_actions WHERE member_id = ? AND at < ?
             AND id NOT IN (SELECT action_id FROM member_blocks)`,
            ...[memberId, before],
          ),
        );
        for (const action of about) replace({ ...action, memberId: null, reason: '' });
      });
    },
    async guildIds() {
      const rows = all(
        `SELECT guild_id FROM moderation_actions UNION SELECT guild_id FROM member_blocks
         UNION SELECT guild_id FROM cover_reports`,
      );
      return new Set(rows.map((row) => z.object({ guild_id: z.string() }).parse(row).guild_id));
    },
    async forgetGuild(guildId) {
      database.transaction(() => {
        for (const table of ['moderation_actions', 'member_blocks', 'cover_reports'])
          run(`DELETE FROM ${table} WHERE guild_id = ?`, guildId);
      });
    },
  };
}
