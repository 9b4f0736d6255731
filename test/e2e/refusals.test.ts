import { describe, expect, it } from 'vitest';
import type { UploadedFile } from '../../src/sandbox/discord/types.ts';
import { createWave } from '../fixtures/audio/wave.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, DOWNLOADS, STYLE, workAsked } from '../support/test-bot.ts';

const file = (name: string, data: Uint8Array): UploadedFile => ({ name, data });

describe('a song that cannot be covered is refused before anything is spent', () => {
  it('says what is wrong with each, and offers to fix it', async () => {
    // Discord lets subscribers upload more than any provider takes.
    const { channel, member, runware, discord } = await createTestBot({ memberUploadLimit: 500_000_000 });
    const song = await songOf(7);
    const cases: [string, UploadedFile, RegExp][] = [
      [
        'a text file',
        file('song.mp3', new TextEncoder().encode('<html>not a song</html>'.repeat(50))),
        /^I can't find any music in that file/,
      ],
      ['an empty file', file('song.mp3', new Uint8Array()), /empty/i],
      ['five seconds', await songOf(5), /0:05/],
      ['silence', file('song.wav', createWave({ seconds: 10 })), /^There's nothing to hear in that file/],
      ['over 50 MB', file('song.wav', new Uint8Array(50_000_001)), /50 MB/],
      ['an unreadable header', file('song.wav', song.data.slice(0, 30)), /damaged|audio|read/i],
    ];
    for (const [what, upload, sentence] of cases) {
      const answer = await member.slash(channel, 'cover', { song: upload, style: STYLE });
      const refusal = await answer.settled();
      expect(refusal.text(), what).toMatch(sentence);
      expect(refusal.ephemeralFor, what).toBe(member.id);
      expect(
        refusal.buttons().map(({ label }) => label),
        what,
      ).toContain('Fix it');
    }
    expect(workAsked(runware)).toEqual([]);
    expect(discord.log.of('POST', '/channels/:id/messages')).toHaveLength(0);
  });

  it('takes it under any name, by what is in it', async () => {
    const { channel, member, cover } = await createTestBot();
    await member.slash(channel, 'cover', { song: await songOf(7, { name: 'song.mp3' }), style: STYLE });
    expect((await cover()).attachments).toHaveLength(1);
  });
});

describe('Fix it', () => {
  it('keeps every word and the song, which is not fetched twice', async () => {
    const { channel, member, discord, cover } = await createTestBot();
    const form = await member.slash(channel, 'cover', { song: await songOf(7) });
    const answer = await member.submit(form, { style: STYLE, lyrics: `${' '.repeat(20)}too few` });
    const refusal = await answer.settled();
    expect(refusal.text()).toMatch(/lyrics/i);

    const fix = await member.click(refusal, 'Fix it');
    expect(JSON.stringify(fix.modal)).toContain(STYLE);
    expect(JSON.stringify(fix.modal)).toContain('too few');
    const again = await member.submit(fix, { lyrics: '[Verse]\nnow there are enough of them' });
    await cover();
    // Once by the bot, once by the provider.
    expect(discord.log.of('GET', DOWNLOADS)).toHaveLength(2);
    await again.settled((message) => message.text().includes('discord.com/channels'));
  });

  it('takes another song in place of a bad one', async () => {
    const { channel, member, cover } = await createTestBot();
    const answer = await member.slash(channel, 'cover', { song: await songOf(5), style: STYLE });
    const fix = await member.click(await answer.settled(), 'Fix it');
    expect(JSON.stringify(fix.modal)).toContain(STYLE);
    // It would only be refused again.
    expect(JSON.stringify(fix.modal)).not.toContain('Leave empty to keep');
    await member.submit(fix, { song: await songOf(8) });
    expect((await cover()).text()).toContain(STYLE);
  });

  it('works after a restart of the bot', async () => {
    const { channel, member, cover, restart } = await createTestBot();
    const form = await member.slash(channel, 'cover', { song: await songOf(7) });
    const answer = await member.submit(form, { style: STYLE, lyrics: 'short' });
    const refusal = await answer.settled();
    await restart();
    const fix = await member.click(refusal, 'Fix it');
    await member.submit(fix, { lyrics: 'long enough to be sung' });
    expect((await cover()).text()).toContain(STYLE);
  });
});

describe('a quota that is used up', () => {
  it('refuses a member who had enough for today, and says when it renews', async () => {
    const { channel, member, other, cover } = await createTestBot({ environment: { MEMBER_COVERS_PER_DAY: '2' } });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, takes: 2 });
    await cover();
    const refusal = await (await member.slash(channel, 'cover', { song: await songOf(8), style: STYLE })).settled();
    expect(refusal.text()).toMatch(/<t:\d+/);
    await other.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    expect((await cover()).pings).toEqual([other.id]);
  });

  it("refuses what would break the server's budget", async () => {
    const { channel, member, runware } = await createTestBot({ environment: { GUILD_BUDGET_USD_PER_MONTH: '0.29' } });
    const refusal = await (
      await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, takes: 2 })
    ).settled();
    expect(refusal.text()).toContain('$0.30');
    expect(runware.paidRequests()).toBe(0);
  });
});

describe('missing permissions', () => {
  it('are named before a song is fetched', async () => {
    const { channel, guild, member, discord } = await createTestBot();
    const ATTACH_FILES = 1n << 15n;
    channel.setOverwrites([{ id: guild.id, type: 'role', deny: ATTACH_FILES }]);
    const refusal = await (await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE })).settled();
    expect(refusal.text()).toContain('Attach Files');
    expect(discord.log.of('GET', DOWNLOADS)).toHaveLength(0);
  });
});
