import { describeDraftUploads } from '../contracts/stores/draft-uploads.ts';
import { useDatabase } from './use-database.ts';

describeDraftUploads(useDatabase);
