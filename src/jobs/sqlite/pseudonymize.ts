import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../../database.ts';

const secretRowSchema = z.object({ value: z.instanceof(Uint8Array) });

/**
 * What stands in place of a member's scope once the member is forgotten: always the same for the same scope, so that it
 * counts on, and telling nothing to who does not have this database.
 */
export function createPseudonymize(database: Database): (scopeId: string) => string {
  const row = database.statement(`SELECT value FROM secrets WHERE name = 'nameless'`).get();
  const { value: key } = secretRowSchema.parse(row);
  return (scopeId) => `#${createHmac('sha256', key).update(scopeId).digest('hex')}`;
}
