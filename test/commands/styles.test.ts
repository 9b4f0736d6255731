import { describe, expect, it } from 'vitest';
import { fieldOf, openCommands, SONG, STYLE } from './command-harness.ts';

const LONG = `a style that goes on ${'and on '.repeat(20)}and ends at last`;
const jazz = { name: 'Jazz', style: 'slow smoky jazz, upright bass, brushed drums' };

describe('the style', () => {
  it('is proposed while it is typed: by the presets of the server, and what the member used last', async () => {
    const bot = await openCommands({
      models: ['minimax:music@cover', 'music-2.6'],
      settings: { presets: [jazz, { name: 'Short', style: 'too short' }] },
      lastStyles: [STYLE, 'x'.repeat(301)],
    });

    const [forCover, forSong] = await Promise.all(
      ['cover', 'song'].map((name) => bot.member.autocomplete(bot.channel, name, { style: 'SMOKY' }, 'style')),
    );

    const proposed = { name: 'Jazz: slow smoky jazz, upright bass, brushed drums', value: jazz.style };
    const short = { name: 'Short: too short', value: 'too short' };
    expect(forCover).toEqual([{ name: 'SMOKY', value: 'SMOKY' }, proposed, { name: STYLE, value: STYLE }, short]);
    expect(forSong?.slice(0, 2)).toEqual([{ name: 'SMOKY', value: 'SMOKY' }, proposed]);
    expect(forSong).toHaveLength(5);
  });

  it.each([
    ['a preset by its name', 'Jazz', jazz.style],
    ['a style that was too long to be proposed whole', `${LONG.slice(0, 99)}…`, LONG],
    ['what was typed', 'jazz, but different', 'jazz, but different'],
  ])('is taken as %s', async (_what, style, meant) => {
    const bot = await openCommands({ settings: { presets: [jazz] }, lastStyles: [LONG] });

    await bot.member.slash(bot.channel, 'cover', { song: SONG, style });

    await expect.poll(() => bot.requested).toMatchObject([{ style: meant }]);
  });

  it('stands whole in the form that asks for the rest', async () => {
    const bot = await openCommands({ settings: { presets: [jazz] } });

    const form = await bot.member.slash(bot.channel, 'cover', { style: 'Jazz' });

    expect(fieldOf(form, 'How should it sound?')?.value).toBe(jazz.style);
  });
});
