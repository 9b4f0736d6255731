import { createLogger } from '../../src/logger.ts';
import { createKeyvStore } from '../../src/store/keyv-store.ts';
import { createOperatorChoices } from '../../src/store/operator-choices.ts';
import { describeOperatorChoices } from '../contracts/operator-choices.ts';
import { useDatabase } from './use-database.ts';

const log = createLogger({ level: 'silent' });

describeOperatorChoices("the operator's choices in SQLite", async () => {
  const { open } = await useDatabase();
  const database = open();
  return {
    store: await createOperatorChoices({ database, log }),
    other: await createOperatorChoices({ database, log }),
    reopen: () => createOperatorChoices({ database: open(), log }),
    spoil: () => createKeyvStore({ database, namespace: 'operator' }).set('choices', { isDrained: 'perhaps' }),
  };
});
