import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The whole bot, in one process or as a process of its own, and what else takes a minute: `npm test` leaves it out. */
const WHOLE_BOT = ['test/e2e/**/*.test.ts', 'test/run.test.ts', 'test/covers/faults.test.ts'];

/** Real sound of every kind, each piece of it in a process of its own: half of what all the parts would take. */
const AUDIO = ['test/audio/**/*.test.ts', 'test/covers/deliver/prepare.test.ts'];

/** In Chromium, where there is one. */
const IN_A_BROWSER = ['test/playground/**/*.test.ts'];

/** The vendors' own clients, which are installed for this. */
const VENDORS = ['test/vendors/**/*.test.ts'];

/** On a real PostgreSQL, where its programs are installed or TEST_DATABASE_URL names a server. */
const ON_POSTGRES = ['test/postgres/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 30_000,
    // Much of the time goes into waiting for processes and sockets, so even two cores bear three workers.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: [...WHOLE_BOT, ...AUDIO, ...IN_A_BROWSER, ...VENDORS, ...ON_POSTGRES],
          // Importing took longer than testing, and nothing of ours keeps state where it is imported.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'audio', include: AUDIO, testTimeout: 180_000, isolate: false, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: WHOLE_BOT,
          // Some start the bot several times over, beside others that do the same: a slow machine needs two minutes for one.
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // Of one file's tests that run beside each other, each has processes of its own.
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'playground',
          include: IN_A_BROWSER,
          testTimeout: 240_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      { extends: true, test: { name: 'vendors', include: VENDORS, sequence: { groupOrder: 3 } } },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ON_POSTGRES,
          globalSetup: 'test/postgres/global-setup.ts',
          isolate: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
