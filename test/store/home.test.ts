import { describeHome } from '../contracts/stores/home.ts';
import { useDatabase } from './use-database.ts';

describeHome(useDatabase);
