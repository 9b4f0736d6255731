import { createHash } from 'node:crypto';

/** Discord takes at most 25 characters. */
const LENGTH = 25;

/** The same for the same purpose, so that Discord recognises a message that is sent again within a few minutes. */
export function nonceFor(purpose: string): string {
  return createHash('sha256').update(purpose).digest('hex').slice(0, LENGTH);
}
