import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../database.ts';
import { noChoices, type OperatorChoices, operatorChoicesSchema } from '../domain/policy/operator-choices.ts';
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
  const listeners: ((choices: OperatorChoices) => void)[] = [];

  const choicesIn = (value: unknown): OperatorChoices => {
    const stored = operatorChoicesSchema.safeParse(value ?? {});
    if (stored.success) return stored.data;
    // A pause that cannot be read may be there to save money.
    log.error("the operator's choices cannot be read, so nothing new is begun until /cover-operator says otherwise");
    return { ...noChoices, isDrained: true };
  };
  let choices = choicesIn(await store.get(KEY));

  const become = (next: OperatorChoices) => {
    if (isDeepStrictEqual(next, choices)) return;
    choices = next;
    for (const listener of listeners) listener(choices);
  };

  return {
    now: () => choices,
    async refresh() {
      become(choicesIn(await store.get(KEY)));
    },
    async change(decide) {
      const { after } = await store.update(KEY, (stored) => {
        const now = choicesIn(stored);
        const next = decide(now);
        return next === now ? undefined : next;
      });
      become(choicesIn(after));
      return choices;
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
