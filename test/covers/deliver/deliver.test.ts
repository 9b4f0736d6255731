import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { nothingKnown, progressView } from '../../../src/discord/views/progress/progress-view.ts';
import { mustChange } from '../../contracts/jobs/harness.ts';
import type { openCovers } from '../delivery-harness.ts';
import { openDelivery } from '../open-delivery.ts';

const HOUR = 3_600_000;
const MESSAGES = '/channels/:id/messages';

type Server = Awaited<ReturnType<typeof openCovers>>;

const refusal = (code: number) => (server: Server) =>
  server.sandbox.faults.add({
    method: 'POST',
    route: MESSAGES,
    kind: 'refusal',
    refusal: { status: 400, code, message: 'no' },
  });

const closedToFiles = (server: Server) =>
  server.channel.setOverwrites([{ id: server.guild.id, type: 'role', deny: Flags.AttachFiles }]);

describe('delivering a cover', () => {
  it('posts it, and writes down the message', async () => {
    const { server, jobs, job, deliver } = await openDelivery();
    await deliver(job);
    const [message] = server.channel.messages;
    expect(server.channel.messages).toHaveLength(1);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered', delivery: { messageId: message?.id } });
  });

  it.each([
    'posted',
    'kept for its requester',
  ])('counts as a use of all its files where it is %s, however long ago those were used', async (end) => {
    const { server, job, blocked, deliverNow, useFiles } = await openDelivery();
    const { hash } = await useFiles();
    await server.clock.advance(7 * 24 * HOUR);
    if (end !== 'posted') await blocked.add(job.guildId, hash);

    await deliverNow();

    expect(server.channel.messages).toHaveLength(end === 'posted' ? 1 : 0);
    const kept = await server.files.list();
    expect(kept).toHaveLength(4);
    expect(kept.filter(({ usedAt }) => usedAt < server.clock.now())).toEqual([]);
  });

  it('keeps it for its requester when its song was taken down while it was made', async () => {
    const { server, jobs, job, blocked, deliver } = await openDelivery();
    await blocked.add(job.guildId, job.reference?.hash ?? '');
    await deliver(job);
    expect(server.channel.messages).toHaveLength(0);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'failed', failure: { key: 'song.blocked' }, takes: [{}] });
  });

  it('is tried for a day of the bot’s own time, however long that was away before', async () => {
    const { server, jobs, job, deliver } = await openDelivery({ awayMs: 48 * HOUR });
    server.sandbox.faults.add({ method: 'POST', route: '/channels/:id/messages', kind: '500', when: 'before' });
    await expect(deliver(job)).rejects.toMatchObject({ name: 'DiscordError' });
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivering' });

    await server.clock.advance(24 * HOUR + 1);
    const begun = await jobs.get(job.id);
    if (begun) await deliver(begun);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'failed', failure: { key: 'delivery.noAnswer' } });
  });

  it.each([
    -3_600_000, -60_000, 3_600_000,
  ])('looks for its post before it sends it again late, when the clock was set by %i ms meanwhile', async (steppedMs) => {
    const { server, jobs, job, setClock, deliver } = await openDelivery();
    const fault = server.sandbox.faults.add({
      method: 'POST',
      route: '/channels/:id/messages',
      kind: '500',
      when: 'after',
      times: 1,
    });
    await expect(deliver(job)).rejects.toMatchObject({ name: 'DiscordError' });
    expect(fault.hits).toBe(1);
    await server.clock.advance(10 * 60_000);
    setClock(steppedMs);
    const begun = await jobs.get(job.id);
    if (begun) await deliver(begun);
    expect(server.channel.messages).toHaveLength(1);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered' });
  });

  it('posts nothing once its lease is over', async () => {
    const { server, jobs, job, isOurs, deliver } = await openDelivery();
    isOurs.now = false;
    await deliver(job);
    expect(server.channel.messages).toHaveLength(0);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivering' });
  });

  it('posts nothing when a wish to cancel came in after the cover was handed out', async () => {
    const { server, jobs, job, deliver } = await openDelivery();
    await mustChange(jobs, job, { to: job.state, set: { cancelRequestedAt: server.clock.now() } });
    await deliver(job);
    expect(server.channel.messages).toHaveLength(0);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivering', delivery: { startedAt: null } });
  });

  it('posts nothing of a cover that was cancelled after it was paid for, and has it paid', async () => {
    const { server, jobs, job, deliver } = await openDelivery();
    const cancelled = await mustChange(jobs, job, { to: job.state, set: { cancelRequestedAt: server.clock.now() } });
    await deliver(cancelled);
    expect(server.channel.messages).toHaveLength(0);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered', settled: 'committed', spentMicros: 150_000 });
  });

  it.each([
    ['a permission that is missing', 'delivery.permission', closedToFiles],
    ['AutoMod', 'delivery.autoMod', refusal(200000)],
    ['a locked thread', 'delivery.locked', refusal(160005)],
    ['an archived thread', 'delivery.archived', refusal(50083)],
    ['a channel that is gone', 'delivery.gone', (server: Server) => server.channel.delete()],
    ['a message that Discord does not take', 'delivery.refused', refusal(50035)],
  ] as const)('keeps it with its reason: %s', async (_, key, breakIt) => {
    const { server, jobs, job, deliver } = await openDelivery();
    breakIt(server);

    await deliver(job);

    expect(await jobs.get(job.id)).toMatchObject({ state: 'failed', failure: { key }, settled: 'committed' });
  });

  it('names the permission', async () => {
    const { server, jobs, job, deliver } = await openDelivery();
    closedToFiles(server);
    await deliver(job);
    const failure = { params: { missing: ['AttachFiles'], channelId: server.channel.id } };
    expect(await jobs.get(job.id)).toMatchObject({ failure });
  });

  it('never says of one that is there that it was not posted', async () => {
    const { server, jobs, job, deliver } = await openDelivery();
    const lost = server.sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: 'reset', when: 'after', times: 1 });
    await expect(deliver(job)).rejects.toMatchObject({ code: 'unknown' });
    expect(lost.hits).toBe(1);
    refusal(50013)(server);

    const begun = await jobs.get(job.id);
    if (begun) await deliver(begun);

    const [message] = server.channel.messages;
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered', delivery: { messageId: message?.id } });
  });

  it('tells its requester once when it could not be posted for two minutes', async () => {
    const { server, jobs, job, deliver } = await openDelivery();
    server.sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: '500', when: 'before' });
    await expect(deliver(job)).rejects.toMatchObject({ name: 'DiscordError' });
    const early = await jobs.get(job.id);
    expect(early?.delivery?.isDelayed).toBeUndefined();

    await server.clock.advance(2 * 60_000);
    if (early) await expect(deliver(early)).rejects.toMatchObject({ name: 'DiscordError' });
    const late = await jobs.get(job.id);
    expect(late?.delivery?.isDelayed).toBe(true);
    expect(progressView(late ?? job, nothingKnown).content).toMatch(/won't let me post it yet/);
  });
});
