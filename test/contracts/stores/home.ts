import { describe, expect, it } from 'vitest';
import type { Database } from '../../../src/database.ts';
import { createLogger } from '../../../src/logger.ts';
import { homeOf, noteHome } from '../../../src/store/home.ts';
import type { UseDatabase } from './use-database.ts';

/** On whatever it is stored in. */
export function describeHome(useDatabase: UseDatabase): void {
  const here = { path: '/srv/coverband', host: 'attic', machine: 'aaaa' };

  describe('where the data is used', () => {
    async function note(database: Database, home: typeof here) {
      const lines: string[] = [];
      const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });
      await noteHome({ database, log, home });
      return lines;
    }

    it('is warned of in one line where it is another path or machine than before, and only once', async () => {
      const database = await (await useDatabase()).open();
      for (let n = 0; n < 2; n += 1) expect(await note(database, here)).toEqual([]);
      for (const elsewhere of [
        { ...here, path: '/mnt/copy' },
        { ...here, machine: 'bbbb', host: 'cellar' },
      ]) {
        const [line, ...more] = await note(database, elsewhere);
        expect(line).toContain('last used at another path or machine');
        expect(line).toContain(here.host);
        expect(line).toContain(elsewhere.path);
        expect(more).toEqual([]);
        expect(await note(database, elsewhere)).toEqual([]);
        await note(database, here);
      }
    });

    it('tells nobody the id of the machine', () => {
      const { machine } = homeOf('.');
      expect(machine).toMatch(/^[0-9a-f]{16}$/);
      expect(homeOf('.')).toEqual(homeOf('.'));
    });
  });
}
