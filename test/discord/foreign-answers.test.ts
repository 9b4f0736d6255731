import { Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { nothingKnown } from '../../src/discord/views/progress/progress-view.ts';
import type { FaultOptions } from '../../src/sandbox/discord/faults.ts';
import { jobIn, openRest, postingOf } from './bot-at-discord.ts';

const signal = new AbortController().signal;
const MESSAGES = '/channels/:id/messages';
const weather = { name: 'DiscordError', code: 'retry' };

/** What a proxy, Cloudflare or Discord's own network answers in Discord's place. */
const foreign = [
  { status: 403, body: 'page' },
  { status: 403, body: 'empty' },
  { status: 403, body: 'network' },
  { status: 404, body: 'page' },
  { status: 404, body: 'empty' },
  { status: 401, body: 'page' },
  { status: 401, body: 'empty' },
  { status: 400, body: 'page' },
  { status: 200, body: 'page' },
  { status: 302, body: 'page' },
  { status: 302, body: 'empty' },
] as const satisfies FaultOptions['foreign'][];

async function openJob() {
  const server = await openRest();
  const { sandbox, clock } = server;
  const progress = { applicationId: sandbox.applicationId, token: 'any', expiresAt: clock.now() + 60_000 };
  return { ...server, job: jobIn(server, { progress }) };
}

describe.each(foreign)('an answer that is none of Discord’s ($status, $body)', (answer) => {
  const fault = { kind: 'foreign', foreign: answer } as const;

  it('does not give a post up', async () => {
    const { sandbox, discord, job, channel } = await openJob();
    sandbox.faults.add({ method: 'POST', route: MESSAGES, times: 1, ...fault });

    const post = () => discord.post(job, postingOf(10), () => true, signal);

    await expect(post()).rejects.toMatchObject({ name: 'DiscordError', code: 'unknown' });
    await post();
    expect(channel.messages).toHaveLength(1);
  });

  it('says nothing about the rights of bot or member', async () => {
    const { sandbox, discord, job } = await openJob();
    for (const route of ['/guilds/:id', '/channels/:id', '/guilds/:id/members/:id']) {
      const struck = sandbox.faults.add({ method: 'GET', route, ...fault });
      await expect(discord.checkTarget(job, 'fresh', signal)).rejects.toMatchObject(weather);
      expect(struck.hits).toBeGreaterThan(0);
      struck.remove();
    }
    await expect(discord.checkTarget(job, 'fresh', signal)).resolves.toEqual({ kind: 'ok' });
  });

  it('ends no private message, deletes no post and closes no channel to threads', async () => {
    const { sandbox, discord, job } = await openJob();
    sandbox.faults.add({ route: /messages|threads|channels/, ...fault });
    const post = { channelId: job.channelId, messageId: '1000000000000000009' };
    const ownership = { knownId: undefined, claim: async () => true };

    await expect(discord.showProgress(job, nothingKnown, signal)).rejects.toMatchObject(weather);
    await expect(discord.deletePost(post, signal)).rejects.toMatchObject(weather);
    await expect(discord.findPost(job, 0, signal)).rejects.toMatchObject(weather);
    await expect(discord.openThread(job, ownership, signal)).rejects.toMatchObject(weather);
  });

  it('is no reason to forget the token', async () => {
    const { sandbox, rest, tokenRefusals } = await openJob();
    const fault = sandbox.faults.add({ route: /./, kind: 'foreign', foreign: answer });
    await expect(rest.once.get(Routes.user())).rejects.toThrow();
    fault.remove();

    await expect(rest.once.get(Routes.user())).resolves.toMatchObject({ id: sandbox.botUserId });
    expect(tokenRefusals()).toBe(0);
  });
});

describe('a refusal in Discord’s own words', () => {
  it('is believed where it has no code of its own', async () => {
    const { sandbox, discord, rest, job, tokenRefusals } = await openJob();
    const refusal = { status: 404, code: 0, message: '404: Not Found' };
    const gone = sandbox.faults.add({ method: 'GET', route: '/channels/:id', kind: 'refusal', refusal });
    await expect(discord.checkTarget(job, 'fresh', signal)).resolves.toMatchObject({ kind: 'gone' });
    gone.remove();

    const unauthorized = { status: 401, code: 0, message: '401: Unauthorized' };
    sandbox.faults.add({ route: /./, kind: 'refusal', refusal: unauthorized });
    await expect(rest.once.get(Routes.user())).rejects.toMatchObject({ status: 401 });
    expect(tokenRefusals()).toBe(1);
  });
});
