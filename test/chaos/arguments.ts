import { parseArgs } from 'node:util';
import type { PlanOptions } from './plan.ts';

export const USAGE = `npm run chaos -- [--jobs 1000] [--kills 300] [--seed 1] [--engine sqlite|postgres] [--log FILE]
Asks the real bot for so many covers, kills it so often, and judges from outside what became of them.
With --engine postgres, two gateways and three workers on a PostgreSQL of their own, which is crashed and cut off as well.
The same seed makes the same plan. --log keeps the bot's log.
`;

/** Undefined for what cannot be understood, and for --help. */
export function readArguments(given: readonly string[]): (PlanOptions & { log: string | undefined }) | undefined {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        jobs: { type: 'string', default: '1000' },
        kills: { type: 'string', default: '300' },
        seed: { type: 'string', default: '1' },
        engine: { type: 'string', default: 'sqlite' },
        log: { type: 'string' },
      },
    });
    const [jobs, kills, seed] = [
      wholeOf(values.jobs, 10, 9_999),
      wholeOf(values.kills, 0, 9_999),
      wholeOf(values.seed, 0),
    ];
    const { engine } = values;
    if (engine !== 'sqlite' && engine !== 'postgres') return undefined;
    return { jobs, kills, seed, engine, log: values.log };
  } catch {
    return undefined;
  }
}

function wholeOf(text: string, minimum: number, maximum = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < minimum || number > maximum) throw new RangeError(text);
  return number;
}
