import { describe, expect, it } from 'vitest';
import { compareIds, isGrouped, messagesByChannel } from '../../../../src/sandbox/playground/page/client/messages.ts';
import { linkedPlace, readAddress, writeAddress } from '../../../../src/sandbox/playground/page/client/place.ts';
import { showSent, showTime } from '../../../../src/sandbox/playground/page/client/time.ts';
import type { WireMessage } from '../../../../src/sandbox/playground/page/wire.ts';

const message = (id: string, changes: Partial<WireMessage> = {}, at = 0): WireMessage => ({
  id,
  channelId: 'c',
  json: { author: { id: 'a' }, timestamp: new Date(at).toISOString() },
  isPrivate: false,
  isThinking: false,
  isEdited: false,
  used: null,
  reply: null,
  reactions: [],
  ...changes,
});

describe('the address of a window', () => {
  it('comes back as it was written, whatever the names are', () => {
    const names = ['Zoë / 2', 'A # B', 'remix-lab'];
    expect(readAddress(writeAddress(names))).toEqual({ person: names[0], guild: names[1], channel: names[2] });
  });

  it.each(['', '#', '#/', '#/%E0%A4%A'])('names nobody in %j', (hash) => {
    expect(readAddress(hash).person).toBeUndefined();
  });
});

describe('a link', () => {
  it.each([
    ['https://discord.com/channels/1/22/333', { channelId: '22', messageId: '333' }],
    ['https://discord.com/channels/@me/22', { channelId: '22', messageId: undefined }],
    ['https://example.com/channels/1/22', undefined],
  ])('%s leads to %j', (url, place) => {
    expect(linkedPlace(url)).toEqual(place);
  });
});

describe('messages', () => {
  it('stand in the order of their ids, which are longer than numbers may be', () => {
    const all = ['1573668179404652544', '999', '1573668179404652543'].map((id) => message(id));
    expect(
      messagesByChannel(all)
        .get('c')
        ?.map(({ id }) => id),
    ).toEqual(['999', '1573668179404652543', '1573668179404652544']);
    expect(compareIds('10', '9')).toBeGreaterThan(0);
  });

  it.each([
    ['soon after the other', message('2', {}, 60_000), true],
    ['long after the other', message('2', {}, 600_000), false],
    ['for one person only', message('2', { isPrivate: true }), false],
    ['as an answer', message('2', { reply: 'gone' }), false],
    ['of somebody else', message('2', { json: { author: { id: 'b' }, timestamp: new Date(0).toISOString() } }), false],
  ])('%s stand under one name: %#', (_, second, isUnderOne) => {
    expect(isGrouped(message('1'), second)).toBe(isUnderOne);
  });
});

describe('times', () => {
  const now = Date.UTC(2026, 10, 21, 12);

  it.each([
    [5, 'in 5 seconds'],
    [-5, '5 seconds ago'],
    [119, 'in 1 minute'],
    [-7_300, '2 hours ago'],
    [86_400 * 45, 'in 1 month'],
  ])('%i s away read “%s”', (seconds, words) => {
    expect(showTime(now / 1_000 + seconds, 'R', now)).toBe(words);
  });

  it('of messages are told by the day', () => {
    expect(showSent(now, now)).toMatch(/^Today at \d\d:\d\d$/);
    expect(showSent(now - 86_400_000, now)).toMatch(/^Yesterday at/);
    expect(showSent(now - 5 * 86_400_000, now)).toMatch(/^16\/11\/2026/);
    expect(showTime(Number.NaN, 'f', now)).toBe('Invalid date');
  });
});
