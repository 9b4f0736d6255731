import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createDeliver } from '../../../src/covers/deliver/deliver.ts';
import { createPostKept } from '../../../src/covers/deliver/post-kept.ts';
import type { Job, Move, Take } from '../../../src/domain/job.ts';
import type { GuildSettings } from '../../../src/domain/policy/guild-settings.ts';
import { createHowTos } from '../../../src/store/how-tos.ts';
import { createThreads } from '../../../src/store/threads.ts';
import { acceptAndMove } from '../../contracts/jobs/harness.ts';
import { steps } from '../../contracts/jobs/job-parts.ts';
import { createLeaseOn } from '../../support/lease-on.ts';
import { PLAIN_POLICY } from '../../support/plain-settings.ts';
import { openCovers } from '../delivery-harness.ts';

const MESSAGES = '/channels/:id/messages';
const PROGRESS = { applicationId: '5', token: 'another-token', expiresAt: Number.MAX_SAFE_INTEGER };

/** A cover that was paid for and could not be posted, on a real store and against the stand-in for Discord. */
async function openKept({
  settings = {},
  startedAt = null,
  link = null,
}: {
  settings?: Partial<GuildSettings>;
  startedAt?: number | null;
  link?: Take['link'];
} = {}) {
  const covers = await openCovers();
  const { clock, discord, database, log, jobs, files, blocked, firstPosters } = covers;
  const queued = covers.next();
  const [candidate] = queued.candidates;
  if (!candidate) throw new Error('a job has candidates');
  const takes = await covers.takesOf(1);
  const kept: Move = {
    ...steps.delivering(),
    set: { takes: takes.map((take) => ({ ...take, link })), delivery: { startedAt, messageId: null } },
  };
  const failed: Move = {
    to: 'failed',
    set: { failure: { key: 'delivery.autoMod', params: { channelId: queued.channelId } } },
    settle: { kind: 'commit', count: 1, micros: 150_000 },
  };
  const job = await acceptAndMove(jobs, queued, steps.submitting(candidate), kept, failed);
  const guildSettings = { get: async () => ({ ...PLAIN_POLICY, ...settings }) };
  const howTos = createHowTos({ database, clock });
  const postKept = createPostKept({ jobs, files, settings: guildSettings, howTos, discord, blocked, clock });
  const mediaEncoder = { measure: nothing, finish: nothing, fit: nothing, drawWaveform: nothing };
  const threads = createThreads({ database, clock });
  const { prepare, deliver } = createDeliver({
    ...{
      jobs,
      files,
      discord,
      mediaEncoder,
      drawsWaveforms: false,
      lufs: null,
      threads,
      blocked,
      firstPosters,
      clock,
      log,
    },
  });
  const leaseOn = createLeaseOn(jobs);
  const lease = {
    candidate,
    signal: new AbortController().signal,
    stillOurs: async () => true,
    isAlive: () => true,
    giveUpTurn() {},
  };
  const lobby = covers.guild.addChannel({ name: 'lobby' });
  const press = (seen: Job = job, channelId = lobby.id) =>
    postKept(seen, { channelId, parentChannelId: null, progress: PROGRESS });
  const carryOut = async () => {
    const prepared = await jobs.get(job.id);
    if (prepared?.preparedFor === null) await prepare(prepared, { ...lease, ...(await leaseOn(job.id)) });
    const ready = await jobs.get(job.id);
    if (ready?.state === 'delivering') await deliver(ready, { ...lease, ...(await leaseOn(job.id)) });
    return jobs.get(job.id);
  };
  return { ...covers, job, lobby, press, carryOut };
}

async function nothing(): Promise<never> {
  throw new Error('all that this needs is here');
}

describe('posting a cover that was kept', () => {
  it('posts it where the button was pressed, and charges nothing again', async () => {
    const { jobs, job, lobby, channel, press, carryOut } = await openKept();

    await press();
    const posted = await carryOut();

    expect(channel.messages).toHaveLength(0);
    expect(lobby.messages).toHaveLength(1);
    expect(posted).toMatchObject({
      state: 'delivered',
      channelId: lobby.id,
      settled: 'committed',
      spentMicros: 150_000,
    });
    expect(posted?.delivery?.messageId).toBe(lobby.messages[0]?.id);
    expect(await jobs.cover(job.id)).toMatchObject({ channelId: lobby.id });
  });

  it('does so once, however often and wherever it is pressed', async () => {
    const { job, lobby, channel, press, carryOut } = await openKept();

    const [first, second] = await Promise.all([press(), press(job, channel.id)]);
    await carryOut();
    const third = await press();
    await carryOut();

    expect(first?.state).toBe('delivering');
    expect(second?.state).toBe('delivering');
    expect(third?.state).toBe('delivered');
    expect([...lobby.messages, ...channel.messages]).toHaveLength(1);
  });

  it('goes back to being kept, with its new reason, where that fails', async () => {
    const { sandbox, press, carryOut } = await openKept();
    await press();
    const refusal = { status: 403, code: 160_005, message: 'Thread is locked' };
    sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: 'refusal', refusal, times: 1 });

    expect(await carryOut()).toMatchObject({ state: 'failed', failure: { key: 'delivery.locked' } });

    await press();
    expect(await carryOut()).toMatchObject({ state: 'delivered' });
  });

  it('is refused in words where the bot may not post, or its requester sees nothing', async () => {
    const { member, lobby, press } = await openKept();
    lobby.setOverwrites([{ id: lobby.guildId ?? '', type: 'role', deny: Flags.AttachFiles }]);
    await expect(press()).rejects.toMatchObject({
      text: { key: 'permissions.botThere', params: { missing: ['AttachFiles'] } },
    });
    lobby.setOverwrites([{ id: member.id, type: 'member', deny: Flags.ViewChannel }]);
    await expect(press()).rejects.toMatchObject({ text: { key: 'permissions.member' } });
  });

  it('is refused where its song was taken down', async () => {
    const { job, blocked, press } = await openKept();
    await blocked.add(job.guildId, job.reference?.hash ?? '');
    await expect(press()).rejects.toMatchObject({ text: { key: 'song.blocked' } });
  });

  it('is refused where its file is gone, and nobody says that its link still lives', async () => {
    const link = { url: 'https://cdn.example/take.mp3', expiresAt: null };
    const { clock, files, job, lobby, press } = await openKept({ link });
    await files.remove(job.takes[0]?.hash ?? '');
    await clock.advance(24 * 3_600_000);

    await expect(press()).rejects.toMatchObject({ text: { key: 'files.notKept' } });

    expect(lobby.messages).toHaveLength(0);
  });

  it('goes to the channel for covers where the server has one', async () => {
    const settings: { remixChannelIds: string[] } = { remixChannelIds: [] };
    const { channel, lobby, press, carryOut } = await openKept({ settings });
    settings.remixChannelIds.push(channel.id);

    await press();
    await carryOut();

    expect(lobby.messages).toHaveLength(0);
    expect(channel.messages).toHaveLength(1);
  });

  it('finds a message that was there all the time, and posts no other', async () => {
    const { clock, discord, channel, lobby, job, press, carryOut } = await openKept({ startedAt: 1 });
    const takes = { takes: [], picture: null };
    const { messageId } = await discord.post(job, takes, () => true, new AbortController().signal);
    await clock.advance(10 * 60_000);

    await press();

    expect(await carryOut()).toMatchObject({ state: 'delivered', channelId: channel.id, delivery: { messageId } });
    expect([channel.messages.length, lobby.messages.length]).toEqual([1, 0]);
  });

  it('is not posted twice where nobody can look for the first message', async () => {
    const { channel, guild, press } = await openKept({ startedAt: 1 });
    channel.setOverwrites([{ id: guild.id, type: 'role', deny: Flags.ReadMessageHistory }]);
    await expect(press()).rejects.toMatchObject({ text: { key: 'posting.cannotLook' } });
  });

  it('takes the line that tells of it for no post', async () => {
    const { sandbox, clock, discord, lobby, channel, job, press, carryOut } = await openKept();
    await discord.tell(job, [], new AbortController().signal);
    expect(channel.messages[0]?.buttons().map(({ label }) => label)).toEqual(['Get my cover', 'Post it']);

    await press(job, channel.id);
    sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: '500', when: 'before', times: 1 });
    await expect(carryOut()).rejects.toMatchObject({ name: 'DiscordError' });
    await clock.advance(2 * 60_000 + 1);
    await carryOut();

    expect([channel.messages.length, lobby.messages.length]).toEqual([2, 0]);
  });
});
