import { describe, expect, it } from 'vitest';
import { createDeliver } from '../../src/covers/deliver.ts';
import type { Job, Move } from '../../src/domain/job.ts';
import { createThreads } from '../../src/store/threads.ts';
import { acceptAndMove, mustChange } from '../contracts/jobs/harness.ts';
import { steps } from '../contracts/jobs/job-parts.ts';
import { openCovers } from './stage.ts';

const HOUR = 3_600_000;

/** A paid cover whose takes are kept, on a real store and against the stand-in for Discord. */
async function openDelivery({ awayMs = 0 } = {}) {
  const covers = await openCovers();
  const { clock, discord, database, log, jobs, files, blocked, firstPosters } = covers;
  const takes = await covers.takesOf(1);

  const queued = covers.next();
  const [candidate] = queued.candidates;
  if (!candidate) throw new Error('a job has candidates');
  const delivery = { startedAt: null, messageId: null };
  const kept: Move = { to: 'delivering', set: { takes, delivery, preparedFor: 10_000_000 } };
  const job = await acceptAndMove(jobs, queued, steps.submitting(candidate), kept);

  const studio = { fit: nothingToFetch, drawWaveform: nothingToFetch };
  const threads = createThreads({ database });
  await clock.advance(awayMs);
  const deps = { jobs, files, discord, studio, drawsWaveforms: false, threads, blocked, firstPosters, clock, log };
  const { deliver } = createDeliver(deps);
  const isOurs = { now: true };
  const lease = { candidate, signal: new AbortController().signal, stillOurs: async () => isOurs.now, giveUpTurn() {} };
  return { server: covers, jobs, job, blocked, isOurs, deliver: (seen: Job) => deliver(seen, lease) };
}

async function nothingToFetch(): Promise<never> {
  throw new Error('all that this needs is here');
}

describe('delivering a cover', () => {
  it('posts it, and writes down the message', async () => {
    const { server, jobs, job, deliver } = await openDelivery();
    await deliver(job);
    const [message] = server.channel.messages;
    expect(server.channel.messages).toHaveLength(1);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered', delivery: { messageId: message?.id } });
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
    expect(await jobs.get(job.id)).toMatchObject({ state: 'failed', failure: { key: 'delivery.kept' } });
  });

  it.each([
    -3_600_000, -60_000, 3_600_000,
  ])('looks for its post before it sends it again late, when the clock was set by %i ms meanwhile', async (steppedMs) => {
    const { server, jobs, job, deliver } = await openDelivery();
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
    server.clock.step(steppedMs);
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
});
