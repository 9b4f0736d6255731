import { describe, expect, it } from 'vitest';
import { afterNotFound, type HowTo, howToStep } from '../../../src/domain/guild/how-to.ts';

const begun: HowTo = { channelId: '3', startedAt: 1_000, message: null, hash: 'h', isPinned: false, isDeleted: false };
const there: HowTo = { ...begun, message: { channelId: '3', messageId: '4' } };

describe('what is done next about the how-to of a channel', () => {
  it.each([
    ['nothing is known of it', undefined, 'post', 'nothing'],
    ['it was begun', begun, 'find', 'find'],
    ['it is there', there, 'check', 'remove'],
    ['somebody has deleted it', { ...there, isDeleted: true }, 'nothing', 'forget'],
  ] as const)('where %s, follows from whether it is wanted', (_, known, wanted, unwanted) => {
    expect([howToStep(known, true), howToStep(known, false)]).toEqual([wanted, unwanted]);
  });

  it('where it was begun and is not there, is sent again while Discord would know it again', () => {
    const next = (passedMs: number, isForum: boolean) => afterNotFound(begun, { isForum, now: 1_000 + passedMs });
    expect([0, 119_999, 120_000, 9e9].map((ms) => next(ms, false))).toEqual(['again', 'again', 'anew', 'anew']);
    expect([0, 119_999, 120_000, 9e9].map((ms) => next(ms, true))).toEqual(['wait', 'wait', 'anew', 'anew']);
    expect(next(-1, false)).toBe('wait');
  });
});
