import { describe, expect, it } from 'vitest';
import { needsReview, privateFirstOf } from '../../../src/domain/draft/review.ts';

const plain = { needsReview: false, mayUse: false, kind: 'cover' } as const;
const easy = { confirmAboveMicros: null, wantsRightsTick: false } as const;

describe('needsReview', () => {
  it.each([
    ['nothing that anybody asks for', plain, 9_000_000, easy, false],
    ['what is to be seen first in any case', { ...plain, needsReview: true }, 0, easy, true],
    ['what costs more than the server lets pass', plain, 200_001, { ...easy, confirmAboveMicros: 200_000 }, true],
    ['what costs just as much', plain, 200_000, { ...easy, confirmAboveMicros: 200_000 }, false],
    ['what costs anything where nothing may', plain, 1, { ...easy, confirmAboveMicros: 0 }, true],
    ['a song without the tick that the server wants', plain, 0, { ...easy, wantsRightsTick: true }, true],
    ['a song with it', { ...plain, mayUse: true }, 0, { ...easy, wantsRightsTick: true }, false],
    ['new music, which needs no tick', { ...plain, kind: 'song' }, 0, { ...easy, wantsRightsTick: true }, false],
  ] as const)('of %s', (_what, draft, micros, settings, expected) => {
    expect(needsReview(draft, micros, settings, null)).toBe(expected);
    expect(needsReview(draft, micros, settings, { channelId: '7', isFromClosed: false })).toBe(expected);
  });

  it('of whatever leaves a channel that not everybody sees', () => {
    expect(needsReview(plain, 0, easy, { channelId: '7', isFromClosed: true })).toBe(true);
  });
});

describe('who wants a cover to go to its requester first', () => {
  it.each([
    ['its member says nothing', null, true, 'server'],
    ['its member says nothing', null, false, null],
    ['its member wants it', true, false, 'member'],
    ['its member wants it, as the server does', true, true, 'member'],
    ['its member wants it posted at once', false, true, null],
  ] as const)('where %s: %s, by default %s', (_where, isPrivateFirst, privateFirst, expected) => {
    expect(privateFirstOf({ isPrivateFirst }, { privateFirst })).toBe(expected);
  });
});
