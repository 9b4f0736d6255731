import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { openRest } from '../bot-at-discord.ts';

const signal = new AbortController().signal;
const view = Flags.ViewChannel;

describe('visibleTo', () => {
  it('goes by the roles that the member has now, and by the parents of threads', async () => {
    const { guild, sandbox, discord } = await openRest();
    const [everyone, staff] = guild.roles.map(({ id }) => id);
    if (everyone === undefined || staff === undefined) throw new Error('a guild has two roles');
    const closed = guild.addChannel({
      name: 'staff-only',
      overwrites: [
        { id: everyone, type: 'role', deny: Flags.ViewChannel },
        { id: staff, type: 'role', allow: Flags.ViewChannel },
        { id: sandbox.botUserId, type: 'member', allow: Flags.ViewChannel },
      ],
    });
    const hidden = guild.addThread({ name: 'hidden', parent: closed });
    const open = guild.addChannel({
      name: 'open',
      overwrites: [
        { id: everyone, type: 'role', allow: Flags.ViewChannel },
        { id: sandbox.botUserId, type: 'member', allow: Flags.ViewChannel },
      ],
    });
    const thread = guild.addThread({ name: 'seen', parent: open });
    const ids = [closed, hidden, open, thread].map(({ id }) => id);
    const seenBy = (...roleIds: string[]) =>
      discord.visibleTo({ guildId: guild.id, member: { id: '77', roleIds } }, ids, signal);

    await expect(seenBy()).resolves.toEqual(new Set([open.id, thread.id]));
    await expect(seenBy(staff)).resolves.toEqual(new Set(ids));
    expect(sandbox.log.of('GET', '/channels/:id')).toHaveLength(4);
  });

  it('counts a private thread for those who are in it', async () => {
    const { guild, channel, member, other, sandbox, discord } = await openRest();
    const members = [{ id: sandbox.botUserId }, member];
    const thread = guild.addThread({ name: 'secret', parent: channel, isPrivate: true, members });
    const roleIds = guild.roles.map(({ id }) => id);
    const seenBy = ({ id }: { id: string }) =>
      discord.visibleTo({ guildId: guild.id, member: { id, roleIds } }, [thread.id], signal);

    await expect(seenBy(member)).resolves.toEqual(new Set([thread.id]));
    await expect(seenBy(other)).resolves.toEqual(new Set());
  });

  it('leaves out what is gone, what the bot does not see, and other servers', async () => {
    const { guild, sandbox, discord } = await openRest();
    const owner = { id: guild.owner.id, roleIds: [] };
    const overwrites = [{ id: sandbox.botUserId, type: 'member', deny: Flags.ViewChannel } as const];
    const hidden = guild.addChannel({ name: 'hidden', overwrites });
    const elsewhere = sandbox.addGuild().addChannel({ name: 'elsewhere' });
    const gone = guild.addChannel({ name: 'gone' });
    gone.delete();
    const ids = [hidden, elsewhere, gone].map(({ id }) => id);

    await expect(discord.visibleTo({ guildId: guild.id, member: owner }, ids, signal)).resolves.toEqual(new Set());
    guild.kickBot();
    await expect(discord.visibleTo({ guildId: '1', member: owner }, ids, signal)).resolves.toEqual(new Set());
  });
});

describe('isLessOpen', () => {
  it('goes by whether anybody could see the one channel and not the other', async () => {
    const { guild, channel, sandbox, discord } = await openRest();
    const [, member] = guild.roles.map(({ id }) => id);
    if (member === undefined) throw new Error('a guild has a role that all of its members have');
    const bot = { id: sandbox.botUserId, type: 'member', allow: view } as const;
    const staff = guild.addRole({ name: 'staff', permissions: view });
    const deny = (id: string) => ({ id, type: 'role', deny: view }) as const;
    const forStaff = [deny(member), { id: staff.id, type: 'role', allow: view } as const, bot];
    const closed = guild.addChannel({ name: 'closed', overwrites: forStaff });
    const other = guild.addChannel({ name: 'other-closed', overwrites: forStaff });
    const named = guild.addChannel({ name: 'named', overwrites: [deny(guild.id), bot] });
    const open = guild.addChannel({ name: 'open' });
    const members = [{ id: sandbox.botUserId }];
    const secret = guild.addThread({ name: 'secret', parent: open, isPrivate: true, members });
    const thread = guild.addThread({ name: 'thread', parent: closed });
    const isLessOpen = (from: { id: string }, to: { id: string }) =>
      discord.isLessOpen(guild.id, { from: from.id, to: to.id }, signal);

    for (const from of [closed, thread, named, secret]) await expect(isLessOpen(from, channel)).resolves.toBe(true);
    for (const from of [open, channel]) await expect(isLessOpen(from, closed)).resolves.toBe(false);
    await expect(isLessOpen(closed, other)).resolves.toBe(false);
    await expect(isLessOpen(open, channel)).resolves.toBe(false);
  });

  it('is taken for granted where the bot does not see one of them', async () => {
    const { guild, channel, sandbox, discord } = await openRest();
    const overwrites = [{ id: sandbox.botUserId, type: 'member', deny: view } as const];
    const hidden = guild.addChannel({ name: 'hidden', overwrites });

    const channels = { from: hidden.id, to: channel.id };
    await expect(discord.isLessOpen(guild.id, channels, signal)).resolves.toBe(true);
    await expect(discord.isLessOpen('1', { from: channel.id, to: channel.id }, signal)).resolves.toBe(true);
  });
});
