import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { openDelivery } from '../open-delivery.ts';

const FORUM = 15;
const POSTS = '/channels/:id/threads';
const MINUTE = 60_000;

/** A paid cover on its way into a forum. */
async function openForumDelivery({ forumTag = null }: { forumTag?: string | null } = {}) {
  let forumId = '';
  const delivery = await openDelivery({
    changes: ({ guild }) => {
      forumId = guild.addChannel({ name: 'covers', type: FORUM }).id;
      return { channelId: forumId, forumTag };
    },
  });
  const { guild, sandbox } = delivery.server;
  const forum = guild.channels.find(({ id }) => id === forumId);
  if (!forum) throw new Error('a forum was added');
  return {
    ...delivery,
    forum,
    posts: () => guild.channels.filter(({ parentId }) => parentId === forumId),
    lose: (when: 'before' | 'after') =>
      sandbox.faults.add({ method: 'POST', route: POSTS, kind: 'reset', when, times: 1 }),
    attempts: () => sandbox.log.of('POST', POSTS).length,
  };
}

describe('delivering a cover in a forum', () => {
  it('makes a post, and writes down its thread as the channel', async () => {
    const { jobs, job, deliver, forum, posts } = await openForumDelivery();

    await deliver(job);

    const [post] = posts();
    expect(posts()).toHaveLength(1);
    const delivered = { state: 'delivered', channelId: post?.id, forumId: forum.id, delivery: { messageId: post?.id } };
    expect(await jobs.get(job.id)).toMatchObject(delivered);
    expect(await jobs.cover(job.id)).toMatchObject({ channelId: post?.id, messageId: post?.id });
  });

  it('finds a post whose answer was lost, at once, and makes no second one', async () => {
    const { jobs, job, deliver, deliverNow, posts, lose, attempts } = await openForumDelivery();
    lose('after');
    await expect(deliver(job)).rejects.toMatchObject({ code: 'unknown' });

    await deliverNow();

    expect(posts()).toHaveLength(1);
    expect(attempts()).toBe(1);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered', channelId: posts()[0]?.id });
  });

  it('looks on for a post that may be on its way, and makes another only when none has come for two minutes', async () => {
    const { server, jobs, job, deliver, deliverNow, posts, lose, attempts } = await openForumDelivery();
    lose('before');
    await expect(deliver(job)).rejects.toMatchObject({ code: 'unknown' });

    for (let n = 0; n < 4; n += 1) {
      await expect(deliverNow()).rejects.toMatchObject({ code: 'retry' });
      await server.clock.advance(MINUTE / 2 - 1);
    }
    expect(attempts()).toBe(1);
    await server.clock.advance(4);
    await deliverNow();

    expect(attempts()).toBe(2);
    expect(posts()).toHaveLength(1);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered' });
  });

  it.each([
    -60 * MINUTE,
    60 * MINUTE,
  ])('waits as long for one of the run before, when the clock was set by %i ms meanwhile', async (steppedMs) => {
    const delivery = await openForumDelivery();
    const { server, job, deliver, deliverNow, restart, setClock, lose, posts, attempts } = delivery;
    lose('before');
    await expect(deliver(job)).rejects.toMatchObject({ code: 'unknown' });
    setClock(steppedMs);
    restart();

    await expect(deliverNow()).rejects.toMatchObject({ code: 'retry' });
    await server.clock.advance(2 * MINUTE);
    await deliverNow();

    expect(attempts()).toBe(2);
    expect(posts()).toHaveLength(1);
  });

  it('tries again at once what was certainly not posted', async () => {
    const { server, jobs, job, deliver, deliverNow, posts, attempts } = await openForumDelivery();
    const refusal = { status: 401, code: 0, message: '401: Unauthorized' };
    server.sandbox.faults.add({ method: 'POST', route: POSTS, kind: 'refusal', refusal, times: 1 });
    await expect(deliver(job)).rejects.toMatchObject({ code: 'retry' });
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivering', delivery: { startedAt: null } });

    await deliverNow();

    expect([posts().length, attempts()]).toEqual([1, 2]);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered' });
  });

  it('makes no second post where the forum can no longer be read', async () => {
    const { server, jobs, job, deliver, deliverNow, forum, posts, lose } = await openForumDelivery();
    lose('after');
    await expect(deliver(job)).rejects.toMatchObject({ code: 'unknown' });
    forum.setOverwrites([{ id: server.guild.id, type: 'role', deny: Flags.ReadMessageHistory }]);
    await server.clock.advance(3 * MINUTE);

    await deliverNow();

    expect(posts()).toHaveLength(1);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'failed', failure: { key: 'delivery.unsure' } });
  });

  it('never says of a post that may still come that it was not posted, when its day is over', async () => {
    const { server, jobs, job, deliver, deliverNow, lose } = await openForumDelivery();
    lose('before');
    await expect(deliver(job)).rejects.toMatchObject({ code: 'unknown' });
    await server.clock.advance(24 * 60 * MINUTE + 1);
    lose('before');

    await deliverNow();

    expect(await jobs.get(job.id)).toMatchObject({
      state: 'failed',
      failure: { key: 'delivery.unsure' },
      delivery: { startedAt: expect.any(Number), isForumPost: true },
    });
  });

  it('keeps it with its reason where the forum has come to want a tag', async () => {
    const { jobs, job, deliver, forum, posts } = await openForumDelivery({ forumTag: 'covers' });
    forum.setForum({ tags: [{ name: 'Songs' }], requiresTag: true });

    await deliver(job);

    expect(posts()).toEqual([]);
    const failure = { key: 'delivery.noTag', params: { channelId: forum.id } };
    expect(await jobs.get(job.id)).toMatchObject({ state: 'failed', failure, settled: 'committed' });
  });

  it('keeps it with its reason where the forum is gone, or AutoMod stops its title', async () => {
    const gone = await openForumDelivery();
    gone.forum.delete();
    await gone.deliver(gone.job);
    expect(await gone.jobs.get(gone.job.id)).toMatchObject({ failure: { key: 'delivery.gone' } });

    const stopped = await openForumDelivery();
    const refusal = { status: 400, code: 200_001, message: 'Title was blocked by automatic moderation' };
    stopped.server.sandbox.faults.add({ method: 'POST', route: POSTS, kind: 'refusal', refusal });
    await stopped.deliver(stopped.job);
    expect(await stopped.jobs.get(stopped.job.id)).toMatchObject({ failure: { key: 'delivery.autoMod' } });
  });

  it('is one post when Discord takes less than its limit says', async () => {
    const { server, jobs, job, deliver, posts } = await openForumDelivery();
    const refusal = { status: 413, code: 40_005, message: 'Request entity too large' };
    server.sandbox.faults.add({ method: 'POST', route: POSTS, kind: 'refusal', refusal, times: 1 });

    await deliver(job);

    expect(posts()).toHaveLength(1);
    expect(await jobs.get(job.id)).toMatchObject({ state: 'delivered' });
  });
});
