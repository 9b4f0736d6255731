import { describeAtOnce } from '../contracts/stores/at-once.ts';
import { useDatabase } from './use-database.ts';

describeAtOnce(useDatabase);
