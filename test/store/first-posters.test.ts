import { describeFirstPosters } from '../contracts/stores/first-posters.ts';
import { useDatabase } from './use-database.ts';

describeFirstPosters(useDatabase);
