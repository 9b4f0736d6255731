import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { PostgresDatabase } from '../database.ts';
import type { Logger } from '../logger.ts';
import type { Duties, Duty, Notifier, Topic } from './port.ts';

interface Tables {
  duties: { name: string; owner: string };
  workers: { id: string; alive_until: number };
}

/** A duty is its holder's for as long as the holder's signs of life are believed. */
export function createDuties({ database, workerId }: { database: PostgresDatabase; workerId: string }): Duties {
  const { sql } = database.store<Tables>();

  return {
    async isOurs(duty: Duty) {
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
  };
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
    await clock.sleep(GATHERED_MS, stopping.signal);
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
      else for (const topic of ['work', 'operator'] as const) hear(topic);
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
