import { ChannelType, PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { missingPermissions } from '../../../src/discord/permissions/missing-permissions.ts';
import {
  type ChannelFacts,
  hindranceIn,
  type MemberFacts,
  permissionsIn,
} from '../../../src/discord/permissions/permissions.ts';

const NOW = 1_000_000;
const { ViewChannel: VIEW, SendMessages: SEND, AttachFiles: ATTACH, ReadMessageHistory: HISTORY } = Flags;

const guild = {
  id: 'guild',
  ownerId: 'owner',
  roles: [
    { id: 'guild', permissions: VIEW | HISTORY },
    { id: 'singer', permissions: SEND },
    { id: 'boss', permissions: Flags.Administrator },
    { id: 'unused', permissions: ATTACH },
  ],
};

const channel = (changes: Partial<ChannelFacts> = {}): ChannelFacts => ({
  type: ChannelType.GuildText,
  overwrites: [],
  ...changes,
});
const member = (changes: Partial<MemberFacts> = {}): MemberFacts => ({
  id: 'ada',
  roleIds: ['singer'],
  timedOutUntil: null,
  ...changes,
});
const allow = (id: string, bits: bigint) => ({ id, allow: bits, deny: 0n });
const deny = (id: string, bits: bigint) => ({ id, allow: 0n, deny: bits });

describe('permissionsIn', () => {
  it("adds up everyone's role and the member's own", () => {
    expect(permissionsIn(guild, channel(), member(), NOW)).toBe(VIEW | HISTORY | SEND);
    expect(permissionsIn(guild, channel(), member({ roleIds: [] }), NOW)).toBe(VIEW | HISTORY);
  });

  it('lets the owner and administrators do anything, whatever a channel denies', () => {
    const closed = channel({ overwrites: [deny('guild', VIEW), deny('ada', VIEW)] });

    expect(permissionsIn(guild, closed, member({ id: 'owner' }), NOW) & ATTACH).toBe(ATTACH);
    expect(permissionsIn(guild, closed, member({ roleIds: ['boss'], timedOutUntil: NOW + 1 }), NOW) & ATTACH).toBe(
      ATTACH,
    );
    expect(permissionsIn(guild, closed, member(), NOW)).toBe(0n);
  });

  it.each([
    ['a role over everyone', [deny('guild', SEND), allow('singer', SEND)], SEND],
    ['what one role allows over what another denies', [deny('singer', ATTACH), allow('second', ATTACH)], ATTACH],
    ['the member over its roles', [allow('singer', ATTACH), deny('ada', ATTACH)], 0n],
    ['the member over everyone, whatever comes first', [allow('ada', ATTACH), deny('guild', ATTACH)], ATTACH],
    ['nothing of roles that the member lacks', [allow('boss', ATTACH)], 0n],
  ])('puts %s', (_rule, overwrites, expected) => {
    const asked = SEND | ATTACH;
    const granted =
      permissionsIn(guild, channel({ overwrites }), member({ roleIds: ['singer', 'second'] }), NOW) & asked;

    expect(granted & (expected || ATTACH)).toBe(expected);
  });

  it('leaves nothing to those who cannot see a channel', () => {
    expect(permissionsIn(guild, channel({ overwrites: [deny('guild', VIEW)] }), member(), NOW)).toBe(0n);
  });

  it('leaves nothing of a voice channel to those who may not join it', () => {
    const voice = channel({ type: ChannelType.GuildVoice });

    expect(permissionsIn(guild, voice, member(), NOW)).toBe(0n);
    expect(permissionsIn(guild, { ...voice, overwrites: [allow('singer', Flags.Connect)] }, member(), NOW) & SEND).toBe(
      SEND,
    );
  });

  it('leaves reading to a silenced member, until the silence is over', () => {
    expect(permissionsIn(guild, channel(), member({ timedOutUntil: NOW + 1 }), NOW)).toBe(VIEW | HISTORY);
    expect(permissionsIn(guild, channel(), member({ timedOutUntil: NOW }), NOW)).toBe(VIEW | HISTORY | SEND);
  });
});

describe('missingPermissions', () => {
  const all = VIEW | SEND | ATTACH | HISTORY;
  const place = { isThread: false, isLocked: false };

  it.each([
    ['nothing', all, place, []],
    ['nothing for administrators', Flags.Administrator, place, []],
    ['what is not there', VIEW | SEND, place, ['AttachFiles', 'ReadMessageHistory']],
    ['the right to write', all & ~SEND, place, ['SendMessages']],
    ['the right to write in threads', all, { isThread: true, isLocked: false }, ['SendMessagesInThreads']],
    [
      'the right to manage a locked thread',
      all | Flags.SendMessagesInThreads,
      { isThread: true, isLocked: true },
      ['ManageThreads'],
    ],
    [
      'Connect, and not what Discord hides for want of it',
      SEND | ATTACH | HISTORY,
      { ...place, isVoice: true },
      ['Connect'],
    ],
    ['the right to give a tag of moderators', all, { ...place, hasModeratedTag: true }, ['ManageThreads']],
    ['everything', 0n, place, ['ViewChannel', 'SendMessages', 'AttachFiles', 'ReadMessageHistory']],
  ])('names %s', (_what, granted, where, missing) => {
    expect(missingPermissions(granted, where)).toEqual(missing);
  });
});

describe('hindranceIn', () => {
  it('says what keeps a member out as a whole, the first thing first', () => {
    const silenced = member({ timedOutUntil: NOW + 1 });
    const voice = channel({ type: ChannelType.GuildVoice });
    const closed = channel({ type: ChannelType.GuildVoice, overwrites: [deny('guild', VIEW)] });

    expect(hindranceIn(guild, channel(), member(), NOW)).toBeUndefined();
    expect(hindranceIn(guild, channel(), silenced, NOW)).toBe('timedOut');
    expect(hindranceIn(guild, voice, silenced, NOW)).toBe('Connect');
    expect(hindranceIn(guild, closed, silenced, NOW)).toBe('ViewChannel');
    expect(hindranceIn(guild, closed, member({ id: 'owner' }), NOW)).toBeUndefined();
  });
});
