import { createHot, type Sql } from '../../database.ts';
import { isBlockOver, type MemberBlock, type ModerationAction } from '../../domain/moderation/moderation.ts';
import { findAction } from './actions.ts';
import type { BlockRow, ModerationTables } from './tables.ts';

export function blockOf({ guild_id: guildId, member_id: memberId, ends_at: until, action_id: actionId }: BlockRow) {
  return { guildId, memberId, until, actionId };
}

/** Undefined where there is none that holds at that time. */
export async function findBlock(
  sql: Sql<ModerationTables>,
  guildId: string,
  memberId: string,
  now: number,
): Promise<(MemberBlock & { guildId: string }) | undefined> {
  const [row] = (await readBlock(sql, { guildId, memberId })).rows;
  const block = row && blockOf(row);
  return block && !isBlockOver(block, now) ? block : undefined;
}

/** Asked with each interaction. */
const readBlock = createHot((db: Sql<ModerationTables>, { guildId, memberId }: { guildId: string; memberId: string }) =>
  db.selectFrom('member_blocks').selectAll().where('guild_id', '=', guildId).where('member_id', '=', memberId),
);

/** The action behind the block that holds, where it was set about the same cover: of two who click, one sets it. */
export async function findBlockByCard(
  sql: Sql<ModerationTables>,
  { kind, guildId, memberId, jobId, at }: ModerationAction,
): Promise<ModerationAction | undefined> {
  if (kind !== 'block' || memberId === null || jobId === null) return undefined;
  const block = await findBlock(sql, guildId, memberId, at);
  const action = block && (await findAction(sql, block.actionId));
  return action?.jobId === jobId ? action : undefined;
}

/**
 * Nobody else blocks the member in the server until the transaction ends. Where no block is, the one that the action is about to set is
 * put there.
 */
export async function lockBlock(
  sql: Sql<ModerationTables>,
  { guildId, memberId, until, id }: ModerationAction,
): Promise<void> {
  await sql
    .insertInto('member_blocks')
    .values({ guild_id: guildId, member_id: memberId ?? '', ends_at: until, action_id: id })
    .onConflict((conflict) => conflict.columns(['guild_id', 'member_id']).doUpdateSet({ guild_id: guildId }))
    .execute();
}

/** Sets or lifts the block that an action is about. */
export async function applyBlock(
  sql: Sql<ModerationTables>,
  { kind, guildId, memberId, until, id }: ModerationAction,
): Promise<void> {
  if (memberId === null) return;
  if (kind === 'block') {
    const set = { ends_at: until, action_id: id };
    await sql
      .insertInto('member_blocks')
      .values({ guild_id: guildId, member_id: memberId, ...set })
      .onConflict((conflict) => conflict.columns(['guild_id', 'member_id']).doUpdateSet(set))
      .execute();
  }
  if (kind === 'unblock') {
    await sql.deleteFrom('member_blocks').where('guild_id', '=', guildId).where('member_id', '=', memberId).execute();
  }
}
