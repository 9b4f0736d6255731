import { expect, it } from 'vitest';
import { createSeenIds } from '../../src/discord/seen-ids.ts';

it('an id is new once, until so many others have come', () => {
  const seen = createSeenIds(2);
  expect(['a', 'a', 'b', 'a', 'c', 'c', 'a'].map(seen.has)).toEqual([false, true, false, true, false, true, false]);
});
