import { sql as kysely } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { PostgresDatabase } from '../database.ts';
import type { Logger } from '../logger.ts';
import type { Agreed, Crossing, Duties, Duty, Notifier, Topic } from './port.ts';

interface Tables {
  duties: { name: string; owner: string };
  workers: { id: string; alive_until: number; config_hash: string };
  interactions: { id: string; claimed_at: number };
  identify_turns: { place: number; free_at: number };
}

export interface DutiesOptions {
  database: PostgresDatabase;
  workerId: string;
  /** Whether anything may be taken on here at present. Default: always. */
  mayTake?: () => boolean;
}

/** A duty is its holder's for as long as the holder's signs of life are believed. */
export function createDuties({ database, workerId, mayTake = () => true }: DutiesOptions): Duties {
  const { sql } = database.store<Tables>();

  const release = async (duty: Duty) => {
    await sql.deleteFrom('duties').where('name', '=', duty).where('owner', '=', workerId).execute();
    return false;
  };

  return {
    async isOurs(duty: Duty) {
      if (!mayTake()) return release(duty);
      const me = workerId;
      const now = database.leaseNow();
      const { numInsertedOrUpdatedRows } = await sql
        .insertInto('duties')
        .columns(['name', 'owner'])
        .expression((from) =>
          from
            .selectFrom('workers')
            .select(({ val }) => [val(duty).$castTo<string>().as('name'), 'id as owner'])
            .where('id', '=', me)
            .where('alive_until', '>', now),
        )
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ owner: me })
            .where((is) =>
              is.or([
                is('duties.owner', '=', me),
                is('duties.owner', 'not in', (living) =>
                  living.selectFrom('workers').select('id').where('alive_until', '>', now),
                ),
              ]),
            ),
        )
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
    async held() {
      const rows = await sql
        .selectFrom('duties')
        .select('name')
        .where('owner', '=', workerId)
        .orderBy('name')
        .execute();
      return rows.map(({ name }) => name as Duty);
    },
  };
}

/** Discord's limit on identifying, and a little for its clock. */
const IDENTIFY_WINDOW_MS = 5_250;

/** Discord waits for an answer for seconds, and forgets an interaction after a quarter of an hour. */
const CLAIMED_MS = 3_600_000;
const CLAIMS_PER_TIDYING = 500;

export interface CrossingOptions {
  database: PostgresDatabase;
  workerId: string;
  /** How many seconds pass in one real second; Discord's limits keep to real ones. */
  speed: number;
  clock: Pick<Clock, 'sleep'>;
}

export function createCrossing({ database, workerId, speed, clock }: CrossingOptions): Crossing {
  const { sql } = database.store<Tables>();
  let claims = 0;

  const tidy = async () => {
    claims += 1;
    if (claims % CLAIMS_PER_TIDYING !== 0) return;
    await sql
      .deleteFrom('interactions')
      .where('claimed_at', '<', database.leaseNow() - CLAIMED_MS)
      .execute();
  };

  return {
    async claimInteraction(id) {
      const { numInsertedOrUpdatedRows } = await sql
        .insertInto('interactions')
        .values({ id, claimed_at: database.leaseNow() })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      await tidy();
      return numInsertedOrUpdatedRows === 1n;
    },
    async identifyTurn(place, signal) {
      const now = database.leaseNow();
      const windowMs = IDENTIFY_WINDOW_MS * speed;
      const { free_at: freeAt } = await sql
        .insertInto('identify_turns')
        .values({ place, free_at: now + windowMs })
        .onConflict((conflict) =>
          conflict.column('place').doUpdateSet({
            free_at: kysely<number>`greatest(identify_turns.free_at, ${now}) + ${windowMs}`,
          }),
        )
        .returning('free_at')
        .executeTakeFirstOrThrow();
      const waitMs = (freeAt - windowMs - now) / speed;
      if (waitMs > 0) await clock.sleep(waitMs, signal);
    },
    async meet(agreed) {
      const config_hash = JSON.stringify(agreed);
      // A worker that was given up, and has joined again, begins with a new row.
      await sql
        .updateTable('workers')
        .set({ config_hash })
        .where('id', '=', workerId)
        .where('config_hash', '<>', config_hash)
        .execute();
      const rows = await sql
        .selectFrom('workers')
        .select(['id', 'config_hash'])
        .where('alive_until', '>', database.leaseNow())
        .execute();
      return rows.map((row) => ({ id: row.id, agreed: agreedIn(row.config_hash) }));
    },
  };
}

const agreedSchema = z.record(z.string(), z.string());

function agreedIn(text: string): Agreed | undefined {
  return text === '' ? undefined : agreedSchema.safeParse(JSON.parse(text)).data;
}

const CHANNEL = 'coverband';

/** What is told in one go: many covers move within a second, and one word is enough for all of them. */
const GATHERED_MS = 20;

/** A connection that breaks silently is noticed by asking something of it. */
const CHECK_EVERY_MS = 15_000;
const RETRY_MS = 1_000;

/** Settings of all servers are looked at this much less often. */
const LOOKS_PER_FULL_ONE = 20;

export interface NotifierOptions {
  /** Of a session of its own: a proxy that hands sessions on with each transaction brings no notifications. */
  listenUrl: string;
  database: PostgresDatabase;
  /** Not told of what it tells itself. */
  workerId: string;
  clock: Pick<Clock, 'sleep' | 'deadline'>;
  log: Logger;
}

/** Told after a commit and not in it: a commit that notifies waits for every other that does. */
export function createNotifier({ listenUrl, database, workerId, clock, log }: NotifierOptions): Notifier & {
  stop(): Promise<void>;
} {
  const listeners: ((topic: Topic | undefined) => void)[] = [];
  const stopping = new AbortController();
  const pending = new Set<Topic>();
  let telling: Promise<void> | undefined;

  const hear = (topic: Topic | undefined) => {
    for (const listener of listeners) listener(topic);
  };

  const tellAll = async () => {
    // What is said last of all is told at once.
    await clock.sleep(GATHERED_MS, stopping.signal).catch(() => undefined);
    const topics = [...pending];
    pending.clear();
    for (const topic of topics) await database.notify(CHANNEL, `${workerId} ${topic}`);
  };

  const listenOnce = async () => {
    const client = new pg.Client({
      connectionString: listenUrl,
      keepAlive: true,
      application_name: 'coverband listens',
    });
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => undefined);
    client.on('error', broken.reject);
    client.on('end', () => broken.reject(new Error('the connection has ended')));
    client.on('notification', ({ payload = '' }) => {
      const [from, topic] = payload.split(' ');
      if (from !== workerId) hear(topic as Topic);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      // Whatever was said while nobody listened here.
      hear(undefined);
      for (;;) {
        await Promise.race([clock.sleep(CHECK_EVERY_MS, stopping.signal), broken.promise]);
        await Promise.race([client.query('SELECT 1'), broken.promise, late(clock)]);
      }
    } finally {
      await Promise.race([client.end(), late(clock)]).catch(() => undefined);
    }
  };

  const listen = async () => {
    while (!stopping.signal.aborted) {
      await listenOnce().catch((error: unknown) => {
        if (!stopping.signal.aborted)
          log.warn({ reason: error instanceof Error ? error.message : '' }, 'other processes are not heard at present');
      });
      await clock.sleep(RETRY_MS, stopping.signal).catch(() => undefined);
    }
  };
  const listening = listen();

  /** Whether or not anything is heard: nobody waits for longer for what is written elsewhere. */
  const lookAnyway = async () => {
    for (let looks = 1; ; looks += 1) {
      await clock.sleep(CHECK_EVERY_MS, stopping.signal);
      if (looks % LOOKS_PER_FULL_ONE === 0) hear(undefined);
      else for (const topic of ['work', 'operator', 'providers'] as const) hear(topic);
    }
  };
  const looking = lookAnyway().catch(() => undefined);

  return {
    tell(topic) {
      if (stopping.signal.aborted) return;
      pending.add(topic);
      telling ??= tellAll()
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) log.debug({ err: error }, 'other processes could not be told');
        })
        .finally(() => {
          telling = undefined;
        });
    },
    onTold: (listener) => void listeners.push(listener),
    async stop() {
      stopping.abort(new Error('the bot stops'));
      await Promise.all([listening, looking, telling]);
    },
  };
}

const ANSWER_MS = 5_000;

function late(clock: Pick<Clock, 'deadline'>): Promise<never> {
  return new Promise((_, reject) => {
    const signal = clock.deadline(ANSWER_MS);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
