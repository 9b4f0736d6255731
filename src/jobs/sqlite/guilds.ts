import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import type { Records } from '../records.ts';
import type { ChargeTable } from './charge-table.ts';
import type { DeleteJobs } from './delete-jobs.ts';
import type { JobTable } from './job-table.ts';
import { NOT_FINAL } from './not-final.ts';

const GUILDS_AT_ONCE = 100;

const guildRowSchema = z.object({ guild_id: z.string().nullable() });
const endedRowSchema = z.object({ id: z.string(), channel_id: z.string().nullable() });

export interface GuildsOptions {
  database: Database;
  clock: Clock;
  jobs: JobTable;
  charges: ChargeTable;
  deleteJobs: DeleteJobs;
}

/** What is stored of a server. */
export function createGuilds({
  database,
  clock,
  jobs,
  charges,
  deleteJobs,
}: GuildsOptions): Pick<Records, 'guildIds' | 'endedIn' | 'forgetEnded' | 'forgetGuild'> {
  const nextGuild = (after: string) => {
    const row = database.statement('SELECT min(guild_id) AS guild_id FROM jobs WHERE guild_id > ?').get(after);
    return guildRowSchema.parse(row).guild_id;
  };

  return {
    /** From one to the next by the index: there may be thousands of jobs of each. */
    async guildIds() {
      const found = new Set<string>();
      for (let guildId = nextGuild(''); guildId !== null; guildId = nextGuild(guildId)) {
        found.add(guildId);
        if (found.size % GUILDS_AT_ONCE === 0) await clock.yield();
      }
      return found;
    },
    async endedIn(guildId, before, limit) {
      const rows = database
        .statement(
          `SELECT id, iif(json_valid(record), record, '{}') ->> '$.channelId' AS channel_id FROM jobs
           WHERE guild_id = ? AND NOT (${NOT_FINAL}) AND accepted_at < ? ORDER BY seq LIMIT ?`,
        )
        .all(guildId, before, limit)
        .map((row) => endedRowSchema.parse(row));
      return rows.map(({ id, channel_id }) => ({ id, channelId: channel_id ?? '' }));
    },
    async forgetEnded(ids) {
      const { files } = await deleteJobs(ids);
      return { unusedFiles: jobs.withoutHolder(files) };
    },
    async forgetGuild(guildId) {
      const isLeft = database.statement('SELECT 1 FROM jobs WHERE guild_id = ? LIMIT 1').get(guildId) !== undefined;
      return database.transaction(() => charges.forgetGuild(guildId, clock.now())) && !isLeft;
    },
  };
}
