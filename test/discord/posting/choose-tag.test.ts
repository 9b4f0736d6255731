import { describe, expect, it } from 'vitest';
import { chooseTag } from '../../../src/discord/posting/choose-tag.ts';

const tag = (name: string) => ({ id: `id of ${name}`, name, isModerated: false });
const forum = (requiresTag: boolean, ...names: string[]) => ({ tags: names.map(tag), requiresTag });

describe('the tag of a post in a forum', () => {
  it.each(['Covers', 'covers', ' COVERS '])('is found by its name, written as %j', (wanted) => {
    expect(chooseTag(forum(true, 'Songs', ' Covers'), wanted)).toEqual({ kind: 'ok', tag: tag(' Covers') });
  });

  it('is none where the forum has no such tag and wants none', () => {
    expect(chooseTag(forum(false, 'Songs'), 'covers')).toEqual({ kind: 'ok', tag: undefined });
    expect(chooseTag(forum(false, 'Songs'), null)).toEqual({ kind: 'ok', tag: undefined });
  });

  it('is missing where the forum wants one, also where it has only one other', () => {
    expect(chooseTag(forum(true, 'Songs'), 'covers')).toEqual({ kind: 'none' });
    expect(chooseTag(forum(true, 'Songs'), null)).toEqual({ kind: 'none' });
  });
});
