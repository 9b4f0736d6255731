import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
    // Much of the time goes into waiting for processes and sockets, so even two cores bear three workers.
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
});
