import { describe, expect, it } from 'vitest';
import { approvalFor, isBarred, isHeld, NEW_MEMBER_DAYS } from '../../../src/domain/moderation/approval.ts';
import { SOME_TIME } from '../../support/build-job.ts';
import { PLAIN_SETTINGS } from '../../support/plain-settings.ts';

const DAY_MS = 24 * 3_600_000;
const flaggedWords = [{ word: 'organ', inside: false }];
const asked = {
  texts: ['slow blues with an ÓRGAN'],
  joinedAt: SOME_TIME - 365 * DAY_MS,
  isModerator: false,
  now: SOME_TIME,
};

describe('approvalFor', () => {
  it.each([
    ['off', {}, undefined],
    ['all', {}, 'all'],
    ['all', { isModerator: true }, undefined],
    ['newMembers', {}, undefined],
    ['newMembers', { joinedAt: SOME_TIME - NEW_MEMBER_DAYS * DAY_MS + 1 }, 'newMember'],
    ['newMembers', { joinedAt: null }, 'newMember'],
    ['flaggedWords', {}, 'word'],
    ['flaggedWords', { texts: ['organic', null] }, undefined],
  ] as const)('with %s and %o is %s', (approval, changes, why) => {
    const found = approvalFor({ ...PLAIN_SETTINGS, approval, flaggedWords }, { ...asked, ...changes });

    expect(found?.why).toBe(why);
    expect(isHeld({ approval: found })).toBe(why !== undefined);
  });
});

describe('a cover that its requester would have posted', () => {
  it.each([
    ['of no approval', undefined, false],
    ['that moderators were not asked about yet', 'needed', false],
    ['that they are asked about', 'pending', true],
    ['that they let be posted', 'granted', false],
    ['that they have refused', 'refused', true],
    ['that nobody has looked at', 'expired', true],
  ] as const)('%s: barred is %s, %s', (_, state, barred) => {
    const approval = state && ({ state, why: 'all', until: null, isAsked: false, isTold: false } as const);

    expect(isBarred({ approval })).toBe(barred);
  });
});
