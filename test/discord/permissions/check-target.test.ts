import { ChannelType, PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { TargetedJob } from '../../../src/discord/port.ts';
import { botPermissions } from '../../../src/sandbox/discord/permissions.ts';
import { jobIn, openRest } from '../bot-at-discord.ts';

const signal = new AbortController().signal;
const OK = { kind: 'ok' };

describe('checkTarget', () => {
  it('is fine with a channel that both can use', async () => {
    const server = await openRest();

    await expect(server.discord.checkTarget(jobIn(server), 'fresh', signal)).resolves.toEqual({ kind: 'ok' });
  });

  it('names the permissions that the bot lacks', async () => {
    const server = await openRest();
    server.guild.setBotPermissions(Flags.ViewChannel | Flags.SendMessages);
    server.channel.setOverwrites([
      { id: server.guild.id, type: 'role', deny: Flags.AttachFiles | Flags.ReadMessageHistory },
    ]);

    const check = await server.discord.checkTarget(jobIn(server), 'fresh', signal);

    const missing = ['AttachFiles', 'ReadMessageHistory'];
    expect(check).toMatchObject({
      kind: 'refused',
      text: { key: 'permissions.botThere', params: { missing, channelId: server.channel.id } },
    });
  });

  it('names Connect for the text chat of a voice or stage channel', async () => {
    const server = await openRest();
    for (const type of [ChannelType.GuildVoice, ChannelType.GuildStageVoice]) {
      const { id } = server.guild.addChannel({
        name: 'lounge',
        type,
        overwrites: [{ id: server.sandbox.botUserId, type: 'member', deny: Flags.Connect }],
      });
      const hall = server.guild.addChannel({ name: 'hall', type });
      const check = (channelId: string) => server.discord.checkTarget(jobIn(server, { channelId }), 'fresh', signal);

      expect(await check(hall.id)).toEqual(OK);
      // Discord itself hides such a channel, unless its answer is older than the change.
      expect(await check(id)).toMatchObject({ kind: 'refused' });
    }
  });

  it('says of a bot in time-out that it is, and until when', async () => {
    const server = await openRest();
    const until = server.clock.now() + 60_000;
    server.guild.timeOutBot(until);
    const check = () => server.discord.checkTarget(jobIn(server), 'fresh', signal);

    expect(await check()).toMatchObject({ text: { key: 'permissions.timedOut', params: { until } } });
    await server.clock.advance(60_001);
    expect(await check()).toEqual(OK);
  });

  it('knows a channel that is closed to the bot, to the requester, and one that is gone', async () => {
    const server = await openRest();
    const { guild, channel, member, sandbox, discord } = server;
    const job = jobIn(server);
    channel.setOverwrites([{ id: member.id, type: 'member', deny: Flags.ViewChannel }]);
    const closedToMember = await discord.checkTarget(job, 'fresh', signal);
    channel.setOverwrites([{ id: sandbox.botUserId, type: 'member', deny: Flags.ViewChannel }]);
    const closedToBot = await discord.checkTarget(job, 'fresh', signal);
    channel.setOverwrites([]);
    member.leave();
    const left = await discord.checkTarget(job, 'fresh', signal);
    channel.delete();
    const deleted = await discord.checkTarget(job, 'fresh', signal);
    guild.kickBot();
    const kicked = await discord.checkTarget(job, 'fresh', signal);

    expect(closedToMember).toMatchObject({ kind: 'refused', text: { key: 'permissions.member' } });
    expect(closedToBot).toMatchObject({ kind: 'refused', text: { key: 'permissions.hidden' } });
    expect(left).toMatchObject({ kind: 'refused', text: { key: 'permissions.member' } });
    expect(deleted).toMatchObject({ kind: 'gone', text: { key: 'target.gone' } });
    expect(kicked).toMatchObject({ kind: 'gone', text: { key: 'target.gone' } });
  });

  it('takes no channel of another server', async () => {
    const server = await openRest();
    const elsewhere = server.sandbox.addGuild().addChannel({ name: 'elsewhere' });

    const check = await server.discord.checkTarget(jobIn(server, { channelId: elsewhere.id }), 'fresh', signal);

    expect(check).toMatchObject({ kind: 'gone', text: { key: 'target.gone' } });
  });

  it("goes by a thread's parent and the right to send in threads", async () => {
    const server = await openRest();
    const thread = server.guild.addThread({ name: 'covers', parent: server.channel });
    const job = jobIn(server, { channelId: thread.id });
    await expect(server.discord.checkTarget(job, 'fresh', signal)).resolves.toEqual({ kind: 'ok' });

    server.channel.setOverwrites([{ id: server.guild.id, type: 'role', deny: Flags.SendMessagesInThreads }]);

    const missing = ['SendMessagesInThreads'];
    await expect(server.discord.checkTarget(job, 'fresh', signal)).resolves.toMatchObject({
      text: { params: { missing } },
    });
    await expect(server.discord.checkTarget(jobIn(server), 'fresh', signal)).resolves.toEqual({ kind: 'ok' });
  });
});

describe('uploadLimit', () => {
  it('goes by the boosts of the server, and asks again after ten minutes', async () => {
    const server = await openRest();
    const limit = () => server.discord.uploadLimit(server.guild.id, signal);

    await expect(limit()).resolves.toBe(20 * 1024 * 1024);
    server.guild.setTier(3);
    await expect(limit()).resolves.toBe(20 * 1024 * 1024);
    await server.clock.advance(600_000);
    await expect(limit()).resolves.toBe(100_000_000);
    server.guild.setTier(2);
    await server.clock.advance(600_000);
    await expect(limit()).resolves.toBe(50_000_000);
  });
});

describe('what was read lately', () => {
  const reads = ({ sandbox }: Awaited<ReturnType<typeof openRest>>) =>
    sandbox.log.entries.filter(({ method }) => method === 'GET').length;

  it('is enough for ten minutes, but never right before money is spent', async () => {
    const server = await openRest();
    const job = jobIn(server);
    const check = (freshness: 'cached' | 'fresh') => server.discord.checkTarget(job, freshness, signal);

    await expect(check('cached')).resolves.toEqual(OK);
    const once = reads(server);
    await server.clock.advance(599_000);
    await expect(check('cached')).resolves.toEqual(OK);
    await server.discord.uploadLimit(server.guild.id, signal);
    expect(reads(server)).toBe(once);

    await expect(check('fresh')).resolves.toEqual(OK);
    expect(reads(server)).toBe(2 * once);
    await server.clock.advance(599_000);
    await expect(check('cached')).resolves.toEqual(OK);
    expect(reads(server)).toBe(2 * once);
    await server.clock.advance(1_000);
    await expect(check('cached')).resolves.toEqual(OK);
    expect(reads(server)).toBe(3 * once);
  });

  it('never refuses: what was missing may be there by now', async () => {
    const server = await openRest();
    const job = jobIn(server);
    const deny = [{ id: server.guild.id, type: 'role', deny: Flags.ViewChannel } as const];
    server.channel.setOverwrites(deny);
    await expect(server.discord.checkTarget(job, 'cached', signal)).resolves.toMatchObject({ kind: 'refused' });

    server.channel.setOverwrites([]);

    await expect(server.discord.checkTarget(job, 'cached', signal)).resolves.toEqual(OK);
    server.channel.setOverwrites(deny);
    await expect(server.discord.checkTarget(job, 'cached', signal)).resolves.toEqual(OK);
    await expect(server.discord.checkTarget(job, 'fresh', signal)).resolves.toMatchObject({ kind: 'refused' });
  });
});

describe('threads', () => {
  it('that are to be opened need the rights for that', async () => {
    const server = await openRest();
    const job: TargetedJob = jobIn(server, { opensThread: true });
    const check = () => server.discord.checkTarget(job, 'fresh', signal);
    await expect(check()).resolves.toEqual(OK);

    server.guild.setBotPermissions(botPermissions & ~Flags.CreatePublicThreads & ~Flags.SendMessagesInThreads);

    const missing = ['CreatePublicThreads', 'SendMessagesInThreads'];
    await expect(check()).resolves.toMatchObject({
      kind: 'refused',
      text: { key: 'permissions.botThere', params: { missing, channelId: server.channel.id } },
    });
    job.opensThread = false;
    await expect(check()).resolves.toEqual(OK);
  });

  it('that are private are seen by those who are in them, and by those who look after threads', async () => {
    const server = await openRest();
    const { guild, channel, sandbox, discord } = server;
    const bot = { id: sandbox.botUserId };
    const thread = (members: readonly { id: string }[]) =>
      guild.addThread({ name: 'secret', parent: channel, isPrivate: true, members });
    const check = (id: string, requester = server.member) =>
      discord.checkTarget(jobIn({ ...server, member: requester }, { channelId: id }), 'fresh', signal);
    const open = thread([bot, server.member]);
    const keeper = guild.addMember({
      name: 'Eve',
      roles: [guild.addRole({ name: 'keeper', permissions: Flags.ManageThreads })],
    });

    await expect(check(open.id)).resolves.toEqual(OK);
    await expect(check(open.id, keeper)).resolves.toEqual(OK);
    await expect(check(open.id, server.other)).resolves.toMatchObject({ text: { key: 'permissions.member' } });
    await expect(check(thread([server.member]).id)).resolves.toMatchObject({
      text: { key: 'permissions.hidden' },
    });
  });
});

describe('coverChannelIn', () => {
  it('is the first that is of this server and can be seen, and asks for each of them once', async () => {
    const server = await openRest();
    const { guild, sandbox, discord } = server;
    const elsewhere = sandbox.addGuild();
    const [other, hidden, first, second] = [
      elsewhere.addChannel({ name: 'other' }),
      guild.addChannel({ name: 'hidden', overwrites: [{ id: guild.id, type: 'role', deny: Flags.ViewChannel }] }),
      guild.addChannel({ name: 'first' }),
      guild.addChannel({ name: 'second' }),
    ];
    const ids = ['1', ...[other, hidden, first, second].map(({ id }) => id)];

    const inGuild = ({ id }: { id: string }, channelIds: readonly string[]) =>
      discord.coverChannelIn(id, channelIds, signal);

    expect(await inGuild(guild, ids)).toEqual({ kind: 'found', channelId: first.id });
    expect(await inGuild(elsewhere, ids)).toEqual({ kind: 'found', channelId: other.id });
    expect(sandbox.log.of('GET', '/channels/:id')).toHaveLength(4);
    expect(await inGuild(guild, ['1', other.id])).toEqual({ kind: 'none' });
    expect(await inGuild(elsewhere, ['1', hidden.id])).toEqual({ kind: 'none' });
    expect(await inGuild(guild, [])).toEqual({ kind: 'none' });
  });

  it('takes forums, and says why the only ones of a server cannot be used, by what Discord says at that moment', async () => {
    const { guild, discord } = await openRest();
    const forum = guild.addChannel({ name: 'covers', type: ChannelType.GuildForum });
    const media = guild.addChannel({ name: 'clips', type: ChannelType.GuildMedia });
    const category = guild.addChannel({ name: 'music', type: ChannelType.GuildCategory });
    const closed = guild.addChannel({
      name: 'closed',
      overwrites: [{ id: guild.id, type: 'role', deny: Flags.ViewChannel }],
    });
    const first = (...channels: { id: string }[]) =>
      discord.coverChannelIn(
        guild.id,
        channels.map(({ id }) => id),
        signal,
      );
    const params = (channel: { id: string }) => ({ channelId: channel.id });

    expect(await first(category, forum)).toEqual({ kind: 'found', ...params(forum) });
    expect(await first(media)).toEqual({ kind: 'found', ...params(media) });
    const wrongKind = { key: 'target.wrongKind', params: params(category) };
    expect(await first(category)).toEqual({ kind: 'unusable', text: wrongKind });
    const hidden = { key: 'permissions.hidden', params: params(closed) };
    expect(await first(category, closed)).toEqual({ kind: 'unusable', text: hidden });
    closed.setOverwrites([]);
    expect(await first(category, closed)).toEqual({ kind: 'found', ...params(closed) });
  });
});
