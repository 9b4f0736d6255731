import { expect, it } from 'vitest';
import { createDedupeSet } from '../../../src/discord/interactions/dedupe-set.ts';

it('an id is new once, until so many others have come', () => {
  const seen = createDedupeSet(2);
  expect(['a', 'a', 'b', 'a', 'c', 'c', 'a'].map(seen.has)).toEqual([false, true, false, true, false, true, false]);
});
