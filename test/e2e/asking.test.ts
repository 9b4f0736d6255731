import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, DOWNLOADS, STYLE } from '../support/test-bot.ts';

describe('a cover is asked for', () => {
  it('with song and style: accepted at once, made, posted once and paid once', async () => {
    const { channel, member, runware, cover } = await createTestBot();
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    expect(answer.kind).toBe('deferred');
    expect(answer.message?.ephemeralFor).toBe(member.id);

    const message = await cover();
    expect(message.pings).toEqual([member.id]);
    expect(message.attachments).toHaveLength(1);
    expect(message.attachments[0]?.contentType).toBe('audio/mpeg');
    expect(message.text()).toContain(STYLE);
    expect(message.text()).toContain('$0.15');
    expect(message.buttons().map(({ label }) => label)).toEqual(['New style', 'Another take', '▶ Original', '♥ 0']);
    await answer.settled((private_) => private_.text().includes(`/${message.id}`));
    expect(channel.messages).toHaveLength(1);
    expect(runware.paidRequests()).toBe(1);
  });

  it('with a song alone: a form asks for style and lyrics while the song is fetched', async () => {
    const { channel, member, runware, discord, cover, until } = await createTestBot();
    const form = await member.slash(channel, 'cover', { song: await songOf(7) });
    expect(form.kind).toBe('modal');
    await until(() => discord.log.of('GET', DOWNLOADS).length > 0);

    const answer = await member.submit(form, { style: STYLE, lyrics: '[Verse]\nA line of my own words' });
    expect(answer.kind).toBe('deferred');
    await cover();
    // Once by the bot, once by the provider.
    expect(discord.log.of('GET', DOWNLOADS)).toHaveLength(2);
    expect(runware.requests.some((request) => JSON.stringify(request).includes('A line of my own words'))).toBe(true);
  });

  it('with nothing: a form takes the upload, too', async () => {
    const { channel, member, cover } = await createTestBot();
    const form = await member.slash(channel, 'cover');
    await member.submit(form, { song: await songOf(7), style: STYLE });
    expect((await cover()).text()).toContain(STYLE);
  });

  it('with a style alone: the form has it filled in', async () => {
    const { channel, member, cover } = await createTestBot();
    const form = await member.slash(channel, 'cover', { style: STYLE });
    await member.submit(form, { song: await songOf(7) });
    expect((await cover()).text()).toContain(STYLE);
  });

  it('as several takes: one message, one paid request, each take with its number', async () => {
    const { channel, member, runware, cover } = await createTestBot();
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, takes: 3, seed: 7 });
    const message = await cover();
    expect(message.attachments.map(({ title }) => title)).toEqual([
      `song – ${STYLE} (take 1)`,
      `song – ${STYLE} (take 2)`,
      `song – ${STYLE} (take 3)`,
    ]);
    expect(message.text()).toContain('$0.45');
    expect(runware.paidRequests()).toBe(1);
  });
});

describe('the details of a cover', () => {
  it('are shown privately to anyone who asks', async () => {
    const { channel, member, other, cover } = await createTestBot();
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, seed: 41 });
    const answer = await other.select(await cover(), 'More…', ['details']);
    const details = await answer.settled();
    expect(details.ephemeralFor).toBe(other.id);
    expect(details.text()).toContain(STYLE);
    expect(details.text()).toContain('41');
    expect(details.text()).toContain('$0.15');
  });
});
