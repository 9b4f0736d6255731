import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PackedFolder, packParts } from '../../../src/domain/delivery/pack-parts.ts';

interface Folder extends PackedFolder<{ name: string; sizeBytes: number }> {
  id: string;
}

const folder = (id: string, ...sizes: number[]): Folder => ({
  id,
  lineBytes: 50,
  entries: sizes.map((sizeBytes, index) => ({ name: `${id}/${index}`, sizeBytes })),
});

const MAXIMUM = 1_000_000;
const pack = (...folders: Folder[]) => packParts<Folder['entries'][number], Folder>(folders, MAXIMUM);
const namesOf = ({ parts }: ReturnType<typeof pack>) =>
  parts.map((part) => part.flatMap(({ entries }) => entries.map(({ name }) => name)));

describe('covers that are packed', () => {
  it('share a part as long as they fit, in their order', () => {
    expect(namesOf(pack(folder('a', 400_000), folder('b', 400_000), folder('c', 400_000)))).toEqual([
      ['a/0', 'b/0'],
      ['c/0'],
    ]);
  });

  it('are kept together where they fit into one part', () => {
    expect(namesOf(pack(folder('a', 600_000), folder('b', 300_000, 300_000)))).toEqual([['a/0'], ['b/0', 'b/1']]);
  });

  it('go over several parts where they do not, and only the last piece is the whole', () => {
    const packing = pack(folder('a', 400_000, 400_000, 400_000), folder('b', 100_000));
    expect(namesOf(packing)).toEqual([
      ['a/0', 'a/1'],
      ['a/2', 'b/0'],
    ]);
    expect(packing.parts.flat().map(({ isWhole }) => isWhole)).toEqual([false, true, true]);
  });

  it('leave out what fits into no part, and name it', () => {
    const packing = pack(folder('a', 10, MAXIMUM, 20));
    expect(namesOf(packing)).toEqual([['a/0', 'a/2']]);
    expect(packing.tooLarge.map(({ entry }) => entry.name)).toEqual(['a/1']);
  });

  it('lose nothing, come once, and never make a part too large', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 1_100_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 20 }), (all) => {
        const folders = all.map((some, index) => folder(`f${index}`, ...some));
        const packing = pack(...folders);
        const packed = namesOf(packing).flat();
        const left = packing.tooLarge.map(({ entry }) => entry.name);

        expect([...packed, ...left].sort()).toEqual(
          folders.flatMap(({ entries }) => entries.map((e) => e.name)).sort(),
        );
        expect(packed).toEqual(
          folders.flatMap(({ entries }) => entries.map((e) => e.name)).filter((name) => !left.includes(name)),
        );
        for (const part of packing.parts) {
          const bytes = part.flatMap(({ entries }) => entries).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
          expect(bytes).toBeLessThan(MAXIMUM);
        }
      }),
    );
  });
});
