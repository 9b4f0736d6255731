import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createChannelWatch } from '../../src/covers/channel-watch.ts';
import type { ChannelUse } from '../../src/discord/port.ts';
import { createLogger } from '../../src/logger.ts';
import { botPermissions } from '../../src/sandbox/discord/permissions.ts';
import { openRest } from '../discord/bot-at-discord.ts';

const FORUM = 15;
const CATEGORY = 4;
const VOICE = 2;
const COVERS: ChannelUse = { kind: 'covers', forumTag: null, opensThread: false };

it('a channel in the settings that cannot be used is told of in one line, once, and when it can be used again', async () => {
  const { guild, channel, discord, clock, sandbox } = await openRest();
  const lines: { level: number; msg: string; channelId: string }[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const category = guild.addChannel({ name: 'music', type: CATEGORY });
  const forum = guild.addChannel({ name: 'covers', type: FORUM });
  const voice = guild.addChannel({ name: 'lounge', type: VOICE });
  const closed = guild.addChannel({
    name: 'staff',
    overwrites: [{ id: guild.id, type: 'role', deny: Flags.ViewChannel }],
  });
  const gone = guild.addChannel({ name: 'gone' });
  gone.delete();
  const ids = [channel, category, forum, voice, closed, gone].map(({ id }) => id);
  const channels = [{ setting: 'REMIX_CHANNELS', ids, use: COVERS }];
  const watch = createChannelWatch({ discord, channels, clock, log });

  await watch.look();
  await watch.look();

  expect(lines.map(({ channelId, msg }) => [channelId, msg.replace(/^.*used: (\S+ \S+ \S+).*$/, '$1')])).toEqual([
    [category.id, 'covers cannot be'],
    [closed.id, 'the bot does'],
    [gone.id, 'there is no'],
  ]);
  lines.length = 0;

  closed.setOverwrites([]);
  sandbox.faults.add({ route: '/channels/:id', kind: '500', fits: ({ path }) => path.includes(gone.id) });
  await watch.look();

  expect(lines.map(({ channelId, msg }) => [channelId, msg])).toEqual([
    [closed.id, 'a channel in the settings can be used again'],
  ]);
});

describe('what the operator is told of a channel that cannot be used', () => {
  /** The reason in the one line about the channel; undefined where there is none. */
  async function reasonFor(
    server: Awaited<ReturnType<typeof openRest>>,
    channelId: string,
    use: Partial<ChannelUse & { kind: 'covers' }> | { kind: 'reports' } = {},
  ): Promise<string | undefined> {
    const lines: { msg: string }[] = [];
    const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
    const channels = [{ setting: 'CHANNELS', ids: [channelId], use: { ...COVERS, ...use } as ChannelUse }];
    await createChannelWatch({ ...server, channels, log }).look();
    return lines[0]?.msg.replace('a channel in the settings cannot be used: ', '');
  }

  it('names the tags of a forum that wants one, until the setting names one of them', async () => {
    const server = await openRest();
    const forum = server.guild.addChannel({
      name: 'covers',
      type: FORUM,
      forum: { tags: [{ name: 'Covers' }, { name: 'Staff', moderated: true }], requiresTag: true },
    });

    expect(await reasonFor(server, forum.id)).toBe(
      'each post in it needs a tag: set REMIX_TAG to one of its own, which are Covers, Staff',
    );
    expect(await reasonFor(server, forum.id, { forumTag: 'remixes' })).toContain('which are Covers, Staff');
    expect(await reasonFor(server, forum.id, { forumTag: 'covers' })).toBeUndefined();
    expect(await reasonFor(server, forum.id, { forumTag: 'staff' })).toBe('the bot lacks there: ManageThreads');
    forum.setForum({ requiresTag: true });
    expect(await reasonFor(server, forum.id)).toBe('each post in it needs a tag, and it has none');
  });

  it('names the permissions that are missing there, and a time-out', async () => {
    const server = await openRest();
    server.guild.setBotPermissions(botPermissions & ~Flags.AttachFiles & ~Flags.CreatePublicThreads);

    expect(await reasonFor(server, server.channel.id)).toBe('the bot lacks there: AttachFiles');
    expect(await reasonFor(server, server.channel.id, { opensThread: true })).toBe(
      'the bot lacks there: CreatePublicThreads, AttachFiles',
    );
    server.guild.timeOutBot(server.clock.now() + 60_000);
    expect(await reasonFor(server, server.channel.id)).toContain('the bot is in time-out there until 20');
  });

  it('takes no forum for reports, which are messages', async () => {
    const server = await openRest();
    const forum = server.guild.addChannel({ name: 'reports', type: FORUM });

    expect(await reasonFor(server, forum.id, { kind: 'reports' })).toContain('reports cannot be posted');
    expect(await reasonFor(server, server.channel.id, { kind: 'reports' })).toBeUndefined();
  });
});
