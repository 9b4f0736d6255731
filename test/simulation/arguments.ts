import { parseArgs } from 'node:util';

export const USAGE = `npm run simulate -- [--seeds 1..1000] [--keep-going] [--coverage] [--workers 2] [--shrink SEED] [--rules [--only TEXT]]
Lives so many lives of the bot in simulated time, and judges from outside what became of each.
The same seed is the same life. --keep-going does not stop at the first that breaks a rule.
--shrink takes away of one what is not needed for it to fail, and prints what is left as a test.
--rules breaks the rules of \`npm run rules\` about work, money, posts, fairness, files and stopping, and says which of them are noticed.
`;

export interface SimulateOptions {
  from: number;
  to: number;
  workers: number;
  keepsGoing: boolean;
  showsCoverage: boolean;
  shrink: number | undefined;
  findsRules: boolean;
  /** Those of them alone that have this text. */
  only: string;
}

/** Undefined for what cannot be understood, and for --help. */
export function readArguments(given: readonly string[]): SimulateOptions | undefined {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        seeds: { type: 'string', default: '1..1000' },
        workers: { type: 'string', default: '2' },
        shrink: { type: 'string' },
        'keep-going': { type: 'boolean', default: false },
        rules: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        coverage: { type: 'boolean', default: false },
      },
    });
    const [, from = '', to = from] = /^(\d+)(?:\.\.(\d+))?$/.exec(values.seeds) ?? [];
    return {
      from: wholeOf(from, 0),
      to: wholeOf(to, Number(from)),
      workers: wholeOf(values.workers, 1, 64),
      keepsGoing: values['keep-going'],
      showsCoverage: values.coverage,
      findsRules: values.rules,
      only: values.only,
      shrink: values.shrink === undefined ? undefined : wholeOf(values.shrink, 0),
    };
  } catch {
    return undefined;
  }
}

export function seedsOf({ from, to }: Pick<SimulateOptions, 'from' | 'to'>): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function wholeOf(text: string, minimum: number, maximum = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (text === '' || !Number.isSafeInteger(number) || number < minimum || number > maximum) throw new RangeError(text);
  return number;
}
