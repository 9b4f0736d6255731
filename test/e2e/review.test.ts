import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE, workAsked } from '../support/test-bot.ts';

const labelsOf = (message: { buttons(): { label: string }[] }) => message.buttons().map(({ label }) => label);
const link = 'discord.com/channels';

describe('before a cover that costs more than the server lets pass', () => {
  const environment = { CONFIRM_ABOVE_USD: '0.20' };

  it('its member sees song, style, model, price and what is left, and makes it once with any number of clicks', async () => {
    const { channel, member, other, runware, cover, restart } = await createTestBot({ environment });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, takes: 2 });
    const card = await answer.settled();
    for (const fact of ['song.wav', '0:07', 'WAV', STYLE, '$0.30', '$15']) expect(card.text()).toContain(fact);
    expect(labelsOf(card)).toEqual(['Make it', 'Edit lyrics', 'Change style', 'Cancel']);
    expect(card.ephemeralFor).toBe(member.id);
    expect(workAsked(runware)).toEqual([]);

    await restart();
    await Promise.all([member.click(card, 'Make it'), member.click(card, 'Make it')]);
    expect((await cover()).attachments).toHaveLength(2);
    expect(runware.paidRequests()).toBe(1);
    await expect(other.click(card, 'Make it')).rejects.toThrow(/cannot see/);
  });

  it('and nothing is asked for what costs less', async () => {
    const { channel, member, cover } = await createTestBot({ environment });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    expect((await cover()).attachments).toHaveLength(1);
  });

  it('the style can be changed, and it can be let go for nothing', async () => {
    const { channel, member, runware, cover } = await createTestBot({ environment });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, takes: 2 });
    const form = await member.click(await answer.settled(), 'Change style');
    const changed = await member.submit(form, { style: 'fast bright ska with brass' });
    const card = await changed.settled((message) => message.text().includes('ska'));
    await member.click(card, 'Make it');
    expect((await cover()).text()).toContain('ska with brass');

    const second = await member.slash(channel, 'cover', { song: await songOf(8), style: STYLE, takes: 2 });
    const dropped = await member.click(await second.settled(), 'Cancel');
    expect((await dropped.settled()).buttons()).toEqual([]);
    expect(runware.paidRequests()).toBe(1);
  });

  it('a forged click on another member’s card is refused', async () => {
    const { channel, member, other, runware } = await createTestBot({ environment });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, takes: 2 });
    const card = await answer.settled();
    const mine = await other.slash(channel, 'cover', { song: await songOf(7), style: STYLE, takes: 2 });
    const make = card.buttons().find(({ label }) => label === 'Make it')?.customId ?? '';
    const forged = await other.click(await mine.settled(), { force: true, customId: make });
    await expect
      .poll(() => [forged.message?.text(), ...forged.followUps.map((one) => one.text())].join())
      .toMatch(/has expired/);
    expect(workAsked(runware)).toEqual([]);
  });
});

describe('a server that wants members to say that they may use a song', () => {
  const environment = { RIGHTS_TICK: 'true' };

  it('shows the card where it was not ticked, and Make it says so', async () => {
    const { channel, member, cover } = await createTestBot({ environment });
    const card = await (await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE })).settled();
    expect(card.text()).toMatch(/may use/i);
    await member.click(card, 'Make it');
    expect((await cover()).attachments).toHaveLength(1);
  });

  it('has a tick in the form, which leads straight on', async () => {
    const { channel, member, cover } = await createTestBot({ environment });
    const form = await member.slash(channel, 'cover');
    expect(form.modal?.components).toHaveLength(5);
    const answer = await member.submit(form, { Song: await songOf(7), style: STYLE, 'I may use this song': true });
    await cover();
    await answer.settled((message) => message.text().includes(link));
  });
});
