import type { Clock } from '../../clock.ts';
import type { Store } from '../../database.ts';
import type { Records } from '../records.ts';
import type { Charges } from './charges.ts';
import type { DeleteJobs } from './delete-jobs.ts';
import { withoutHolder } from './job-files.ts';
import { FINAL_STATES } from './job-rows.ts';
import type { JobTables } from './tables.ts';

const GUILDS_AT_ONCE = 100;

export interface GuildsOptions {
  store: Store<JobTables>;
  charges: Charges;
  deleteJobs: DeleteJobs;
  clock: Clock;
}

/** What is stored of a server. */
export function createGuilds({
  store,
  charges,
  deleteJobs,
  clock,
}: GuildsOptions): Pick<Records, 'guildIds' | 'endedIn' | 'forgetEnded' | 'forgetGuild'> {
  const { sql: db, write } = store;
  const nextGuild = async (after: string) => {
    const row = await db
      .selectFrom('jobs')
      .select(({ fn }) => fn.min<string | null>('guild_id').as('guild_id'))
      .where('guild_id', '>', after)
      .executeTakeFirst();
    return row?.guild_id ?? null;
  };

  return {
    /** From one to the next by the index: there may be thousands of jobs of each. */
    async guildIds() {
      const found = new Set<string>();
      for (let guildId = await nextGuild(''); guildId !== null; guildId = await nextGuild(guildId)) {
        found.add(guildId);
        if (found.size % GUILDS_AT_ONCE === 0) await clock.yield();
      }
      return found;
    },
    async endedIn(guildId, before, limit) {
      const rows = await db
        .selectFrom('jobs')
        .select(['id', 'channel_id'])
        .where('guild_id', '=', guildId)
        .where('state', 'in', FINAL_STATES)
        .where('accepted_at', '<', before)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(({ id, channel_id: channelId }) => ({ id, channelId }));
    },
    async forgetEnded(ids) {
      const { files } = await deleteJobs(ids);
      return { unusedFiles: await withoutHolder(db, files) };
    },
    async forgetGuild(guildId) {
      const left = await db.selectFrom('jobs').select('seq').where('guild_id', '=', guildId).limit(1).execute();
      const isUsageGone = await write((tx) => charges.forgetGuild(tx, guildId, clock.now()));
      return isUsageGone && left.length === 0;
    },
  };
}
