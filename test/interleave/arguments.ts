import { parseArgs } from 'node:util';
import { type Part, readOrder } from './order.ts';

export const USAGE = `npm run interleave -- [--only PAIR [--order ORDER]] [--bound 40] [--list]
Two who work on one PostgreSQL at the same time, statement by statement, in all orders up to the bound, and in all with two turns from one
to the other; then each of them is killed, or stands still, after each statement. --only: the pairs whose names have this text. --order: one
order, as a case that failed has printed it.
`;

export interface InterleaveOptions {
  only: string;
  order: readonly Part[] | undefined;
  bound: number;
  lists: boolean;
}

/** Undefined for what cannot be understood, and for --help. */
export function readArguments(given: readonly string[]): InterleaveOptions | undefined {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        only: { type: 'string', default: '' },
        order: { type: 'string' },
        bound: { type: 'string', default: '40' },
        list: { type: 'boolean', default: false },
      },
    });
    const bound = Number(values.bound);
    if (!Number.isSafeInteger(bound) || bound < 1) return undefined;
    const order = values.order === undefined ? undefined : readOrder(values.order);
    return { only: values.only, order, bound, lists: values.list };
  } catch {
    return undefined;
  }
}
