import { describe, expect, it } from 'vitest';
import { readableIn, speakPseudoGerman, untranslatedIn } from '../support/pseudo-language.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

/** What the member wrote, and what a file of it is called, stays as it is. */
const ownWords = new Set([...(`> ${STYLE} song wav`.match(/\p{L}+/gu) ?? [])]);
const foreignWords = (shown: string) => untranslatedIn(shown).filter((word) => !ownWords.has(word));

describe('a member whose Discord is in another language than English', () => {
  it('is answered in it, from the form to the cover, while others go on in English', async () => {
    speakPseudoGerman();
    const { guild, channel, other, cover, until } = await createTestBot();
    const member = guild.addMember({ name: 'Ada', locale: 'de' });

    const form = await member.slash(channel, 'cover', { song: await songOf(7) });
    const labels = readableIn(form.modal);
    expect(labels.filter((label) => !label.startsWith('⟦'))).toEqual([]);
    expect(labels.join()).toContain('0,15\u00A0$');
    const answer = await member.submit(form, { style: STYLE });
    await until(() => answer.message?.text().includes('⟦'));
    expect(foreignWords(answer.message?.text() ?? '')).toEqual([]);

    const posted = await cover();
    expect(posted.text()).toMatch(/⟦<@\d+>|0,15\u00A0\$/);
    expect(foreignWords(posted.text())).toEqual([]);
    const quota = await member.slash(channel, 'quota');
    expect(foreignWords((await quota.settled()).text())).toEqual([]);
    const english = await other.slash(channel, 'quota');
    expect((await english.settled()).text()).toMatch(/^\*\*You, today\*\*/);
  });

  it('reads what all can read in the language that is set for that', async () => {
    speakPseudoGerman();
    const { channel, member, cover } = await createTestBot({ environment: { PUBLIC_LOCALE: 'de' } });

    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    const posted = await cover();
    expect(posted.text()).toMatch(/^⟦/);
    expect(foreignWords(posted.text())).toEqual([]);
    expect((await answer.settled((message) => message.text().includes('is here'))).text()).not.toContain('⟦');
  });

  it('is refused in it', async () => {
    speakPseudoGerman();
    const { guild, channel } = await createTestBot();
    const member = guild.addMember({ name: 'Ada', locale: 'de' });

    const answer = await member.slash(channel, 'cover', { song: await songOf(1), style: STYLE });
    expect((await answer.settled()).text()).toMatch(/^⟦That clip is 0:01 – I need at least 0:\d\d\.⟧\n⟦Fix it⟧/);
  });

  it('finds what commands and their options are for in it', async () => {
    speakPseudoGerman();
    const { guild, channel } = await createTestBot();
    const member = guild.addMember({ name: 'Ada', locale: 'de' });

    const commands = JSON.stringify(member.commands(channel));
    const descriptions = commands.match(/"description":"[^"]+"/g) ?? [];
    expect(descriptions.length).toBeGreaterThan(10);
    expect(commands.match(/"description_localizations":\{[^}]*"de":"⟦/g)).toHaveLength(descriptions.length);
  });
});
