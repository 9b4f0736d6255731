import { createHmac } from 'node:crypto';
import type { Sql } from '../../database.ts';
import type { JobTables } from './tables.ts';

/**
 * What stands in place of an id once whose it was is forgotten: always the same for the same id, so that it counts on, and telling
 * nothing to who does not have this database.
 */
export interface Pseudonyms {
  of(db: Sql<JobTables>, id: string): Promise<string>;
}

export function createPseudonyms(): Pseudonyms {
  let key: Uint8Array | undefined;
  return {
    async of(db, id) {
      key ??= (await db.selectFrom('secrets').select('value').where('name', '=', 'nameless').executeTakeFirstOrThrow())
        .value;
      return `#${createHmac('sha256', key).update(id).digest('hex')}`;
    },
  };
}
