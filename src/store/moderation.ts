import type { Database } from '../database.ts';
import { isBlockOver, onceKeyOf } from '../domain/moderation/moderation.ts';
import {
  actionsOfMember,
  findAction,
  findDoneOnce,
  forgetInActions,
  insertAction,
  listActions,
  lockAction,
  replaceAction,
} from './moderation/actions.ts';
import { applyBlock, blockOf, findBlock, findBlockByCard, lockBlock } from './moderation/blocks.ts';
import { reportOf, saveReport } from './moderation/reports.ts';
import type { ModerationTables } from './moderation/tables.ts';
import type { ModerationStore } from './port.ts';

/** What moderators did, in tables of its own beside the jobs. */
export function createModerationStore({ database }: { database: Database }): ModerationStore {
  const { sql, write } = database.store<ModerationTables>();

  return {
    record: (action) =>
      write(async (tx) => {
        const once = onceKeyOf(action);
        const sameBlock = async () => {
          if (action.kind !== 'block' || action.memberId === null) return undefined;
          await lockBlock(tx, action);
          return findBlockByCard(tx, action);
        };
        const same = () => (once === null ? sameBlock() : findDoneOnce(tx, action.guildId, once));
        const earlier = (await findAction(tx, action.id)) ?? (await same());
        if (earlier) return { isNew: false, action: earlier };
        await insertAction(tx, action);
        await applyBlock(tx, action);
        return { isNew: true, action };
      }),
    note: (id, outcome) =>
      write(async (tx) => {
        const action = await lockAction(tx, id);
        if (action) await replaceAction(tx, { ...action, ...outcome });
      }),
    async retract(id) {
      await sql.deleteFrom('moderation_actions').where('id', '=', id).execute();
    },
    undo: (id, by) =>
      write(async (tx) => {
        const action = await lockAction(tx, id);
        if (!action || action.undoneAt !== null) return undefined;
        const undone = { ...action, undoneAt: by.at, undoneById: by.id };
        await replaceAction(tx, undone);
        // A later block of the same member is another moderator's, and stays.
        await tx.deleteFrom('member_blocks').where('action_id', '=', id).execute();
        return undone;
      }),
    action: (id) => findAction(sql, id),
    actions: (query) => listActions(sql, query),
    blockOf: (guildId, memberId, now) => findBlock(sql, guildId, memberId, now),
    async blocks(guildId, now) {
      const rows = sql.selectFrom('member_blocks').selectAll().where('guild_id', '=', guildId);
      const blocks = (await rows.orderBy('action_id', 'desc').execute()).map(blockOf);
      return blocks.filter((block) => !isBlockOver(block, now));
    },
    saveReport: (report) => saveReport(sql, report),
    async report(id) {
      const row = await sql.selectFrom('cover_reports').selectAll().where('id', '=', id).executeTakeFirst();
      return row && reportOf(row);
    },
    tidy: (before, now) =>
      write(async (tx) => {
        await tx.deleteFrom('member_blocks').where('ends_at', '<=', now).execute();
        await tx.deleteFrom('cover_reports').where('at', '<', before).execute();
        await tx
          .deleteFrom('moderation_actions')
          .where('at', '<', before)
          .where('id', 'not in', (blocks) => blocks.selectFrom('member_blocks').select('action_id'))
          .execute();
      }),
    async ofMember(memberId) {
      const blocks = sql.selectFrom('member_blocks').selectAll().where('member_id', '=', memberId);
      const reports = sql.selectFrom('cover_reports').selectAll().where('reporter_id', '=', memberId);
      return {
        about: await actionsOfMember(sql, 'member_id', memberId),
        done: await actionsOfMember(sql, 'by_id', memberId),
        blocks: (await blocks.execute()).map(blockOf),
        reports: (await reports.execute()).map(reportOf),
      };
    },
    forget: (memberId, before) =>
      write(async (tx) => {
        await tx.deleteFrom('cover_reports').where('reporter_id', '=', memberId).where('at', '<', before).execute();
        await forgetInActions(tx, memberId, before);
      }),
    async guildIds() {
      const rows = await sql
        .selectFrom('moderation_actions')
        .select('guild_id')
        .union(sql.selectFrom('member_blocks').select('guild_id'))
        .union(sql.selectFrom('cover_reports').select('guild_id'))
        .execute();
      return new Set(rows.map(({ guild_id: guildId }) => guildId));
    },
    forgetGuild: (guildId) =>
      write(async (tx) => {
        for (const table of ['moderation_actions', 'member_blocks', 'cover_reports'] as const)
          await tx.deleteFrom(table).where('guild_id', '=', guildId).execute();
      }),
  };
}
