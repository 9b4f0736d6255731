import { z } from 'zod';
import type { Database } from '../database.ts';
import { createInTurn } from './in-turn.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Reports } from './port.ts';

/** Of one member. Beyond it, the oldest could be reported once more. */
const KEPT = 1_000;

const coverIdsSchema = z.array(z.string()).catch([]);

export function createReports({ database }: { database: Database }): Reports {
  const store = createKeyvStore({ database, namespace: 'reports' });
  // Neither of two at once may undo the other.
  const inTurn = createInTurn();

  const of = async (memberId: string) => coverIdsSchema.parse(await store.get(memberId));

  return {
    of,
    add(coverId, memberId) {
      return inTurn(async () => {
        const before = await of(memberId);
        if (!before.includes(coverId)) await store.set(memberId, [...before, coverId].slice(-KEPT));
      });
    },
    forget: (memberId) => inTurn(() => store.delete(memberId)),
  };
}
