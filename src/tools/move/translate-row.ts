import { LONGEST_WAIT_MS } from '../../jobs/sql/turn-rows.ts';
import type { Row, Value } from './rows.ts';

/** What both sides' clocks showed at the moment when the move began, in milliseconds. It is the same for all rows, also after a break. */
export interface MoveClocks {
  /** Of the machine: by it, records say when a job may be gone on with. */
  now: number;
  /** By which turns, pauses and signs of life go. */
  lease: { from: number; to: number };
  /** By which what is kept by key expires. */
  keys: { from: number; to: number };
}

/**
 * A row as it is to stand on the other side: in nobody's hands, as after a restart (`join` of the leases does the same in SQL), and with
 * as much time left as it had.
 */
export function translateRow(table: string, row: Row, clocks: MoveClocks): Row {
  const lease = (at: Value | undefined) => shifted(at, clocks.lease);
  switch (table) {
    case 'job_turns':
      return freeTurn(row, clocks);
    case 'alarms':
      return { ...row, owner: null, failures: 0, paused_until: 0 };
    case 'channel_pauses':
      return { ...row, until: lease(row.until) };
    case 'provider_states':
      return { ...row, closed_until: lease(row.closed_until) };
    case 'kv':
      return { ...row, expires_at: shifted(row.expires_at, clocks.keys) };
    default:
      return row;
  }
}

function freeTurn(row: Row, { now, lease }: MoveClocks): Row {
  const isBegun = row.is_begun === 1;
  const waits = (row.kind === 'make' || row.kind === null) && !isBegun;
  const waitMs = Math.min(LONGEST_WAIT_MS, Number(row.not_before) - now);
  return {
    ...row,
    owner: null,
    has_turn: row.kind === 'make' && isBegun ? 1 : 0,
    provider: isBegun ? (row.provider ?? null) : null,
    failures: 0,
    paused_until: 0,
    due_at: waits && waitMs > 0 ? lease.to + waitMs : 0,
  };
}

/** Nought and nothing stay what they are: never. */
function shifted(at: Value | undefined, { from, to }: { from: number; to: number }): Value {
  return typeof at === 'number' && at > 0 ? at - from + to : (at ?? null);
}

/** PostgreSQL keeps no text with a zero in it, which no member ever sees. The same row where there is none. */
export function withoutZeros(row: Row): Row {
  if (!Object.values(row).some(hasZero)) return row;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, hasZero(value) ? value.replaceAll('\0', '') : value]),
  );
}

function hasZero(value: Value): value is string {
  return typeof value === 'string' && value.includes('\0');
}
