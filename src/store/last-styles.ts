import { z } from 'zod';
import type { Database } from '../database.ts';
import { createInTurn } from './in-turn.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { LastStyles } from './port.ts';

/** What fits into a list of proposals beside the presets. */
const KEPT = 10;

/** Of a member who has asked for nothing in half a year, nothing needs to be remembered. */
const LIFE_MS = 180 * 24 * 60 * 60 * 1000;

const stylesSchema = z.array(z.string()).catch([]);

export function createLastStyles({ database }: { database: Database }): LastStyles {
  const store = createKeyvStore({ database, namespace: 'last-styles', ttlMs: LIFE_MS });
  const inTurn = createInTurn();

  const of = async (memberId: string) => stylesSchema.parse(await store.get(memberId));

  return {
    of,
    add(memberId, style) {
      return inTurn(async () => {
        const others = (await of(memberId)).filter((other) => other !== style);
        await store.set(memberId, [style, ...others].slice(0, KEPT));
      });
    },
    forget: (memberId) => inTurn(() => store.delete(memberId)),
  };
}
