import { z } from 'zod';
import type { Sql } from '../../database.ts';
import { type ModerationAction, moderationKinds, onceKeyOf } from '../../domain/moderation/moderation.ts';
import { stored } from '../../domain/stored.ts';
import type { ActionQuery } from '../port.ts';
import type { ActionRow, ModerationTables } from './tables.ts';

const actionSchema = stored({
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

/** More than anybody reads, and little enough to be read at once. */
const MOST_OF_MEMBER = 1_000;

/** What a later release has written down is left alone. */
function actionsIn(rows: readonly Pick<ActionRow, 'record'>[]): ModerationAction[] {
  return rows.flatMap(({ record }) => {
    const parsed = actionSchema.safeParse(JSON.parse(record));
    return parsed.success ? [parsed.data] : [];
  });
}

export async function findAction(sql: Sql<ModerationTables>, id: string): Promise<ModerationAction | undefined> {
  return actionsIn(await sql.selectFrom('moderation_actions').select('record').where('id', '=', id).execute())[0];
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockAction(sql: Sql<ModerationTables>, id: string): Promise<ModerationAction | undefined> {
  const row = sql.selectFrom('moderation_actions').select('record').where('id', '=', id);
  return actionsIn(await row.forUpdate().execute())[0];
}

/** The one that was done once, under the name of what it does. */
export async function findDoneOnce(
  sql: Sql<ModerationTables>,
  guildId: string,
  once: string,
): Promise<ModerationAction | undefined> {
  const rows = await sql
    .selectFrom('moderation_actions')
    .select('record')
    .where('guild_id', '=', guildId)
    .where('once', '=', once)
    .limit(1)
    .execute();
  return actionsIn(rows)[0];
}

export async function insertAction(sql: Sql<ModerationTables>, action: ModerationAction): Promise<void> {
  const { id, guildId, kind, memberId, jobId, byId, at } = action;
  await sql
    .insertInto('moderation_actions')
    .values({
      id,
      guild_id: guildId,
      kind,
      member_id: memberId,
      job_id: jobId,
      by_id: byId,
      at,
      once: onceKeyOf(action),
      record: JSON.stringify(action),
    })
    .execute();
}

export async function replaceAction(sql: Sql<ModerationTables>, action: ModerationAction): Promise<void> {
  await sql
    .updateTable('moderation_actions')
    .set({
      member_id: action.memberId,
      by_id: action.byId,
      once: action.undoneAt === null ? onceKeyOf(action) : null,
      record: JSON.stringify(action),
    })
    .where('id', '=', action.id)
    .execute();
}

/** Newest first. */
export async function listActions(
  sql: Sql<ModerationTables>,
  { guildId, limit, ...query }: ActionQuery,
): Promise<ModerationAction[]> {
  let rows = sql.selectFrom('moderation_actions').select('record').where('guild_id', '=', guildId);
  if ('memberId' in query) rows = rows.where('member_id', '=', query.memberId);
  else if ('jobId' in query) rows = rows.where('job_id', '=', query.jobId);
  return actionsIn(await rows.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute());
}

/** Oldest first. */
export async function actionsOfMember(
  sql: Sql<ModerationTables>,
  as: 'member_id' | 'by_id',
  memberId: string,
): Promise<ModerationAction[]> {
  const rows = sql.selectFrom('moderation_actions').select('record').where(as, '=', memberId);
  return actionsIn(await rows.orderBy('at').limit(MOST_OF_MEMBER).execute());
}

/** What they did and took back stays without their name, and so does what was done about them, unless it is a block that holds. */
export async function forgetInActions(sql: Sql<ModerationTables>, memberId: string, before: number): Promise<void> {
  const earlier = sql
    .selectFrom('moderation_actions')
    .select('record')
    .where('at', '<', before)
    .orderBy('id')
    .forUpdate();
  for (const action of actionsIn(await earlier.where('by_id', '=', memberId).execute()))
    await replaceAction(sql, { ...action, byId: '' });
  // Who has taken one back stands in its record alone, which says more than that it names them.
  for (const action of actionsIn(await earlier.where('record', 'like', `%${JSON.stringify(memberId)}%`).execute()))
    if (action.undoneById === memberId) await replaceAction(sql, { ...action, undoneById: '' });
  const about = earlier
    .where('member_id', '=', memberId)
    .where('id', 'not in', (blocks) => blocks.selectFrom('member_blocks').select('action_id'));
  for (const action of actionsIn(await about.execute()))
    await replaceAction(sql, { ...action, memberId: null, reason: '' });
}
