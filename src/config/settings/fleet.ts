import { z } from 'zod';
import { defineSetting } from '../setting.ts';
import { text, whole } from '../value-schemas.ts';

const postgresUrl = text.refine((value) => /^postgres(ql)?:\/\/./.test(value) && URL.canParse(value));

/** Shards by number, with commas and dashes: `0-3,8`. */
const shardIds = text.regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/).transform((value, context) => {
  const ids = value.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    if (last < first || last - first > 10_000)
      context.issues.push({ code: 'custom', input: value, message: 'no range' });
    return last - first > 10_000 ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return [...new Set(ids)];
});

/** Where one machine is not enough: a database server, and several processes on it. */
export const fleetSettings = {
  DATABASE_URL: defineSetting({
    schema: postgresUrl.optional(),
    expected: 'an address such as postgres://user:password@host/coverband',
    about:
      'A PostgreSQL database (14 or newer) that several processes of the bot share. Empty: SQLite in DATA_DIR, for one process, which is enough for most bots.',
    secret: true,
  }),
  DATABASE_POOL: defineSetting({
    schema: whole(2, 200),
    expected: 'a whole number from 2 to 200',
    about: 'How many connections to PostgreSQL this process uses at once; two more are its own.',
    fallback: '5',
  }),
  DATABASE_LISTEN_URL: defineSetting({
    schema: postgresUrl.optional(),
    expected: 'an address such as postgres://user:password@host/coverband',
    about:
      'Where PostgreSQL is reached without a proxy such as PgBouncer in between, for what processes tell each other. Empty: as DATABASE_URL.',
    secret: true,
  }),
  ROLE: defineSetting({
    schema: z.enum(['all', 'gateway', 'worker']),
    expected: 'one of: all, gateway, worker',
    about:
      'What this process does: gateway answers members, worker has covers made and posted, all does both. Anything but all needs DATABASE_URL.',
    fallback: 'all',
  }),
  SHARDS: defineSetting({
    schema: shardIds.optional(),
    expected: 'numbers such as 0-3,8',
    about: "Which of Discord's shards this process answers; empty: all of them. Needs SHARD_COUNT and DATABASE_URL.",
  }),
  SHARD_COUNT: defineSetting({
    schema: whole(1, 100_000).optional(),
    expected: 'a whole number from 1 to 100000',
    about:
      "Into how many shards the bot's servers are split; the same in all processes. Empty: as many as Discord says.",
  }),
};
