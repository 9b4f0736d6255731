import { describe, expect, it } from 'vitest';
import { fitsAsFile } from '../../src/domain/plan-post.ts';

const MIB = 1024 * 1024;

describe('fitsAsFile', () => {
  it.each([
    { sizeMib: 20, takes: 1, limitMib: 20, fits: true },
    { sizeMib: 20.1, takes: 1, limitMib: 20, fits: false },
    { sizeMib: 24, takes: 1, limitMib: 100, fits: true },
    { sizeMib: 24.1, takes: 1, limitMib: 100, fits: false },
    { sizeMib: 6, takes: 4, limitMib: 20, fits: true },
    { sizeMib: 6.1, takes: 4, limitMib: 20, fits: false },
  ])('says $fits of $sizeMib MiB among $takes takes where $limitMib MiB are allowed', ({
    sizeMib,
    takes,
    limitMib,
    fits,
  }) => {
    expect(fitsAsFile(sizeMib * MIB, takes, limitMib * MIB)).toBe(fits);
  });
});
