import { expect, it } from 'vitest';
import { createKept } from '../../src/lib/kept.ts';

it('what was made is kept while what it is made of is the same, for each key on its own', () => {
  const kept = createKept<object>(10);
  const part = {};
  const first = kept('a', [part], () => ({}));

  expect(kept('a', [part], () => ({}))).toBe(first);
  expect(kept('b', [part], () => ({}))).not.toBe(first);
  expect(kept('a', [{}], () => ({}))).not.toBe(first);
});

it('no more keys are kept than were allowed', () => {
  const kept = createKept<object>(2);
  const first = kept('a', [], () => ({}));
  kept('b', [], () => ({}));
  kept('c', [], () => ({}));

  expect(kept('a', [], () => ({}))).not.toBe(first);
});
