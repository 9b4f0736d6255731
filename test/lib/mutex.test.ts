import { describe, expect, it } from 'vitest';
import { createKeyedMutex, createMutex } from '../../src/lib/mutex.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to, and notes when it begins. */
function watch() {
  const begun: string[] = [];
  const work = (name: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const run = () => {
      begun.push(name);
      return promise;
    };
    return { run, end: () => resolve(name), fail: () => reject(new Error(name)) };
  };
  return { begun, work };
}

describe('a mutex', () => {
  it('runs one piece of work after the other, in order of asking, whatever becomes of them', async () => {
    const inTurn = createMutex();
    const { begun, work } = watch();
    const [first, second, third] = [work('first'), work('second'), work('third')];
    const results = [first, second, third].map(({ run }) => inTurn(run));
    const failed = expect(results[0]).rejects.toThrow('first');
    await settle();
    expect(begun).toEqual(['first']);

    first.fail();
    await failed;
    await settle();
    expect(begun).toEqual(['first', 'second']);

    second.end();
    third.end();
    await expect(results[1]).resolves.toBe('second');
    await expect(results[2]).resolves.toBe('third');
  });

  it('lets work of different keys run together, where it is one by keys', async () => {
    const inTurn = createKeyedMutex();
    const { begun, work } = watch();
    const [one, next, other] = [work('one'), work('next'), work('other')];
    const results = [inTurn('a', one.run), inTurn('a', next.run), inTurn('b', other.run)];
    await settle();
    expect(begun).toEqual(['one', 'other']);

    for (const { end } of [one, next, other]) end();
    await expect(Promise.all(results)).resolves.toEqual(['one', 'next', 'other']);
  });
});
