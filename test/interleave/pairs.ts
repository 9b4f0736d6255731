import type { Pair } from './pair.ts';
import { acceptance } from './pairs/acceptance.ts';
import { alarms } from './pairs/alarms.ts';
import { changes } from './pairs/changes.ts';
import { ledger } from './pairs/ledger.ts';
import { stores } from './pairs/stores.ts';
import { turns } from './pairs/turns.ts';
import { votes } from './pairs/votes.ts';

export const pairs: readonly Pair[] = [...acceptance, ...changes, ...turns, ...ledger, ...votes, ...alarms, ...stores];
