import { describeKeptByGuild } from '../contracts/stores/kept-by-guild.ts';
import { useDatabase } from './use-database.ts';

describeKeptByGuild(useDatabase);
