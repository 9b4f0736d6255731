import { describe, expect, it } from 'vitest';
import type { Answer, SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const WORDS = '[Verse]\nWords that I wrote myself\n\n[Pre-Chorus]\nand some more of them';
const minimax = { PROVIDERS: 'minimax' };

const makes = async (member: Scene['member'], card: SandboxMessage) => {
  await expect.poll(() => card.buttons().map(({ label }) => label)).toContain('Make it');
  await member.click(card, 'Make it');
};
const shows = (answer: Answer, pattern: RegExp) => answer.settled((message) => pattern.test(message.text()));

describe('the lyrics of a song', () => {
  it('are heard for free, edited, and sung: by preprocessing, with the tags as the provider spells them', async () => {
    const scene = await createTestBot({ environment: minimax });
    scene.minimax.settings.preprocessMs = 0;
    const answer = await scene.member.slash(scene.channel, 'cover', {
      song: await songOf(16),
      style: STYLE,
      lyrics: 'edit',
    });
    const card = await shows(answer, /\[Verse/);
    expect(scene.minimax.money.paid).toHaveLength(0);

    const editor = await scene.member.click(card, 'Open editor');
    expect(JSON.stringify(editor.modal)).toContain('[Verse');
    await scene.member.submit(editor, { lyrics: WORDS });
    await makes(scene.member, card);
    expect((await scene.cover()).attachments).toHaveLength(1);
    const sung = scene.minimax.requests.find(({ endpoint }) => endpoint === 'music');
    expect(JSON.stringify(sung?.body)).toContain('[Pre Chorus]');
    expect(JSON.stringify(sung?.body)).toContain('cover_feature_id');
    expect(scene.minimax.paidRequests()).toBe(1);
  });

  it('that are too few come back by Fix it with every word kept', async () => {
    const scene = await createTestBot({ environment: minimax });
    scene.minimax.settings.preprocessMs = 0;
    const answer = await scene.member.slash(scene.channel, 'cover', {
      song: await songOf(16),
      style: STYLE,
      lyrics: 'edit',
    });
    const card = await shows(answer, /\[Verse/);
    const editor = await scene.member.click(card, 'Open editor');
    // More than the counter beside the hint allows cannot be typed.
    await expect(scene.member.submit(editor, { lyrics: 'x'.repeat(1_001) })).rejects.toThrow(/at most 1000 characters/);
    const refused = await scene.member.submit(editor, { lyrics: 'the one' });
    await expect.poll(() => refused.followUps.length).toBe(1);
    const [refusal = card] = refused.followUps;
    expect(refusal.text()).toMatch(/only 7 characters/);
    const again = await scene.member.click(refusal, 'Fix it');
    expect(JSON.stringify(again.modal)).toContain('the one');
    const fixed = await (await scene.member.submit(again, { lyrics: WORDS })).settled();
    await makes(scene.member, fixed);
    await scene.cover();
  });

  it('can be written for money, once for each time it is asked, and count against the budget', async () => {
    const scene = await createTestBot({ environment: { ...minimax, GUILD_BUDGET_USD_PER_MONTH: '0.01' } });
    Object.assign(scene.minimax.settings, { preprocessMs: 0, lyricsMs: 0 });
    const answer = await scene.member.slash(scene.channel, 'cover', {
      song: await songOf(16),
      style: STYLE,
      lyrics: 'edit',
    });
    const card = await shows(answer, /\[Verse/);
    const wish = async () => {
      const form = await scene.member.click(card, 'Rewrite lyrics ($0.007)');
      return (await scene.member.submit(form, { 'What should change?': 'more rain on a tin roof' })).settled();
    };
    expect((await wish()).text()).toMatch(/rain|stand-in/i);
    expect(scene.minimax.money.paid.map(({ kind }) => kind)).toEqual(['lyrics']);
    expect((await wish()).text()).toMatch(/budget|\$/);
    expect(scene.minimax.money.paid).toHaveLength(1);
  });

  it('can be tags alone where no provider can hear them', async () => {
    const scene = await createTestBot();
    const answer = await scene.member.slash(scene.channel, 'cover', {
      song: await songOf(16),
      style: STYLE,
      lyrics: 'edit',
    });
    const card = await shows(answer, /couldn't make out the lyrics/);
    const editor = await scene.member.click(card, 'Open editor');
    await scene.member.submit(editor, { lyrics: '[Intro]\n[Verse]\n[Chorus]\n[Outro]' });
    await makes(scene.member, card);
    expect((await scene.cover()).attachments).toHaveLength(1);
  });

  it('of a cover are edited into a new cover by anyone, from the same song', async () => {
    const scene = await createTestBot({ environment: minimax });
    scene.minimax.settings.preprocessMs = 0;
    const answer = await scene.member.slash(scene.channel, 'cover', { song: await songOf(16), style: STYLE });
    const first = await scene.cover();
    await answer.settled((message) => message.text().includes(first.id));
    const card = await shows(await scene.other.click(first, 'Edit lyrics'), /\[Verse/);
    const editor = await scene.other.click(card, 'Open editor');
    await scene.other.submit(editor, { lyrics: WORDS });
    await makes(scene.other, card);
    expect((await scene.cover()).pings).toEqual([scene.other.id]);
    expect(scene.minimax.paidRequests()).toBe(2);
  });
});
