import { describe, expect, it } from 'vitest';
import { botPermissions, permissionBits } from '../../src/sandbox/discord/permissions.ts';
import { jobIn, openRest, postingOf, SUPPRESS_EMBEDS } from './bot-at-discord.ts';

const signal = new AbortController().signal;
const ONE = '/channels/:id/messages/:id';

type Server = Awaited<ReturnType<typeof openRest>>;

async function openPost(server: Server, channelId = server.channel.id, id = '1000000000000000001') {
  const job = jobIn(server, { channelId, id });
  const { messageId } = await server.discord.post(job, postingOf(10), () => true, signal);
  return { job, post: { channelId, messageId } };
}

describe('deletePost', () => {
  it('deletes a message of ours, and knows when it was gone', async () => {
    const server = await openRest();
    const { post } = await openPost(server);

    await expect(server.discord.deletePost(post, signal)).resolves.toBe('deleted');
    expect(server.channel.messages).toEqual([]);
    await expect(server.discord.deletePost(post, signal)).resolves.toBe('gone');
    server.channel.delete();
    await expect(server.discord.deletePost(post, signal)).resolves.toBe('gone');
  });

  it('takes for gone what went with the first of two tries', async () => {
    const server = await openRest();
    const { post } = await openPost(server);
    server.sandbox.faults.add({ method: 'DELETE', route: ONE, kind: '500', when: 'after', times: 1 });

    await expect(server.discord.deletePost(post, signal)).resolves.toBe('gone');
    server.sandbox.faults.add({ method: 'DELETE', route: ONE, kind: '500' });
    await expect(server.discord.deletePost(post, signal)).rejects.toMatchObject({ code: 'retry' });
  });

  it('wakes a thread that sleeps, and is refused where that is locked or hidden', async () => {
    const server = await openRest();
    const thread = server.guild.addThread({ name: 'song', parent: server.channel });
    const first = await openPost(server, thread.id);
    const second = await openPost(server, thread.id, '1000000000000000002');
    const third = await openPost(server, undefined, '1000000000000000003');

    thread.setArchived(true);
    await expect(server.discord.deletePost(first.post, signal)).resolves.toBe('deleted');
    thread.setLocked(true);
    await expect(server.discord.deletePost(second.post, signal)).resolves.toBe('refused');
    server.guild.setBotPermissions(botPermissions & ~permissionBits.VIEW_CHANNEL);
    await expect(server.discord.deletePost(third.post, signal)).resolves.toBe('refused');
  });
});

describe('report', () => {
  const reason = 'It is *mine* @everyone <@1> https://evil.example';

  async function openReport(server: Server, channelIds: readonly string[]) {
    const { job, post } = await openPost(server);
    const reporter = { id: server.other.id, name: '**Bob**' };
    return { id: 'report-1', job, cover: post, reporter, reason, takeDown: null, channelIds };
  }

  it('goes to the channel for reports, with a link to the cover, and pings nobody', async () => {
    const server = await openRest();
    const desk = server.guild.addChannel({ name: 'desk' });
    const elsewhere = server.sandbox.addGuild().addChannel({ name: 'elsewhere' });
    const report = await openReport(server, [elsewhere.id, desk.id]);

    await expect(server.discord.report(report, signal)).resolves.toBe(true);
    await expect(server.discord.report(report, signal)).resolves.toBe(true);

    const [message] = desk.messages;
    expect(desk.messages).toHaveLength(1);
    expect(elsewhere.messages).toEqual([]);
    expect(message?.pings).toEqual([]);
    expect(message?.text()).toContain(
      `https://discord.com/channels/${server.guild.id}/${server.channel.id}/${report.cover.messageId}`,
    );
    expect(message?.text()).toContain(`<@${server.other.id}> (\\*\\*Bob\\*\\*)`);
    expect(message?.text()).toContain('> It is \\*mine\\* \\@everyone \\<\\@1\\> https\\:\u200B//evil.\u200Bexample');
    expect((message?.flags ?? 0) & SUPPRESS_EMBEDS).toBe(SUPPRESS_EMBEDS);
  });

  it('goes to the owner where there is no such channel, or none that can be written in', async () => {
    const server = await openRest();
    const deaf = server.guild.addChannel({
      name: 'deaf',
      overwrites: [{ id: server.sandbox.botUserId, type: 'member', deny: permissionBits.SEND_MESSAGES }],
    });
    const report = await openReport(server, []);

    await expect(server.discord.report(report, signal)).resolves.toBe(true);
    const again = { ...report, reporter: { id: server.member.id, name: 'Ada' }, channelIds: [deaf.id] };
    await expect(server.discord.report(again, signal)).resolves.toBe(true);
    expect(server.guild.owner.directMessages.map(({ pings }) => pings)).toEqual([[], []]);

    server.guild.owner.closeDirectMessages();
    await expect(server.discord.report({ ...report, reporter: { id: '7', name: 'Eve' } }, signal)).resolves.toBe(false);
  });
});
