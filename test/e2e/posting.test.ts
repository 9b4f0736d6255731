import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

const typesOf = (message: { attachments: readonly { contentType: string }[] }) =>
  message.attachments.map(({ contentType }) => contentType);

describe('what is posted', () => {
  it('has the picture of the cover against its song', async () => {
    const { channel, member, cover } = await createTestBot({
      environment: { WAVEFORMS: 'true', EQUAL_LOUDNESS: 'true' },
    });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    expect(typesOf(await cover())).toEqual(['audio/mpeg', 'image/png']);
  });

  it.each([
    ['wav', /wav/],
    ['flac', /flac/],
  ])('as %s has an MP3 beside it that plays', async (format, contentType) => {
    const { channel, member, cover } = await createTestBot({ environment: { OUTPUT_FORMAT: format } });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    expect(typesOf(await cover())).toEqual(['audio/mpeg', expect.stringMatching(contentType)]);
  });
});

describe('a member’s own data', () => {
  it('is exported as one file, and deleted with the covers, but not with what others made of them', async () => {
    const { channel, member, other, cover, restart } = await createTestBot({
      environment: { MEMBER_COVERS_PER_DAY: '1' },
    });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    const first = await cover();
    const form = await other.click(first, 'New style');
    const card = await (await other.submit(form, { style: 'fast bright ska with brass' })).settled();
    await other.click(card, 'Make it');
    const remix = await cover();

    const exported = await (await member.slash(channel, 'privacy export')).settled();
    const [file] = exported.attachments;
    const data = new TextDecoder().decode(file?.data());
    expect(JSON.parse(data)).toMatchObject({ memberId: member.id, jobs: [{ style: STYLE }], lastStyles: [STYLE] });
    expect(data).not.toContain(other.id);

    const ask = await (await member.slash(channel, 'privacy delete')).settled();
    const [button] = ask.buttons();
    await restart();
    const done = await member.click(ask, button?.label ?? '');
    await done.settled((message) => /deleted/i.test(message.text()));
    expect(first.deleted).toBe(true);
    expect(remix.deleted).toBe(false);
    const again = await (await member.slash(channel, 'covers mine')).settled();
    expect(again.text()).not.toContain('**song**');
    // What was used today counts on, under no name.
    const refused = await member.slash(channel, 'cover', { song: await songOf(9), style: STYLE });
    expect((await refused.settled()).text()).toMatch(/used your take for today/);
  });
});

describe('a takedown', () => {
  it('by the song’s poster follows the lineage, and nothing is made of the song any more', async () => {
    const { channel, member, other, cover } = await createTestBot();
    const song = await songOf(7);
    await member.slash(channel, 'cover', { song, style: STYLE });
    const first = await cover();
    const form = await other.click(first, 'New style');
    const card = await (await other.submit(form, { style: 'fast bright ska with brass' })).settled();
    await other.click(card, 'Make it');
    const remix = await cover();

    const denied = await other.select(first, menuOf(first), ['remove']);
    expect((await denied.settled()).text()).toMatch(/only the member who asked/i);
    const ask = await (await member.select(first, menuOf(first), ['remove'])).settled(
      (one) => one.buttons().length > 1,
    );
    const takeDown = ask.buttons().find(({ customId }) => customId.includes('takeDown'));
    const done = await member.click(ask, takeDown?.label ?? '');
    await done.settled((message) => /^Deleted/.test(message.text()));
    expect([first.deleted, remix.deleted]).toEqual([true, true]);
    const refused = await other.slash(channel, 'cover', { song, style: STYLE });
    expect((await refused.settled()).text()).toMatch(/taken down/i);
  });
});

function menuOf(message: { components: readonly Record<string, unknown>[] }): string {
  return /"custom_id":"(cover:more:[^"]+)"/.exec(JSON.stringify(message.components))?.[1] ?? '';
}
