import { describe, expect, it } from 'vitest';
import { selectExpired } from '../../../src/covers/retention/retention.ts';

const file = (hash: string, usedAt: number, sizeBytes = 10) => ({ hash, usedAt, sizeBytes });
const limits = { unheldBefore: 0, unusedBefore: 0, maximumBytes: 1_000 };

type Holder = ReturnType<Parameters<typeof selectExpired>[1]>;
const heldBy = (holders: Record<string, Holder>) => (hash: string) => holders[hash];
const expired = (...parameters: Parameters<typeof selectExpired>) =>
  selectExpired(...parameters).map(({ hash }) => hash);

describe('selectExpired', () => {
  it('lets go of what nobody holds, but not of what may just be on its way to a job', () => {
    const all = [file('left behind', 1), file('just fetched', 5)];
    expect(expired(all, heldBy({}), { ...limits, unheldBefore: 3 })).toEqual(['left behind']);
    expect(expired(all, heldBy({}), { ...limits, unheldBefore: 3, maximumBytes: 0 })).toEqual(['left behind']);
  });

  it('lets go of files that were not used for too long', () => {
    const all = [file('old', 1), file('new', 5)];
    const holders = heldBy({ old: 'cover', new: 'cover' });
    expect(expired(all, holders, { ...limits, unusedBefore: 3 })).toEqual(['old']);
  });

  it('lets go of the longest unused covers until the rest fits', () => {
    const all = [file('a', 4), file('b', 5), file('c', 6)];
    const holders = heldBy({ a: 'cover', b: 'cover', c: 'cover' });
    expect(expired(all, holders, { ...limits, maximumBytes: 15 })).toEqual(['a', 'b']);
  });

  it('lets go of all that came to nothing before the first cover, however new it is', () => {
    const all = [file('cover', 1), file('junk', 5), file('more junk', 6)];
    const holders = heldBy({ cover: 'cover', junk: 'ended', 'more junk': 'ended' });
    expect(expired(all, holders, { ...limits, maximumBytes: 15 })).toEqual(['junk', 'more junk']);
  });

  it('keeps what jobs on their way and drafts hold, however old it is and however little room there is', () => {
    const all = [file('a', 1), file('b', 2), file('c', 3)];
    const holders = heldBy({ a: 'unfinished', b: 'draft', c: 'cover' });
    expect(expired(all, holders, { unheldBefore: 9, unusedBefore: 9, maximumBytes: 0 })).toEqual(['c']);
  });
});
