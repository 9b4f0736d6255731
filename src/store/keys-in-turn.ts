import type { Database } from '../database.ts';
import { createKeyedMutex, type KeyedMutex } from '../lib/mutex.ts';

const ofDatabase = new WeakMap<Database, KeyedMutex>();

/**
 * Has the work on each key of a database done one after the other, whichever of its stores asks. Work that waits for another key of
 * the same namespace may wait for ever.
 */
export function keysInTurn(database: Database, namespace: string): KeyedMutex {
  const inTurn = ofDatabase.get(database) ?? createKeyedMutex();
  ofDatabase.set(database, inTurn);
  return (key, work) => inTurn(`${namespace}:${key}`, work);
}
