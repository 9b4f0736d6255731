import { DatabaseError, DatabaseFullError, type DatabaseTrouble, databaseError } from '../errors.ts';

/** What to do about an error of PostgreSQL. */
export type PostgresFault =
  /** Nothing of the transaction was kept, and the same may go well now: another one was in its way, or the connection broke. */
  | 'again'
  /** The server cannot be reached, or takes no work at present; nothing of the transaction was kept. */
  | 'away'
  | DatabaseTrouble;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const FAULTS: Readonly<Record<string, PostgresFault>> = {
  '40001': 'again', // serialization_failure
  '40P01': 'again', // deadlock_detected
  '55P03': 'again', // lock_not_available
  '57014': 'again', // query_canceled, by the time limit of a statement
  '25P03': 'again', // idle_in_transaction_session_timeout
  // Somebody else has written the same just now: whoever looks again finds it.
  '23505': 'again', // unique_violation
  '57P01': 'away', // admin_shutdown
  '57P02': 'away', // crash_shutdown
  '57P03': 'away', // cannot_connect_now
  '53300': 'away', // too_many_connections
  // A standby that has not taken over yet, or a primary that was put to rest.
  '25006': 'away', // read_only_sql_transaction
  '53100': 'full', // disk_full
  '53200': 'away', // out_of_memory
  XX001: 'damaged', // data_corrupted
  XX002: 'damaged', // index_corrupted
  '28000': 'unwritable', // invalid_authorization_specification
  '28P01': 'unwritable', // invalid_password
  '3D000': 'unwritable', // invalid_catalog_name
  '42501': 'unwritable', // insufficient_privilege
};

/** Of the network, and of the driver where it says that a connection has ended, or keeps what a newer release has made wrong. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const BROKEN =
  /cached plan must not change|connection terminated|query read timeout|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i;

/** Undefined for what is a bug, such as a broken rule of a table. */
export function faultOf(error: unknown): PostgresFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (FAULTS[code]) return FAULTS[code];
  if (code.startsWith('08') || NETWORK_CODES.has(code) || BROKEN.test(error.message)) return 'away';
  if (error instanceof AggregateError && error.errors.length > 0) return faultOf(error.errors[0]);
  return undefined;
}

/** Whether a connection is of no use after this error. */
export function breaksConnection(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '25P03' || (faultOf(error) === 'away' && code !== '25006' && code !== '53200');
}

/** An error of the server or the network in words for the operator; errors that mean something else stay as they are. */
export function describePostgresError(error: unknown): unknown {
  if (error instanceof DatabaseError) return error;
  const fault = faultOf(error);
  if (fault === undefined || fault === 'again') return error;
  if (fault === 'full')
    return new DatabaseFullError("the database server's disk is full: free some space there", { cause: error });
  if (fault === 'unwritable')
    return new DatabaseError('the database server refuses the bot: check user, password and database in DATABASE_URL', {
      cause: error,
    });
  return databaseError(fault, error);
}
