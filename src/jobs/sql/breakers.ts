import type { Selectable } from 'kysely';
import type { Sql, Store } from '../../database.ts';
import { type BreakerState, SOUND } from '../../domain/turns/breaker-state.ts';
import type { Breakers } from '../breakers.ts';
import type { JobTables } from './tables.ts';

export function createBreakers({ sql: db, write }: Store<JobTables>, leaseNow: () => number): Breakers {
  const listeners: Parameters<Breakers['onChange']>[0][] = [];

  return {
    async all() {
      const rows = await db.selectFrom('provider_states').selectAll().execute();
      return new Map(rows.map((row) => [row.provider, stateIn(row)]));
    },
    async change(provider, decide) {
      await write(
        async (tx) => {
          const before = await lockState(tx, provider);
          const state = decide(before, leaseNow());
          if (isSame(before, state)) return undefined;
          const columns = {
            failures: state.failures,
            closed_until: Math.ceil(state.closedUntil),
            is_on_trial: state.isOnTrial ? 1 : 0,
            // Each time that it was away begins a trial of its own.
            ...(before.closedUntil !== state.closedUntil && { fewest: null }),
          };
          await tx
            .insertInto('provider_states')
            .values({ provider, fewest: null, ...columns })
            .onConflict((conflict) => conflict.column('provider').doUpdateSet(columns))
            .execute();
          return state;
        },
        (state) => {
          if (state) for (const listener of listeners) listener(provider, state);
        },
      );
    },
    onChange: (listener) => void listeners.push(listener),
    now: leaseNow,
  };
}

async function lockState(db: Sql<JobTables>, provider: string): Promise<BreakerState> {
  const find = () =>
    db.selectFrom('provider_states').selectAll().where('provider', '=', provider).forUpdate().executeTakeFirst();
  const row = await find();
  if (row) return stateIn(row);
  // There is nothing to be locked yet, and another process may think so at the same moment.
  const sound = { provider, failures: 0, closed_until: 0, is_on_trial: 0, fewest: null };
  await db
    .insertInto('provider_states')
    .values(sound)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const made = await find();
  return made ? stateIn(made) : SOUND;
}

export function stateIn(row: Selectable<JobTables['provider_states']>): BreakerState {
  return { failures: row.failures, closedUntil: row.closed_until, isOnTrial: row.is_on_trial === 1 };
}

function isSame(one: BreakerState, other: BreakerState): boolean {
  return one.failures === other.failures && one.closedUntil === other.closedUntil && one.isOnTrial === other.isOnTrial;
}
