import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedUuid } from '../../src/lib/derived-uuid.ts';

describe('a UUID that follows from a text', () => {
  it('has the form of version 4, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(derivedUuid(text)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it('is the first 128 bits of the SHA-256, but for version and variant', () => {
    // printf abc | sha256sum: ba7816bf 8f01 cfea 4141 40de5dae2223…
    expect(derivedUuid('abc')).toBe('ba7816bf-8f01-4fea-8141-40de5dae2223');
  });
});
