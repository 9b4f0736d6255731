import type { Outcome } from './gate.ts';
import type { Opener, World } from './world.ts';

/** Two who do something at the same time, each with a process of its own. */
export interface Pair {
  name: string;
  /** Puts there what they work on, once; each case begins with it anew. */
  prepare(world: World): Promise<Prepared>;
}

export interface Prepared {
  a(openerOf: (ahead?: number) => Opener): Promise<unknown>;
  b(openerOf: (ahead?: number) => Opener): Promise<unknown>;
  /** What is wrong about how it went, apart from what is wrong always. Asked only where both came to their ends. */
  check(a: unknown, b: unknown): Promise<readonly string[]> | readonly string[];
  /** The same where one of them was told that the database is away: nobody knows what became of its last statement. */
  checkAfterLoss?(): Promise<readonly string[]> | readonly string[];
}

/** One sentence where it does not hold. */
export function wrongUnless(holds: boolean, sentence: string): string[] {
  return holds ? [] : [sentence];
}

export function tellOutcome({ value, error }: Outcome): string {
  return error === undefined ? JSON.stringify(value, tellable) : `threw ${error}`;
}

function tellable(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
