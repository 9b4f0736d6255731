import { describe, expect, it } from 'vitest';
import { chooseGoners } from '../../src/covers/retention.ts';

const file = (hash: string, usedAt: number, sizeBytes = 10) => ({ hash, usedAt, sizeBytes });
const none = new Set<string>();

describe('chooseGoners', () => {
  it('lets go of files that were not used for too long', () => {
    const goners = chooseGoners([file('old', 1), file('new', 5)], none, 3, 1_000);
    expect(goners.map(({ hash }) => hash)).toEqual(['old']);
  });

  it('lets go of the longest unused ones until the rest fits', () => {
    const goners = chooseGoners([file('a', 4), file('b', 5), file('c', 6)], none, 3, 15);
    expect(goners.map(({ hash }) => hash)).toEqual(['a', 'b']);
  });

  it('keeps what is in use, however old', () => {
    const goners = chooseGoners([file('a', 1), file('b', 2)], new Set(['a']), 3, 0);
    expect(goners.map(({ hash }) => hash)).toEqual(['b']);
  });
});
