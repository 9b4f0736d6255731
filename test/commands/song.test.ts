import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { songIds } from '../../src/discord/interactions/cover-ids.ts';
import { UserError } from '../../src/errors.ts';
import { aDraft, buildJob } from '../support/build-job.ts';
import { fieldOf, fieldsOf, openCommands, STYLE } from './command-harness.ts';

const MODELS = ['minimax:music@cover', 'music-2.6'];

describe('/song', () => {
  it('is offered only where a model makes songs', async () => {
    const bot = await openCommands();

    expect(bot.commands.map(({ name }) => name)).not.toContain('song');
  });

  it.each([
    [{ instrumental: true }, { isInstrumental: true, writesLyrics: false }],
    [{ write_lyrics: true }, { isInstrumental: false, writesLyrics: true }],
    [
      { instrumental: true, write_lyrics: true },
      { isInstrumental: true, writesLyrics: false },
    ],
  ])('with a style and %j asks for the song at once', async (options, asked) => {
    const bot = await openCommands({ models: MODELS });

    const answer = await bot.member.slash(bot.channel, 'song', { style: STYLE, ...options });

    expect(answer.kind).toBe('deferred');
    await expect.poll(() => bot.requested).toHaveLength(1);
    expect(bot.requested[0]).toMatchObject({
      id: answer.interactionId,
      kind: 'song',
      song: null,
      voice: null,
      style: STYLE,
      lyrics: null,
      ...asked,
    });
    expect(bot.drafts.get(answer.interactionId)).toEqual(bot.requested[0]);
    expect(bot.begun).toEqual([]);
  });

  it('with a style alone asks for the words to be sung', async () => {
    const bot = await openCommands({ models: MODELS });

    const form = await bot.member.slash(bot.channel, 'song', { style: STYLE });
    expect(form.modal?.title).toBe('Make a song ($0.15)');
    expect(fieldsOf(form)).toEqual(['How should it sound?', 'Lyrics', 'Only me first']);
    expect(fieldOf(form, 'How should it sound?')?.value).toBe(STYLE);
    await expect(bot.member.submit(form, {})).rejects.toThrow('the field Lyrics is required');
    await expect.poll(() => bot.drafts.size).toBe(1);
    await bot.member.submit(form, { Lyrics: '[refrain]\nla la' });

    await expect
      .poll(() => bot.requested)
      .toMatchObject([{ id: form.interactionId, kind: 'song', style: STYLE, lyrics: '[Chorus]\nla la' }]);
  });

  it('without a voice and without a style asks for the style alone, and forgets neither', async () => {
    const bot = await openCommands({ models: MODELS });

    const form = await bot.member.slash(bot.channel, 'song', { instrumental: true });
    expect(fieldsOf(form)).toEqual(['How should it sound?', 'Only me first']);
    await expect.poll(() => bot.drafts.size).toBe(1);
    await bot.member.submit(form, { 'How should it sound?': STYLE });

    await expect
      .poll(() => bot.requested)
      .toMatchObject([{ kind: 'song', style: STYLE, lyrics: null, isInstrumental: true, writesLyrics: false }]);
  });

  it('refuses at once where the bot could not post in the end', async () => {
    const bot = await openCommands({ models: MODELS });
    bot.guild.setBotPermissions(Flags.ViewChannel | Flags.SendMessages | Flags.ReadMessageHistory);

    const answer = await bot.member.slash(bot.channel, 'song', { style: STYLE, instrumental: true });

    expect(answer.message?.content).toContain('**Attach Files**');
    expect(bot.requested).toEqual([]);
  });

  it('shows where the song stands when it was asked for before', async () => {
    const job = buildJob({ kind: 'song', reference: null, style: STYLE });
    const bot = await openCommands({ models: MODELS, accept: async () => ({ job, isNew: false }) });

    const answer = await bot.member.slash(bot.channel, 'song', { style: STYLE, instrumental: true });

    const { content } = await answer.settled();
    expect(content).toBe(`This song is already on its way.\nNew song: **${STYLE}**\nGot it! You're in line…`);
  });
});

describe('the form of a song', () => {
  it('can be opened again from a refusal and keeps every word', async () => {
    let attempts = 0;
    const bot = await openCommands({
      models: MODELS,
      accept: async (draft) => {
        attempts += 1;
        if (attempts > 1) return { job: buildJob({ id: draft.id }), isNew: true };
        throw new UserError({ key: 'style.length', params: { length: 2_001, minimum: 1, maximum: 2_000 } });
      },
    });
    const form = await bot.member.slash(bot.channel, 'song', { style: STYLE });
    await expect.poll(() => bot.drafts.size).toBe(1);
    const refused = await bot.member.submit(form, { Lyrics: 'la la la' });

    const fix = await bot.member.click(await refused.settled(), 'Fix it');
    expect(fieldOf(fix, 'Lyrics')?.value).toBe('la la la');
    await bot.member.submit(fix, { 'How should it sound?': 'short jazz' });

    await expect
      .poll(() => bot.requested.at(-1))
      .toMatchObject({ id: form.interactionId, kind: 'song', style: 'short jazz', lyrics: 'la la la' });
  });

  it('says so when its draft is gone, unless it brought all that is needed', async () => {
    const bot = await openCommands({ models: MODELS });
    const short = await bot.member.slash(bot.channel, 'song', { instrumental: true });
    const whole = await bot.member.slash(bot.channel, 'song');
    // Nothing was filled into the second one so far, so nothing of it can be lost.
    expect(bot.drafts.size).toBe(1);
    bot.drafts.clear();

    const refused = await bot.member.submit(short, { 'How should it sound?': STYLE });
    await bot.member.submit(whole, { 'How should it sound?': STYLE, Lyrics: 'la la' });

    expect((await refused.settled()).content).toMatch(/^This form has expired/);
    await expect.poll(() => bot.requested).toMatchObject([{ id: whole.interactionId, lyrics: 'la la' }]);
    expect(bot.requested).toHaveLength(1);
  });

  it('is its own member’s alone', async () => {
    const bot = await openCommands({ models: MODELS });
    bot.drafts.set('42', aDraft({ id: '42', kind: 'song', song: null, requester: bot.requester }));

    const answer = await bot.other.click(await bot.buttonFor(songIds.fix('42')), 'Press');

    expect(answer.message?.content).toMatch(/^This form has expired/);
  });
});
