/** What becomes of what a driver throws: about the values is a closed list, everything else will pass. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InfrastructureError, TransientError } from '../../src/errors.js';
import {
  isDatabaseAtFault,
  isDuplicateKey,
  isRefusedForItself,
  StatementError,
  translateDriverError,
} from '../../src/store/driver-errors.js';

/** As TypeORM hands it on. */
const diMysql = (errno: number, code = `ER_${errno}`): unknown =>
  Object.assign(new Error('x'), { driverError: Object.assign(new Error('x'), { errno, code }) });
const diSqlite = (code: string): unknown => Object.assign(new Error('x'), { driverError: { code } });

const PASSA = [
  ...[1820, 1862, 4151, 3118, 1129, 1130, 1146, 1030, 1194, 1932, 1037, 1041, 1665, 1153, 1021, 1114, 1290, 1836, 1045],
  ...[1142, 1049, 1235, 1047, 1040, 1054, 1356, 9999],
];

describe('what a server answers', () => {
  it.each(PASSA)('%i is the database, not the notification', (errno) => {
    const error = translateDriverError(diMysql(errno));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error).toMatchObject({ codice: String(errno) });
  });

  it.each([1048, 1264, 1366, 1406, 3819, 4025, 1452])('%i is about the values of the row', (errno) => {
    const error = translateDriverError(diMysql(errno));
    expect([isRefusedForItself(error), isDatabaseAtFault(error), isDuplicateKey(error)]).toEqual([true, false, false]);
  });

  it('a key that is there already is known as such', () => {
    expect(isDuplicateKey(translateDriverError(diMysql(1062)))).toBe(true);
    expect(isDuplicateKey(translateDriverError(diSqlite('SQLITE_CONSTRAINT_PRIMARYKEY')))).toBe(true);
  });

  it('a sentence nobody would understand is a bug: parked where it is applied, kept on disk where it is received', () => {
    const error = translateDriverError(diMysql(1064));
    expect(error).toBeInstanceOf(StatementError);
    expect([isRefusedForItself(error), isDatabaseAtFault(error)]).toEqual([false, true]);
  });

  it('deadlocks and interruptions are tried again', () => {
    for (const errno of [1213, 1205, 1317, 3024])
      expect(translateDriverError(diMysql(errno))).toBeInstanceOf(TransientError);
  });
});

describe('what SQLite answers', () => {
  it.each([
    ...['SQLITE_CORRUPT', 'SQLITE_CORRUPT_INDEX', 'SQLITE_NOTADB', 'SQLITE_IOERR_WRITE', 'SQLITE_FULL'],
    ...['SQLITE_READONLY_DBMOVED', 'SQLITE_CANTOPEN', 'SQLITE_ERROR', 'SQLITE_SCHEMA', 'SQLITE_NOMEM', 'SQLITE_PERM'],
  ])('%s is the database, not the notification', (code) => {
    expect(translateDriverError(diSqlite(code))).toBeInstanceOf(InfrastructureError);
  });

  it.each(['SQLITE_CONSTRAINT_NOTNULL', 'SQLITE_CONSTRAINT_CHECK', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG'])(
    '%s is about the values of the row',
    (code) => expect(isRefusedForItself(translateDriverError(diSqlite(code)))).toBe(true),
  );
});

describe('whatever it is', () => {
  it('an error without a code is the database too, and says nothing of the values', () => {
    const error = translateDriverError(new Error("Incorrect value: 'SEGRETO'"));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error.message).not.toContain('SEGRETO');
  });

  it('the word of a socket is said, not its number', () => {
    const error = Object.assign(new Error('x'), { errno: -111, code: 'ECONNREFUSED' });
    expect(translateDriverError(error)).toMatchObject({ codice: 'ECONNREFUSED' });
  });

  it('every code has exactly one fate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), (errno) => {
        const error = translateDriverError(diMysql(errno));
        expect(isRefusedForItself(error)).toBe(!isDatabaseAtFault(error));
      }),
    );
  });
});
