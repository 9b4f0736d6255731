import { describe, expect, it } from 'vitest';
import { checkBotMayPost } from '../../commands/access.ts';
import type { GuildPolicy } from '../../src/domain/guild-settings.ts';

const settings: GuildPolicy = {
  isAllowed: true,
  confirmAboveMicros: null,
  wantsRightsTick: false,
  presets: [],
  remixChannelIds: [],
  opensThreads: false,
  reportChannelIds: [],
  locale: null,
};
const here = { appPermissions: 0n, isInThread: false, locale: 'en', channelId: '1', parentChannelId: null, settings };

describe('checkBotMayPost', () => {
  it.each([
    ['where covers are posted where they are asked for', here],
    ['in the channel where covers are posted', { ...here, settings: { ...settings, remixChannelIds: ['2', '1'] } }],
    [
      'in a thread of that channel',
      {
        ...here,
        isInThread: true,
        channelId: '3',
        parentChannelId: '1',
        settings: { ...settings, remixChannelIds: ['1'] },
      },
    ],
    ['where nobody has loaded the settings', { ...here, settings: undefined }],
  ])('refuses %s and the bot may not post', (_where, call) => {
    expect(() => checkBotMayPost(call)).toThrow('permissions.bot');
    expect(() => checkBotMayPost({ ...call, appPermissions: ~0n })).not.toThrow();
  });

  it('leaves it to the request where covers are posted in another channel', () => {
    const elsewhere = { ...here, settings: { ...settings, remixChannelIds: ['2'] } };

    expect(() => checkBotMayPost(elsewhere)).not.toThrow();
    expect(() => checkBotMayPost({ ...elsewhere, isInThread: true, parentChannelId: '3' })).not.toThrow();
  });
});
