import { describe, expect, it } from 'vitest';
import { breaksConnection, describePostgresError, faultOf } from '../../../src/database/postgres/errors.ts';
import { DatabaseAwayError, DatabaseFullError } from '../../../src/database.ts';

const errorOf = (code: string, message = 'no') => Object.assign(new Error(message), { code });

describe('an error of PostgreSQL', () => {
  it.each([
    ['40P01', 'again'],
    ['40001', 'again'],
    ['55P03', 'again'],
    ['25P03', 'again'],
    ['23505', 'again'],
    ['57P01', 'away'],
    ['08006', 'away'],
    ['ECONNREFUSED', 'away'],
    ['53100', 'full'],
    ['28P01', 'unwritable'],
    ['23502', undefined],
    ['42P01', undefined],
  ])('with the code %s is taken as %s', (code, fault) => {
    expect(faultOf(errorOf(code))).toBe(fault);
  });

  it('of the driver is known by its words, and one of several addresses by the first', () => {
    expect(faultOf(new Error('Connection terminated unexpectedly'))).toBe('away');
    expect(faultOf(new AggregateError([errorOf('ECONNREFUSED')]))).toBe('away');
    expect(faultOf(new Error('a bug'))).toBeUndefined();
    expect(faultOf('no error')).toBeUndefined();
  });

  it('says whether its connection can still be used', () => {
    for (const code of ['25P03', '57P01', 'ECONNRESET']) expect(breaksConnection(errorOf(code))).toBe(true);
    for (const code of ['40P01', '23505', '25006', '53200', '42P01'])
      expect(breaksConnection(errorOf(code))).toBe(false);
  });

  it('is in the words of an operator where it is trouble, and as it is where it is a bug', () => {
    expect(describePostgresError(errorOf('57P03'))).toBeInstanceOf(DatabaseAwayError);
    expect(describePostgresError(errorOf('53100'))).toBeInstanceOf(DatabaseFullError);
    expect(describePostgresError(errorOf('53100'))).toMatchObject({
      message: "the database server's disk is full: free some space there",
    });
    expect(describePostgresError(errorOf('28P01'))).toMatchObject({ message: expect.stringContaining('DATABASE_URL') });
    const bug = errorOf('42P01');
    expect(describePostgresError(bug)).toBe(bug);
  });
});
