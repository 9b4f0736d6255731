import { describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseNewerError } from '../../src/database.ts';
import { createEmptyDatabase, hasPostgres } from './use-postgres.ts';

const NOTES = 'CREATE TABLE notes (text text NOT NULL)';
const A_NOTE = "INSERT INTO notes VALUES ('one')";

async function useEmptyDatabase() {
  const test = await createEmptyDatabase();
  onTestFinished(() => test.drop());
  const migrate = async (...migrations: string[]) => (await test.open({ migrations })).close();
  const version = async () => (await test.query('SELECT version FROM schema_version'))[0]?.version;
  const notes = () => test.query('SELECT text FROM notes');
  return { test, migrate, version, notes };
}

describe.skipIf(!hasPostgres)('the scripts of a database in PostgreSQL', () => {
  it('run once each, whichever release comes', async () => {
    const { migrate, version, notes } = await useEmptyDatabase();
    await migrate(NOTES);
    await expect(version()).resolves.toBe(1);
    await migrate(NOTES, A_NOTE);
    await migrate(NOTES, A_NOTE);

    await expect(version()).resolves.toBe(2);
    await expect(notes()).resolves.toEqual([{ text: 'one' }]);
  });

  it('run once where several processes start at the same moment', async () => {
    const { migrate, version, notes } = await useEmptyDatabase();
    const slow = `SELECT pg_sleep(0.1); ${NOTES}`;
    await Promise.all([1, 2, 3].map(() => migrate(slow, A_NOTE)));

    await expect(version()).resolves.toBe(2);
    await expect(notes()).resolves.toEqual([{ text: 'one' }]);
  });

  it('leave nothing behind of one that fails, which runs again at the next start', async () => {
    const { migrate, version, notes } = await useEmptyDatabase();
    await expect(migrate(NOTES, `${A_NOTE}; SELECT 1 / 0`)).rejects.toThrow('division by zero');
    await expect(version()).resolves.toBe(1);
    await expect(notes()).resolves.toEqual([]);

    await migrate(NOTES, A_NOTE);
    await expect(notes()).resolves.toEqual([{ text: 'one' }]);
  });

  it('of a newer release keep an older one from working on what it does not know', async () => {
    const { migrate, version } = await useEmptyDatabase();
    await migrate(NOTES, A_NOTE);

    await expect(migrate(NOTES)).rejects.toThrow(DatabaseNewerError);
    await expect(migrate(NOTES)).rejects.toThrow('run a newer release');
    await expect(version()).resolves.toBe(2);
  });
});
