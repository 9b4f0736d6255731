import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE, workAsked } from '../support/test-bot.ts';

describe('while a cover is on its way', () => {
  it('says how long the latest ones took, also after a restart', async () => {
    const { channel, member, cover, restart, until } = await createTestBot({ generationMs: 130_000 });
    const ask = async () => member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    const first = await ask();
    await until(() => /Usually /.test(first.message?.text() ?? ''), 200);
    await cover();
    await restart();
    const second = await ask();
    await until(() => /About 2 min in all/.test(second.message?.text() ?? ''));
  });

  it('says nothing of how long one took that the bot was away for', async () => {
    const { channel, member, runware, cover, restart, until } = await createTestBot();
    const ask = async () => member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await ask();
    await until(() => runware.paidRequests() === 1);
    await restart({}, 20 * 60_000);
    await cover();
    const second = await ask();
    await until(() => /Usually /.test(second.message?.text() ?? ''), 200);
  });

  it('that is cancelled after the paid call is finished and given to its requester alone', async () => {
    const { channel, member, runware, until, restart } = await createTestBot();
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => runware.paidRequests() === 1 && /Making your/.test(answer.message?.text() ?? ''));
    const progress = await answer.settled();
    await member.click(progress, 'Cancel');
    await restart();
    await until(() => (answer.message?.attachments.length ?? 0) > 0);
    expect(answer.message?.attachments[0]?.contentType).toBe('audio/mpeg');
    expect(channel.messages).toHaveLength(0);
    expect(runware.paidRequests()).toBe(1);
    const mine = await (await member.slash(channel, 'covers mine')).settled();
    expect(mine.text()).toContain('**song**');
  });

  it('that is cancelled while a synchronous provider has it, loses nothing of what was paid for', async () => {
    const { channel, member, minimax, until } = await createTestBot({ environment: { PROVIDERS: 'minimax' } });
    minimax.settings.preprocessMs = 0;
    const answer = await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await until(() => minimax.paidRequests() === 1 && (answer.message?.buttons().length ?? 0) > 0);
    await member.click(await answer.settled(), 'Cancel');
    await until(() => (answer.message?.attachments.length ?? 0) > 0);
    expect(channel.messages).toHaveLength(0);
  });

  it('is given back where the bot may not post any more right before the paid call', async () => {
    const { guild, channel, member, runware, until } = await createTestBot({ discord: { linkMs: 30 * 60_000 } });
    const upload = runware.faults.add({ taskType: 'mediaStorage', kind: '429', when: 'before', times: 1 });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => upload.hits > 0);
    guild.setBotPermissions(1n << 10n);
    await until(() => /permission/i.test(answer.message?.text() ?? ''));
    expect(runware.paidRequests()).toBe(0);
    expect(answer.message?.text()).toMatch(/nothing was charged/i);
  });
});

describe('a remix channel', () => {
  it('gets the covers asked for elsewhere, in a thread for each song, with a link back', async () => {
    const { discord, guild, channel, member, other, restart, until } = await createTestBot();
    const lab = guild.addChannel({ name: 'lab' });
    await restart({ REMIX_CHANNELS: `12345678901234567,${lab.id}`, REMIX_THREADS: 'true' });
    const song = await songOf(7);
    const answer = await member.slash(channel, 'cover', { song, style: STYLE });
    await until(() => answer.message?.text().includes('discord.com/channels'));
    await other.slash(channel, 'cover', { song, style: 'fast bright ska with brass' });
    const threads = () => guild.channels.filter(({ name }) => name.startsWith('song'));
    await until(() => threads()[0]?.messages.length === 2);
    expect(threads()).toHaveLength(1);
    const [posted] = threads()[0]?.messages ?? [];
    expect(posted?.text()).toContain(`<#${channel.id}>`);
    expect(answer.message?.text()).toContain(`${threads()[0]?.id}/${posted?.id}`);
    expect(channel.messages).toHaveLength(0);
    expect(discord.log.of('POST', '/channels/:id/threads')).toHaveLength(1);
  });

  it('that the bot may not write in is told before anything is accepted', async () => {
    const { guild, channel, member, runware, restart } = await createTestBot();
    const lab = guild.addChannel({ name: 'lab', overwrites: [{ id: guild.id, type: 'role', deny: 1n << 11n }] });
    await restart({ REMIX_CHANNELS: lab.id });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    expect((await answer.settled()).text()).toMatch(/Send Messages/i);
    expect(answer.message?.text()).toContain(`<#${lab.id}>`);
    expect(workAsked(runware)).toEqual([]);
  });
});
