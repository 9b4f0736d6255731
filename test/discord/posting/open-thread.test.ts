import { describe, expect, it } from 'vitest';
import type { ThreadOwnership } from '../../../src/discord/port.ts';
import { botPermissions, permissionBits } from '../../../src/sandbox/discord/permissions.ts';
import { createThreads } from '../../../src/store/threads.ts';
import { useDatabase } from '../../store/use-database.ts';
import { aReference } from '../../support/build-job.ts';
import { jobIn, openRest, postingOf } from '../bot-at-discord.ts';

const signal = new AbortController().signal;
const THREADS = '/channels/:id/threads';
const ACTIVE = '/guilds/:id/threads/active';

/** With what no song has said anything about yet. */
async function openChannel() {
  const server = await openRest();
  const threads = createThreads({ database: (await useDatabase()).open(), clock: server.clock });
  const ownedBy = (song: string, knownId?: string): ThreadOwnership => ({
    knownId,
    claim: (threadId) => threads.claim(server.channel.id, song, threadId),
  });
  return { ...server, ownedBy, ours: ownedBy('song') };
}

function threadsOf({ guild, channel }: Awaited<ReturnType<typeof openChannel>>) {
  return guild.channels.filter(({ id }) => id !== channel.id);
}

describe('openThread', () => {
  it('opens one with the name of the song, and goes back to it while it is known', async () => {
    const server = await openChannel();
    const { discord, sandbox, clock, ours, ownedBy } = server;
    const job = jobIn(server, { opensThread: true, reference: aReference({ name: ' Über\nmorgen\u202E.mp3' }) });

    const { threadId } = await discord.openThread(job, ours, signal);

    const [request] = sandbox.log.of('POST', THREADS);
    expect(request?.body).toEqual({ name: 'Über morgen', type: 11, auto_archive_duration: 10_080 });
    const [thread] = threadsOf(server);
    expect(thread?.id).toBe(threadId);
    await clock.advance(7 * 86_400_000);
    thread?.setArchived(true);
    await expect(discord.openThread(job, ownedBy('song', threadId), signal)).resolves.toEqual({ threadId });
    await discord.post({ ...job, channelId: threadId }, postingOf(10), () => true, signal);
    expect(thread?.messages).toHaveLength(1);
    expect(sandbox.log.of('GET', ACTIVE)).toHaveLength(1);
  });

  it('finds one of ours by its name when the known one is no use', async () => {
    const server = await openChannel();
    const { discord, guild, channel, ownedBy } = server;
    const job = jobIn(server);
    guild.addThread({ name: 'song', parent: channel });
    const { threadId } = await discord.openThread(job, ownedBy('song'), signal);
    guild.addThread({ name: 'song', parent: channel });
    const elsewhere = guild.addThread({ name: 'song', parent: guild.addChannel({ name: 'elsewhere' }) });
    const locked = guild.addThread({ name: 'song', parent: channel });
    locked.setLocked(true);

    for (const known of ['1', elsewhere.id, channel.id, locked.id, undefined]) {
      await expect(discord.openThread(job, ownedBy('song', known), signal)).resolves.toEqual({ threadId });
    }
    const named = { ...job, reference: aReference({ name: 'other.mp3' }) };
    const other = await discord.openThread(named, ownedBy('song'), signal);
    expect(other.threadId).not.toBe(threadId);
  });

  it('bears no link in its name, and is found by it', async () => {
    const server = await openChannel();
    const { discord, ownedBy } = server;
    const job = jobIn(server, { reference: aReference({ name: 'discord.gg.mp3' }) });

    const { threadId } = await discord.openThread(job, ownedBy('song'), signal);

    expect(threadsOf(server).map(({ name }) => name)).toEqual(['discord.\u200Bgg']);
    await expect(discord.openThread(job, ownedBy('song'), signal)).resolves.toEqual({ threadId });
  });

  it('leaves one to the song that has it, whatever other songs are called', async () => {
    const server = await openChannel();
    const { discord, ownedBy } = server;
    const job = jobIn(server);

    const [one, other] = await Promise.all(
      ['one', 'other'].map((song) => discord.openThread(job, ownedBy(song), signal)),
    );

    expect(threadsOf(server).map(({ name }) => name)).toEqual(['song', 'song']);
    expect(other).not.toEqual(one);
    await expect(discord.openThread(job, ownedBy('other'), signal)).resolves.toEqual(other);
    await expect(discord.openThread(job, ownedBy('other', one?.threadId), signal)).resolves.toEqual(other);
  });

  it('opens one for two covers that come at the same time', async () => {
    const server = await openChannel();
    const job = jobIn(server);

    const [one, two] = await Promise.all([
      server.discord.openThread(job, server.ours, signal),
      server.discord.openThread({ ...job, id: '1000000000000000009' }, server.ours, signal),
    ]);

    expect(one).toEqual(two);
    expect(threadsOf(server)).toHaveLength(1);
  });

  it.each([
    ['x'.repeat(300), 100],
    ['\u202E \n.mp3', 6],
    ['👩‍👩‍👧‍👦'.repeat(20), 100],
  ])('has a name for %j', async (name, maximum) => {
    const server = await openChannel();

    await server.discord.openThread(jobIn(server, { reference: aReference({ name }) }), server.ours, signal);

    const [thread] = threadsOf(server);
    expect(thread?.name.length).toBeGreaterThan(0);
    expect(thread?.name.length).toBeLessThanOrEqual(maximum);
  });

  it('is the channel itself where that is a thread already', async () => {
    const server = await openChannel();
    const thread = server.guild.addThread({ name: 'covers', parent: server.channel });

    const job = jobIn(server, { channelId: thread.id });

    await expect(server.discord.openThread(job, server.ours, signal)).resolves.toEqual({ threadId: thread.id });
  });

  it('tells a channel that is gone from one where it may not, and what may have happened from what did not', async () => {
    const server = await openChannel();
    const { discord, guild, sandbox, ours } = server;
    const job = jobIn(server);
    const failure = (changes = {}) =>
      discord.openThread({ ...job, ...changes }, ours, signal).catch((error: unknown) => error);

    await expect(failure({ channelId: '1000000000000000007' })).resolves.toMatchObject({ code: 'gone' });
    guild.setBotPermissions(botPermissions & ~permissionBits.CREATE_PUBLIC_THREADS);
    await expect(failure()).resolves.toMatchObject({ name: 'DiscordError', code: 'refused' });
    guild.setBotPermissions(botPermissions & ~permissionBits.VIEW_CHANNEL);
    await expect(failure()).resolves.toMatchObject({ code: 'refused' });
    guild.setBotPermissions(botPermissions);

    sandbox.log.clear();
    sandbox.faults.add({ method: 'POST', route: THREADS, kind: '500', when: 'after', times: 1 });
    await expect(failure()).resolves.toMatchObject({ code: 'unknown' });
    expect(sandbox.log.of('POST', THREADS)).toHaveLength(1);
    const [made] = threadsOf(server);
    await expect(discord.openThread(job, ours, signal)).resolves.toEqual({ threadId: made?.id });
  });
});
