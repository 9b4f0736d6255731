import { CAPS } from './pairs/parts.ts';
import type { World } from './world.ts';

/** What is wrong whatever was done: each statement finds rows that must not be there. */
const NEVER: readonly (readonly [string, string])[] = [
  [
    'a quota whose sum is not that of its charges',
    `SELECT scope_name, scope_id, window_key, u.count, c.count AS charged FROM usage u
     FULL JOIN (SELECT scope_name, scope_id, window_key, sum(count) AS count, sum(micros) AS micros FROM charges
       WHERE state <> 'refunded' GROUP BY 1, 2, 3) c USING (scope_name, scope_id, window_key)
     WHERE coalesce(u.count, 0) <> coalesce(c.count, 0) OR coalesce(u.micros, 0) <> coalesce(c.micros, 0)`,
  ],
  [
    'charges that are not as their job says',
    `SELECT c.job_id, c.state, j.record::json ->> 'settled' AS settled FROM charges c JOIN jobs j ON j.id = c.job_id
     WHERE c.state <> j.record::json ->> 'settled'`,
  ],
  [
    'a job that nobody would ever work on',
    `SELECT id, state FROM jobs WHERE state NOT IN ('delivered', 'failed', 'cancelled', 'unknown')
     AND seq NOT IN (SELECT job_seq FROM job_turns)`,
  ],
  [
    'work on a job that has ended',
    `SELECT jobs.id FROM jobs JOIN job_turns ON job_seq = seq WHERE state IN ('delivered', 'failed', 'cancelled')`,
  ],
  [
    'a job without a place in the rounds',
    `SELECT t.id FROM job_turns t WHERE NOT EXISTS
       (SELECT 1 FROM lines l WHERE l.guild_id = t.guild_id AND l.member_id = '')
     OR NOT EXISTS (SELECT 1 FROM lines l WHERE l.guild_id = t.guild_id AND l.member_id = t.member_id)`,
  ],
  [
    'a place in the rounds of who has nothing',
    `SELECT * FROM lines l WHERE NOT EXISTS (SELECT 1 FROM job_turns t
       WHERE t.guild_id = l.guild_id AND (l.member_id = '' OR l.member_id = t.member_id))`,
  ],
  [
    'versions that differ',
    `SELECT j.id FROM jobs j LEFT JOIN job_turns t ON job_seq = seq
     WHERE j.version <> (record::json ->> 'version')::int OR j.version <> t.version`,
  ],
  [
    'a number of votes that is not theirs',
    'SELECT id, votes FROM covers c WHERE votes <> (SELECT count(*) FROM votes WHERE cover_id = c.id)',
  ],
  [
    'more under way in a guild than it may',
    `SELECT guild_id, count(*) FROM job_turns WHERE has_turn = 1 GROUP BY 1 HAVING count(*) > ${CAPS.perGuild}`,
  ],
  [
    'more under way at a provider than it may',
    `SELECT provider, count(*) FROM job_turns WHERE has_turn = 1 GROUP BY 1 HAVING count(*) > ${CAPS.perProvider}`,
  ],
  ['a slot that nobody has', 'SELECT id FROM job_turns WHERE has_turn = 1 AND owner IS NULL AND is_begun = 0'],
  [
    'two alarms of a job that ring at once',
    'SELECT kind, job_id FROM alarms WHERE owner IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1',
  ],
  ['a key that was only locked', 'SELECT namespace, key FROM kv WHERE expires_at = 0'],
  [
    'a transaction that has not ended',
    `SELECT pid, query FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
  ],
];

const ASKED = NEVER.map(
  ([what, rows]) =>
    `(SELECT '${what.replaceAll("'", "''")}' AS what, row_to_json(found)::text AS row FROM (${rows}) found)`,
).join(' UNION ALL ');

/** Sentences about what must never be found in a database. */
export async function violationsIn(world: World): Promise<string[]> {
  return (await world.query(ASKED)).map(({ what, row }) => `${what}: ${row}`);
}
