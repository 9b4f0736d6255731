import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

describe('a provider that fails', () => {
  it('takes no take: the member is told, the quota is given back, and Try again makes one new job', async () => {
    const { channel, member, runware, cover, until } = await createTestBot({
      environment: { MEMBER_COVERS_PER_DAY: '1' },
    });
    runware.failNext({ code: 'inferenceError', form: 'item' });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => answer.message?.buttons().some(({ label }) => label === 'Try again'));
    expect(channel.messages).toHaveLength(0);
    expect(answer.message?.text()).toContain('You have your takes back.');

    const failed = await answer.settled();
    await Promise.all([member.click(failed, 'Try again'), member.click(failed, 'Try again')]);
    await cover();
    expect(runware.paidRequests()).toBe(2);
    expect(channel.messages).toHaveLength(1);
  });

  it('that is busy is offered the job again, and paid once', async () => {
    const { channel, member, runware, cover } = await createTestBot();
    runware.faults.add({ taskType: 'audioInference', kind: '429', when: 'before', times: 3 });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await cover();
    expect(runware.paidRequests()).toBe(1);
  });

  it.each(['500', 'truncated'] as const)('with %s after it took the request is asked, not paid again', async (kind) => {
    const { channel, member, runware, cover } = await createTestBot();
    runware.faults.add({ taskType: 'audioInference', kind, when: 'after', times: 1 });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await cover();
    expect(runware.paidRequests()).toBe(1);
  });

  it.each(['500', 'reset'] as const)('with %s before it took the request gets it once more', async (kind) => {
    const { channel, member, runware, cover } = await createTestBot();
    runware.faults.add({ taskType: 'audioInference', kind, when: 'before', times: 1 });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await cover();
    expect(runware.paidRequests()).toBe(1);
  });

  it('that is away for minutes gets the job when it is back, with nobody else asking for anything', async () => {
    const { channel, member, runware, cover, clock, until } = await createTestBot();
    const comeBack = runware.refuseConnections();
    const backAt = clock.now() + 10 * 60_000;
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => clock.now() >= backAt);
    await comeBack();
    await cover();
    expect(clock.now()).toBeLessThan(backAt + 10 * 60_000);
    expect(runware.paidRequests()).toBe(1);
  });

  it('without money ends the job at once, with a refund', async () => {
    const { channel, member, runware, until } = await createTestBot();
    runware.money.balanceMicros = 0;
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => answer.message?.buttons().some(({ label }) => label === 'Try again'));
    expect(runware.paidRequests()).toBe(0);
  });

  it('that cannot fetch the song from Discord any more gets it as a file', async () => {
    const { channel, member, runware, cover } = await createTestBot({
      environment: { RUNNING_PER_GUILD: '1' },
      discord: { ephemeralFileMs: 20_000 },
    });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await member.slash(channel, 'cover', { song: await songOf(8), style: STYLE });
    await cover();
    await cover();
    expect(runware.requests.some(({ taskTypes }) => taskTypes.includes('mediaStorage'))).toBe(true);
    expect(runware.paidRequests()).toBe(2);
  });

  it('that never ends a task is given up after half an hour', async () => {
    const { channel, member, runware, until, clock } = await createTestBot({ generationMs: 5 * 3_600_000 });
    const startedAt = clock.now();
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => runware.paidRequests() === 1);
    // The private message cannot be edited after 15 minutes, so the end is told in the channel.
    await until(() => channel.messages.length === 1, 10_000);
    expect(clock.now() - startedAt).toBeGreaterThan(29 * 60_000);
    expect(channel.messages[0]?.pings).toEqual([member.id]);
    expect(answer.message?.buttons().map(({ label }) => label)).not.toContain('Try again');
  });

  it('with a dead result link is asked for a new one', async () => {
    const { channel, member, runware, cover } = await createTestBot();
    const fault = runware.linkFaults.add({ kind: 'dead', times: 1 });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    expect((await cover()).attachments).toHaveLength(1);
    expect(fault.hits).toBe(1);
    expect(runware.paidRequests()).toBe(1);
  });
});

describe('a Discord that fails', () => {
  it.each([
    { kind: '500', when: 'after' },
    { kind: 'reset', when: 'after' },
    { kind: '500', when: 'before' },
    { kind: '429', when: 'before' },
  ] as const)('with $kind $when posting has the cover once in the end', async ({ kind, when }) => {
    const { channel, member, discord, cover, until } = await createTestBot();
    const fault = discord.faults.add({
      method: 'POST',
      route: '/channels/:id/messages',
      kind,
      when,
      times: 2,
      // Of real time, in which the library waits.
      retryAfterSeconds: 0.02,
    });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await cover();
    await until(() => answer.message?.text().includes('discord.com/channels'));
    expect(fault.hits).toBe(2);
    expect(channel.messages).toHaveLength(1);
  });

  it('with answers lost for longer than a nonce lasts has the cover once: the bot finds its own message', async () => {
    const { channel, member, discord, until, clock } = await createTestBot();
    discord.faults.add({ method: 'POST', route: '/channels/:id/messages', kind: 'reset', when: 'after', times: 1 });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => channel.messages.length === 1);
    await clock.advance(5 * 60_000);
    await until(() => answer.message?.text().includes('discord.com/channels'));
    expect(channel.messages).toHaveLength(1);
  });

  it('that no longer lets the bot read back is not posted to again: the cover is kept for its requester', async () => {
    const { channel, guild, member, discord, until, clock } = await createTestBot();
    discord.faults.add({ method: 'POST', route: '/channels/:id/messages', kind: 'reset', when: 'after', times: 1 });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => channel.messages.length === 1);
    const READ_MESSAGE_HISTORY = 1n << 16n;
    channel.setOverwrites([{ id: guild.id, type: 'role', deny: READ_MESSAGE_HISTORY }]);
    await clock.advance(5 * 60_000);
    await until(() => answer.followUps[0]?.attachments.length === 1);
    expect(channel.messages).toHaveLength(1);
  });

  it('with less room than it says gets the cover as a link that tells its end', async () => {
    const { channel, member, cover } = await createTestBot({ discord: { uploadLimits: { 0: 150_000 } } });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    const message = await cover();
    expect(message.attachments).toHaveLength(0);
    expect(message.content).toMatch(/http:\/\/127\.0\.0\.1:\d+\/audio/);
    expect(message.content).toMatch(/<t:\d+/);
  });
});

describe('a proxy that answers in Discord’s place', () => {
  it('with 403 while the cover is posted, checked and shown gives up nothing that was paid for', async () => {
    const { channel, member, runware, discord, cover } = await createTestBot();
    const page = { kind: 'foreign', foreign: { status: 403, body: 'page' } } as const;
    discord.faults.add({ method: 'POST', route: '/channels/:id/messages', times: 2, ...page });
    discord.faults.add({ method: 'GET', route: '/channels/:id', times: 1, ...page });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await cover();
    expect(channel.messages).toHaveLength(1);
    expect(runware.paidRequests()).toBe(1);
    expect(answer.message?.text()).not.toMatch(/permission/i);
  });
});

describe('a target that is gone', () => {
  it('before the paid call ends the job with a refund', async () => {
    const { channel, member, guild, runware, until } = await createTestBot({ environment: { RUNNING_PER_GUILD: '1' } });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => runware.paidRequests() === 1);
    const answer = await member.slash(channel, 'cover', { song: await songOf(8), style: STYLE });
    await until(() => answer.message?.text() !== '');
    guild.kickBot();
    await until(() => answer.message?.text().match(/no longer|isn't there|can't/i));
    expect(runware.paidRequests()).toBe(1);
  });

  it('after it keeps the cover for the requester, who gets it privately', async () => {
    const { channel, member, guild, runware, until } = await createTestBot();
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => runware.paidRequests() === 1);
    guild.kickBot();
    await until(() => answer.followUps.length === 1);
    expect(answer.followUps[0]?.attachments.map(({ contentType }) => contentType)).toEqual(['audio/mpeg']);
  });

  it('is known by a deleted channel, too', async () => {
    const { channel, member, runware, until } = await createTestBot();
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => runware.paidRequests() === 1);
    channel.delete();
    // The private message is gone with its channel.
    await until(() => member.directMessages.length === 1);
    expect(member.directMessages[0]?.attachments).toHaveLength(1);
  });
});

describe('clicks and replays', () => {
  it('of the same form make one job', async () => {
    const { channel, member, runware, cover } = await createTestBot();
    const form = await member.slash(channel, 'cover', { song: await songOf(7) });
    await Promise.all([member.submit(form, { style: STYLE }), member.submit(form, { style: STYLE })]);
    await cover();
    expect(runware.paidRequests()).toBe(1);
    expect(channel.messages).toHaveLength(1);
  });

  it('of Cancel take a waiting job out of the line', async () => {
    const { channel, member, runware, until } = await createTestBot({ environment: { RUNNING_PER_GUILD: '1' } });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => runware.paidRequests() === 1);
    const waiting = await member.slash(channel, 'cover', { song: await songOf(8), style: STYLE });
    const card = await waiting.settled((message) => message.buttons().some(({ label }) => label === 'Cancel'));
    await member.click(card, 'Cancel');
    await until(() => /cancelled/i.test(waiting.message?.text() ?? ''));
    await until(() => channel.messages.length === 1);
    expect(runware.paidRequests()).toBe(1);
  });
});

describe('a private message that can no longer be edited', () => {
  it('does not keep the cover from being posted', async () => {
    const { channel, member, until } = await createTestBot({ generationMs: 20 * 60_000 });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => channel.messages.length === 1, 10_000);
    expect(channel.messages[0]?.pings).toEqual([member.id]);
  });
});
