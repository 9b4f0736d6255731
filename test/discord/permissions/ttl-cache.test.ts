import { expect, it } from 'vitest';
import { createTtlCache } from '../../../src/discord/permissions/ttl-cache.ts';
import { createManualClock } from '../../support/manual-clock.ts';

it('holds no more than it may, and lets go of what was used longest ago', async () => {
  const reads: string[] = [];
  const remembered = createTtlCache<string>({ clock: createManualClock(), lifeMs: 1_000, maximum: 2 });
  const get = (key: string) =>
    remembered.get(key, 'cached', async () => {
      reads.push(key);
      return key;
    });

  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await expect(get(key)).resolves.toBe(key);

  expect(reads).toEqual(['a', 'b', 'c', 'b']);
});

it('remembers no failure', async () => {
  const remembered = createTtlCache<string>({ clock: createManualClock(), lifeMs: 1_000, maximum: 2 });

  await expect(remembered.get('a', 'cached', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  await expect(remembered.get('a', 'cached', async () => 'up')).resolves.toBe('up');
});
