import type { Database } from '../database.ts';
import { noChoices, type OperatorChoices, operatorChoicesSchema } from '../domain/policy/operator-choices.ts';
import { createMutex } from '../lib/mutex.ts';
import type { Logger } from '../logger.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { OperatorChoicesStore } from './port.ts';

const KEY = 'choices';

/** One value, kept in memory as well, since it is asked for with every turn and every click. */
export async function createOperatorChoices({
  database,
  log,
}: {
  database: Database;
  log: Logger;
}): Promise<OperatorChoicesStore> {
  const store = createKeyvStore({ database, namespace: 'operator' });
  const mutex = createMutex();
  const listeners: ((choices: OperatorChoices) => void)[] = [];
  const stored = operatorChoicesSchema.safeParse((await store.get(KEY)) ?? {});
  if (!stored.success) {
    // A pause that cannot be read may be there to save money.
    log.error("the operator's choices cannot be read, so nothing new is begun until /cover-operator says otherwise");
  }
  let choices: OperatorChoices = stored.success ? stored.data : { ...noChoices, isDrained: true };

  return {
    now: () => choices,
    change: (decide) =>
      mutex(async () => {
        const next = decide(choices);
        if (next === choices) return choices;
        await store.set(KEY, next);
        choices = next;
        for (const listener of listeners) listener(choices);
        return choices;
      }),
    onChange: (listener) => void listeners.push(listener),
  };
}
