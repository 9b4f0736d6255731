import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { checkBotMayPost } from '../../commands/shared/access.ts';
import { UserError } from '../../src/errors.ts';
import { PLAIN_POLICY } from '../support/plain-settings.ts';

const here = {
  appPermissions: 0n,
  channelKind: 'channel',
  locale: 'en',
  channelId: '1',
  parentChannelId: null,
  settings: PLAIN_POLICY,
} as const;

describe('checkBotMayPost', () => {
  it.each([
    ['where covers are posted where they are asked for', here],
    ['in the channel where covers are posted', { ...here, settings: { ...PLAIN_POLICY, remixChannelIds: ['2', '1'] } }],
    [
      'in a thread of that channel',
      {
        ...here,
        channelKind: 'thread' as const,
        channelId: '3',
        parentChannelId: '1',
        settings: { ...PLAIN_POLICY, remixChannelIds: ['1'] },
      },
    ],
    ['where nobody has loaded the settings', { ...here, settings: undefined }],
  ])('refuses %s and the bot may not post', (_where, call) => {
    expect(() => checkBotMayPost(call)).toThrow('permissions.bot');
    expect(() => checkBotMayPost({ ...call, appPermissions: ~0n })).not.toThrow();
  });

  const refusalOf = (call: Parameters<typeof checkBotMayPost>[0]) => {
    try {
      checkBotMayPost(call);
    } catch (error) {
      if (error instanceof UserError) return error.text;
      throw error;
    }
    return undefined;
  };
  const needed = Flags.ViewChannel | Flags.SendMessages | Flags.AttachFiles | Flags.ReadMessageHistory;

  it('names Connect in the chat of a channel to talk in, and not what Discord hides for want of it', () => {
    const inVoice = (appPermissions: bigint) => refusalOf({ ...here, channelKind: 'voice', appPermissions });

    expect(inVoice(needed | Flags.Connect)).toBeUndefined();
    expect(inVoice(needed)).toEqual({ key: 'permissions.bot', params: { missing: ['Connect'] } });
    const withoutView = needed & ~Flags.ViewChannel;
    expect(inVoice(withoutView)).toEqual({ key: 'permissions.bot', params: { missing: ['Connect'] } });
    expect(inVoice(withoutView | Flags.Connect)).toEqual({
      key: 'permissions.bot',
      params: { missing: ['ViewChannel'] },
    });
  });

  it('says of a bot that may do nothing but read that it may be in time-out', () => {
    const appPermissions = Flags.ViewChannel | Flags.ReadMessageHistory;

    expect(refusalOf({ ...here, appPermissions })).toEqual({
      key: 'permissions.botSilenced',
      params: { missing: ['SendMessages', 'AttachFiles'] },
    });
    expect(refusalOf({ ...here, appPermissions: appPermissions | Flags.EmbedLinks })).toMatchObject({
      key: 'permissions.bot',
    });
  });

  it('says of a private thread that the bot is not in it', () => {
    const inThread = (appPermissions: bigint) => refusalOf({ ...here, channelKind: 'privateThread', appPermissions });
    const everything = needed | Flags.SendMessagesInThreads;

    expect(inThread(everything)).toBeUndefined();
    expect(inThread(everything & ~Flags.ViewChannel)).toEqual({ key: 'permissions.notInThread', params: {} });
    expect(inThread(everything & ~Flags.AttachFiles)).toMatchObject({ params: { missing: ['AttachFiles'] } });
  });

  it('leaves it to the request where covers are posted in another channel', () => {
    const elsewhere = { ...here, settings: { ...PLAIN_POLICY, remixChannelIds: ['2'] } };

    expect(() => checkBotMayPost(elsewhere)).not.toThrow();
    expect(() => checkBotMayPost({ ...elsewhere, channelKind: 'thread', parentChannelId: '3' })).not.toThrow();
  });
});
