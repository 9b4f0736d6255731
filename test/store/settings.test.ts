import { describeSettings } from '../contracts/stores/settings.ts';
import { useDatabase } from './use-database.ts';

describeSettings(useDatabase);
