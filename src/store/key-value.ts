import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../database.ts';

export interface KeyvStoreOptions {
  database: Database;
  /** Keeps its keys apart from those of other stores. */
  namespace: string;
  /** How long a value is kept after it was set, by the machine's clock. Default: for good. */
  ttlMs?: number;
  /** Whether a power cut may take what was written last. Default: no. */
  isRelaxed?: boolean;
  /** Whether what was read is kept in memory until it changes, where nobody else can change it: whoever gets it lets it be as it is. Default: no. */
  isKept?: boolean;
}

/** Values by key, as JSON. What comes back is checked by who reads it. Every failure throws. */
export interface KeyvStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /**
   * The only way to store what was made of what is stored: nobody else's change of this key comes in between. `change` may be asked
   * more than once, and does nothing but answer: with the next value, with undefined for no change, or with null to have nothing
   * there any more. What it throws is thrown, and nothing stored. `alongside` is done before anybody else changes this key, also where
   * nothing is changed: in the same transaction where it gets one, which may be done more than once, else right after it.
   */
  update(key: string, change: (now: unknown) => unknown, alongside?: Alongside): Promise<KeyvUpdate>;
  /** All that have not expired, read a few at a time, with other work in between. */
  entries(clock: Pick<Clock, 'yield'>): AsyncGenerator<[key: string, value: unknown]>;
}

/** Gets what stands there now; undefined for nothing. */
export type Alongside = (after: unknown, tx: Sql<never> | undefined) => Promise<void>;

/** What stood there, and what stands there now; undefined for nothing. */
export interface KeyvUpdate {
  before: unknown;
  after: unknown;
}

/** What stands there once `update` has done what was wanted of it. */
export function afterUpdate(before: unknown, wanted: unknown): unknown {
  if (wanted === undefined) return before;
  return wanted === null ? undefined : wanted;
}
