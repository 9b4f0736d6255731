import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { openRest } from './stage.ts';

const signal = new AbortController().signal;

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
