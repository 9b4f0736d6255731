import { describeSmallStores } from '../contracts/stores/keyv-stores.ts';
import { useDatabase } from './use-database.ts';

describeSmallStores(useDatabase);
