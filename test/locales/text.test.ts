import { describe, expect, it } from 'vitest';
import type { MemberText } from '../../src/errors.ts';
import { members } from '../../src/locales/en/members.ts';
import { english } from '../../src/locales/languages.ts';
import { memberText, text } from '../../src/locales/text.ts';

const examples: MemberText[] = [
  { key: 'song.tooLarge', params: { maximumMegabytes: 50 } },
  { key: 'song.cutOff', params: { claimedSeconds: 200, actualSeconds: 31 } },
  { key: 'quota.count', params: { scope: 'guild', used: 9, limit: 10, wanted: 2, renewsAt: 1_796_083_200_000 } },
  {
    key: 'quota.money',
    params: { scope: 'guild', leftMicros: 50_000, wantedMicros: 150_000, renewsAt: 1_796_083_200_000 },
  },
  { key: 'provider.tooSlow', params: { provider: 'runware', minutes: 30 } },
];

describe('memberText', () => {
  it('says what a refusal is about', () => {
    expect(examples.map((example) => memberText('en-GB', example))).toEqual([
      'That file is too large – I can take up to 50 MB. An MP3 of the same song is much smaller.',
      "That file says it's 3:20 long but stops after 0:31, so part of it is missing. Try another copy of the song.",
      'This server has 1 of 10 takes left this month, and this needs 2. New ones <t:1796083200:R>.',
      'This server has $0.05 of the budget left, and this can cost $0.15. It renews <t:1796083200:R>.',
      "Runware wasn't done after 30 minutes, so I stopped waiting. Trying again often works.",
    ]);
  });

  it('never calls a song that is just too short or too long as long as the limit', () => {
    const short = memberText('en', { key: 'song.tooShort', params: { seconds: 5.7, minimumSeconds: 6 } });
    const long = (seconds: number) =>
      memberText('en', { key: 'song.tooLong', params: { seconds, maximumSeconds: 360 } });

    expect(short).toBe('That clip is 0:05 – I need at least 0:06.');
    expect(long(360.2)).toBe("That's 6:01 – I can use up to 6:00. Attach a shorter cut.");
    expect(long(420)).toBe("That's 7:00 – I can use up to 6:00. Attach a shorter cut.");
    // Nobody has looked how long it really is.
    expect(long(14_401)).toBe("That's longer than 6:00, the most I can use. Attach a shorter cut.");
  });

  it('has a whole sentence that fits into a message for every refusal there is', () => {
    const bounds = {
      maximumMegabytes: 50,
      minimumSeconds: 6,
      maximumSeconds: 360,
      minimum: 10,
      maximum: 300,
      limit: 10,
      maximumBytes: 25_000_000,
    };
    const found = {
      sizeBytes: 30_000_000,
      claimedSeconds: 9,
      actualSeconds: 3,
      seconds: 4,
      length: 2,
      used: 9,
      wanted: 2,
      count: 5,
      minutes: 30,
      until: 0,
      byId: '',
    };
    const money = { leftMicros: 1, wantedMicros: 150_000, renewsAt: 0 };
    const params = {
      ...bounds,
      ...found,
      ...money,
      scope: 'guild',
      provider: 'runware',
      service: 'YouTube',
      missing: ['AttachFiles'],
      channelId: '1000000000000000001',
      containers: ['MP3', 'WAV'],
      format: 'WMA',
      without: 'seed',
      tags: ['Songs', 'Covers'],
      roleIds: ['1000000000000000002'],
      channelIds: ['1000000000000000001'],
      hosts: ['*.example.org'],
      mayAt: 0,
      most: 3,
      word: 'darn',
    };
    for (const key of Object.keys(members(english.formats))) {
      const sentence = memberText('en', { key, params } as MemberText);
      expect(sentence, key).toMatch(/^[A-Z].{15,400}[.!`]$/);
      expect(sentence, key).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

describe('providers', () => {
  it.each([
    ['runware', 'Runware is very busy'],
    ['aimlapi', 'AI/ML API is very busy'],
    ['minimax', 'MiniMax is very busy'],
    ['constructor', 'constructor is very busy'],
  ])('are called by the name they give themselves: %s', (provider, beginning) => {
    expect(memberText('en', { key: 'provider.busy', params: { provider } }).startsWith(beginning)).toBe(true);
  });
});

describe('text', () => {
  it.each([
    'en-US',
    'xx',
    'xx-YY',
    '',
    '__proto__',
    'constructor',
  ])('falls back to English for the locale %j', (locale) => {
    expect(text(locale, 'button.cancel')).toBe('Cancel');
  });
});
