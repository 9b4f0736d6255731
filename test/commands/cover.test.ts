import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import { moreChoices } from '../../src/discord/views/components/cover-controls.ts';
import { UserError } from '../../src/errors.ts';
import { aTake } from '../support/build-cover.ts';
import { aDraft, aReference, buildJob } from '../support/build-job.ts';
import { fieldOf, fieldsOf, openCommands, SONG, STYLE } from './command-harness.ts';

const CALLBACK = '/interactions/:id/:token/callback';

describe('/cover', () => {
  it('with song and style asks for the cover at once', async () => {
    const bot = await openCommands();

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: ` ${STYLE} `, takes: 2, seed: 7 });

    expect(answer.kind).toBe('deferred');
    await expect.poll(() => bot.requested).toHaveLength(1);
    expect(bot.requested[0]).toMatchObject({
      id: answer.interactionId,
      guildId: bot.guild.id,
      channelId: bot.channel.id,
      requester: bot.requester,
      song: { kind: 'link', name: 'song.mp3', sizeBytes: 1_000, expiresAt: expect.any(Number) },
      style: STYLE,
      lyrics: null,
      takes: 2,
      seed: 7,
      progress: { token: answer.token, expiresAt: bot.clock.now() + 840_000 },
    });
    expect(bot.drafts.get(answer.interactionId)).toEqual(bot.accepted[0]);
    expect(bot.used).toEqual([{ memberId: bot.member.id, style: STYLE }]);
    // From here on the covers keep the message up to date themselves.
    await expect.poll(() => bot.answered()).toHaveLength(1);
    expect(answer.message?.loading).toBe(true);
  });

  it('has its draft on disk before its form can be seen, and so before that can be sent', async () => {
    const bot = await openCommands();
    const fault = bot.sandbox.faults.add({ route: CALLBACK, kind: 'hang', when: 'before', times: 1 });
    bot.member.slash(bot.channel, 'cover', { song: SONG }).catch(() => undefined);
    await expect.poll(() => fault.hits).toBe(1);

    expect([...bot.drafts.values()]).toMatchObject([{ song: { name: 'song.mp3' } }]);
  });

  it('with the song alone asks for the style while the download already runs', async () => {
    const bot = await openCommands();

    const form = await bot.member.slash(bot.channel, 'cover', { song: SONG, takes: 3 });
    expect(form.kind).toBe('modal');
    await expect.poll(() => bot.begun).toMatchObject([{ id: form.interactionId, song: { name: 'song.mp3' } }]);
    expect(fieldsOf(form)).toEqual([
      'How should it sound?',
      'New lyrics (optional)',
      'Only me first',
      'How many takes?',
    ]);

    const answer = await bot.member.submit(form, {
      'How should it sound?': STYLE,
      'New lyrics (optional)': '[Verse]\nla la la',
    });

    await expect.poll(() => bot.requested).toHaveLength(1);
    expect(bot.requested[0]).toMatchObject({
      id: form.interactionId,
      song: { name: 'song.mp3' },
      style: STYLE,
      lyrics: '[Verse]\nla la la',
      takes: 3,
      mayUse: false,
      progress: { token: answer.token },
    });
  });

  it('with nothing, or only a style, asks for the song as well', async () => {
    const bot = await openCommands();

    const form = await bot.member.slash(bot.channel, 'cover', { style: STYLE, seed: 5 });
    expect(fieldsOf(form)).toHaveLength(5);
    expect(fieldsOf(form)).toContain('Song');
    await expect.poll(() => bot.drafts.size).toBe(1);
    const answer = await bot.member.submit(form, {
      Song: SONG,
      'How should it sound?': `${STYLE}, faster`,
      'How many takes?': ['2'],
    });

    await expect.poll(() => bot.requested).toHaveLength(1);
    expect(answer.kind).toBe('deferred');
    expect(bot.requested[0]).toMatchObject({
      id: form.interactionId,
      song: { kind: 'link', name: 'song.mp3', posterId: bot.member.id },
      style: `${STYLE}, faster`,
      lyrics: null,
      takes: 2,
      seed: 5,
    });
    expect(bot.begun).toEqual([]);
  });

  it('refuses at once where the bot could not post in the end', async () => {
    const bot = await openCommands();
    bot.guild.setBotPermissions(Flags.ViewChannel | Flags.SendMessages | Flags.ReadMessageHistory);

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG });

    expect(answer.message?.content).toContain('**Attach Files**');
    expect([bot.begun, bot.requested, [...bot.drafts]]).toEqual([[], [], []]);
  });

  it('is not refused there where the covers of the server are posted elsewhere', async () => {
    const elsewhere = await openCommands({ settings: { remixChannelIds: ['77'] } });
    elsewhere.guild.setBotPermissions(Flags.ViewChannel | Flags.SendMessages);

    await elsewhere.member.slash(elsewhere.channel, 'cover', { song: SONG, style: STYLE });

    await expect.poll(() => elsewhere.requested).toHaveLength(1);
  });

  it('remembers no style that is refused', async () => {
    const tooShort = new UserError({ key: 'style.length', params: { length: 2, minimum: 10, maximum: 300 } });
    const bot = await openCommands({ review: () => Promise.reject(tooShort) });

    const refused = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: 'ok' });

    expect((await refused.settled()).content).toMatch(/^That style is only 2 characters/);
    expect(bot.used).toEqual([]);
  });

  it('shows where the cover stands when it was asked for before', async () => {
    const bot = await openCommands({ accept: async (draft) => ({ job: buildJob({ id: draft.id }), isNew: false }) });

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE });

    expect((await answer.settled()).content).toMatch(/^This cover is already on its way\.\nCover of \*\*song\.mp3\*\*/);
  });
});

describe('/cover with another model', () => {
  it('shows no price where none is known, and no takes or seed where the model has none', async () => {
    const bot = await openCommands({ models: ['minimax/music-cover'] });

    const form = await bot.member.slash(bot.channel, 'cover', { song: SONG });

    expect(form.modal?.title).toBe('Make a cover');
    expect(bot.commands[0]?.data[0]).toMatchObject({
      name: 'cover',
      options: [{ name: 'song' }, { name: 'link' }, { name: 'style' }, { name: 'lyrics' }, { name: 'private' }],
    });
  });

  it('follows the first one whose price is known: no other is offered yet', async () => {
    const bot = await openCommands({ models: ['minimax/music-cover', 'minimax:music@cover'] });

    const form = await bot.member.slash(bot.channel, 'cover', { song: SONG });

    expect(form.modal?.title).toBe('Make a cover ($0.15 per take)');
  });

  it('asks for words in a form where it needs them, whatever was given, and for no style where it takes none', async () => {
    const bot = await openCommands({ models: ['minimax-music'] });

    const form = await bot.member.slash(bot.channel, 'cover', { song: SONG });
    expect(fieldsOf(form)).toEqual(['Lyrics', 'Only me first']);
    expect(fieldOf(form, 'Lyrics')).toMatchObject({ required: true, max_length: 596 });
    await expect.poll(() => bot.begun).toHaveLength(1);
    await bot.member.submit(form, { Lyrics: 'la la la' });

    await expect
      .poll(() => bot.requested)
      .toMatchObject([{ song: { name: 'song.mp3' }, style: null, lyrics: 'la la la' }]);
  });

  it('takes a voice and an instrumental in place of a song', async () => {
    const bot = await openCommands({ models: ['music-01'] });
    const voice = { ...SONG, name: 'voice.wav' };
    const instrumental = { ...SONG, name: 'band.wav' };

    const given = await bot.member.slash(bot.channel, 'cover', { voice, instrumental });
    expect(fieldsOf(given)).toEqual(['Lyrics', 'Only me first']);
    await bot.member.submit(given, { Lyrics: 'la la la' });
    const asked = await bot.member.slash(bot.channel, 'cover');
    expect(fieldsOf(asked)).toEqual(['Song', 'Voice', 'Instruments', 'Lyrics', 'Only me first']);
    expect(bot.drafts.size).toBe(1);
    await bot.member.submit(asked, { Voice: voice, Lyrics: 'oh oh oh' });

    await expect
      .poll(() => bot.requested)
      .toMatchObject([
        { song: null, voice: { name: 'voice.wav' }, instrumental: { name: 'band.wav' }, lyrics: 'la la la' },
        { song: null, voice: { name: 'voice.wav' }, instrumental: null, lyrics: 'oh oh oh' },
      ]);
    expect(bot.begun).toMatchObject([{ id: given.interactionId }]);
  });

  it('exchanges one part for another when it is mended, and keeps the rest', async () => {
    const bot = await openCommands({ models: ['music-01'] });
    const kept = (name: string) => ({ kind: 'kept', reference: aReference({ name }) }) as const;
    bot.drafts.set(
      '42',
      aDraft({
        id: '42',
        requester: bot.requester,
        song: null,
        voice: kept('voice.wav'),
        instrumental: kept('band.wav'),
        style: null,
        lyrics: 'la la la',
      }),
    );

    const form = await bot.member.click(await bot.buttonFor(coverIds.fix('42')), 'Press');
    expect(JSON.stringify(form.modal)).toContain('Leave empty to keep \\"band.wav\\"');
    await bot.member.submit(form, { Voice: { ...SONG, name: 'other.wav' } });

    await expect
      .poll(() => bot.requested)
      .toMatchObject([
        { song: null, voice: { name: 'other.wav' }, instrumental: { kind: 'kept' }, style: null, lyrics: 'la la la' },
      ]);
  });

  it('is not offered where no model makes covers, while what was made before still answers', async () => {
    const bot = await openCommands({ models: ['music-2.6'] });
    bot.keepCover();
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester }));

    const names = bot.commands.flatMap(({ data }) => data.map(({ name }) => name));
    expect(names).toContain('song');
    expect(names).not.toContain('cover');
    expect(names).not.toContain('Cover this song');
    const more = await bot.menuFor(coverIds.more('42'), [moreChoices.details]);
    const details = await bot.member.select(more, 'Menu', [moreChoices.details]);
    const fix = await bot.member.click(await bot.buttonFor(coverIds.fix('42')), 'Press');

    expect(details.message?.content).toContain('**Cover of song.mp3**');
    expect(fix.message?.content).toMatch(/^No music service here can do that/);
  });
});

describe('the form', () => {
  it('can be opened again from a refusal, filled in, and keeps the song that is there', async () => {
    let attempts = 0;
    const bot = await openCommands({
      accept: async (draft) => {
        attempts += 1;
        if (attempts > 1) return { job: buildJob({ id: draft.id }), isNew: true };
        throw new UserError({ key: 'lyrics.length', params: { length: 2, minimum: 10, maximum: 1_000 } });
      },
    });
    const refused = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE });
    const refusal = await refused.settled();
    expect(refusal.content).toMatch(/^Those lyrics are only 2 characters/);

    const form = await bot.member.click(refusal, 'Fix it');
    expect(JSON.stringify(form.modal)).toContain('Leave empty to keep \\"song.mp3\\"');
    expect(JSON.stringify(form.modal)).toContain(STYLE);
    await bot.member.submit(form, { 'New lyrics (optional)': 'longer lyrics now' });

    await expect.poll(() => bot.requested).toHaveLength(2);
    const [first, second] = bot.accepted;
    expect(second).toMatchObject({ id: first?.id, song: first?.song, style: STYLE, lyrics: 'longer lyrics now' });
  });

  it('asks for another song where the one that is there was refused, and offers none to keep', async () => {
    const bot = await openCommands();
    const song = { kind: 'kept', reference: aReference() } as const;
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester, song, style: STYLE, isAudioRefused: true }));

    const form = await bot.member.click(await bot.buttonFor(coverIds.fix('42')), 'Press');

    expect(JSON.stringify(form.modal)).not.toContain('Leave empty to keep');
    expect(fieldOf(form, 'Song')).toMatchObject({ required: true });
    expect(fieldOf(form, 'How should it sound?')?.value).toBe(STYLE);
    await bot.member.submit(form, { Song: { ...SONG, name: 'better.mp3' } });
    await expect.poll(() => bot.requested).toMatchObject([{ song: { name: 'better.mp3' }, isAudioRefused: false }]);
  });

  it('takes another song in place of the first', async () => {
    const bot = await openCommands();
    bot.drafts.set(
      '42',
      aDraft({ id: '42', requester: bot.requester, song: { kind: 'kept', reference: aReference() } }),
    );

    const form = await bot.member.click(await bot.buttonFor(coverIds.fix('42')), 'Press');
    await bot.member.submit(form, { Song: { ...SONG, name: 'better.mp3' } });

    await expect.poll(() => bot.requested).toMatchObject([{ id: '42', song: { kind: 'link', name: 'better.mp3' } }]);
  });

  it('says so when its draft is gone, unless it brought all that is needed', async () => {
    const bot = await openCommands();
    const short = await bot.member.slash(bot.channel, 'cover', { song: SONG });
    const whole = await bot.member.slash(bot.channel, 'cover');
    // Nothing was filled into the second one so far, so nothing of it can be lost.
    expect(bot.drafts.size).toBe(1);
    bot.drafts.clear();

    const refused = await bot.member.submit(short, { 'How should it sound?': STYLE });
    await bot.member.submit(whole, { Song: SONG, 'How should it sound?': STYLE });

    expect((await refused.settled()).content).toMatch(
      /^This form has expired\. Start again and I'll remember your style/,
    );
    expect(bot.used).toContainEqual({ memberId: bot.member.id, style: STYLE });
    await expect.poll(() => bot.requested).toMatchObject([{ id: whole.interactionId, takes: 1 }]);
    expect(bot.requested).toHaveLength(1);
  });

  it('is there without a draft where nothing was given before it, and leaves it to the request to say what is missing', async () => {
    const bot = await openCommands({ models: ['music-01'] });
    const form = await bot.member.slash(bot.channel, 'cover');
    expect(bot.drafts.size).toBe(0);

    await bot.member.submit(form, { Lyrics: 'la la la' });

    const draft = { id: form.interactionId, song: null, voice: null, lyrics: 'la la la' };
    await expect.poll(() => bot.requested).toMatchObject([draft]);
    expect([...bot.drafts.values()]).toMatchObject([draft]);
  });

  it('is refused without the tick where the server wants it, and mended without losing anything', async () => {
    const bot = await openCommands({ settings: { wantsRightsTick: true } });
    const form = await bot.member.slash(bot.channel, 'cover', { song: SONG });
    await expect.poll(() => bot.drafts.size).toBe(1);

    const refused = await bot.member.submit(form, { style: STYLE, 'How many takes?': ['3'] });
    const refusal = await refused.settled();
    expect(refusal.content).toMatch(/^Tick \*\*I may use this song\*\* first/);
    expect(bot.requested).toEqual([]);
    const fix = await bot.member.click(refusal, 'Fix it');
    expect(fieldOf(fix, 'How should it sound?')?.value).toBe(STYLE);
    await bot.member.submit(fix, { 'I may use this song': true });

    await expect.poll(() => bot.requested).toMatchObject([{ style: STYLE, takes: 3, mayUse: true }]);
  });

  it('forgets where a remix comes from when it takes another song', async () => {
    const bot = await openCommands();
    const parent = { id: '7', channelId: '8', messageId: '9' };
    bot.drafts.set(
      '42',
      aDraft({
        id: '42',
        requester: bot.requester,
        lineage: { rootHash: 'a', parent, ancestors: [], from: 'reference' },
      }),
    );

    const form = await bot.member.click(await bot.buttonFor(coverIds.fix('42')), 'Press');
    await bot.member.submit(form, { Song: SONG });

    await expect.poll(() => bot.requested).toMatchObject([{ id: '42', song: { name: 'song.mp3' }, lineage: null }]);
  });

  it('is its own member’s alone', async () => {
    const bot = await openCommands();
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester }));

    const answer = await bot.other.click(await bot.buttonFor(coverIds.fix('42')), 'Press');

    expect(answer.message?.content).toMatch(/^This form has expired/);
  });
});

describe('the buttons and the menu of a job', () => {
  it('cancel it for its requester, and for nobody else', async () => {
    const cancelled: string[] = [];
    const bot = await openCommands({
      cancelCover: async (job) => {
        cancelled.push(job.id);
        return { ...job, state: 'cancelled', settled: 'refunded' };
      },
    });
    bot.keepJob();
    const message = await bot.buttonFor(coverIds.cancel('42'));

    const refused = await bot.other.click(message, 'Press');
    expect(refused.message?.content).toMatch(/^Only the member who asked/);
    expect(cancelled).toEqual([]);

    const answer = await bot.member.click(message, 'Press');
    expect((await answer.settled()).content).toContain('Cancelled – nothing was charged.');
    expect(cancelled).toEqual(['42']);
    expect(message.buttons()).toEqual([]);
  });

  it('say beside the progress that it is too late to cancel', async () => {
    const bot = await openCommands({
      cancelCover: () => Promise.reject(new UserError({ key: 'job.tooLateToCancel', params: {} })),
    });
    bot.keepJob();
    const message = await bot.buttonFor(coverIds.cancel('42'));

    const answer = await bot.member.click(message, 'Press');

    await expect
      .poll(() => answer.followUps.map(({ content }) => content))
      .toEqual([expect.stringContaining('Too late')]);
    expect(message.content).toBe('a message');
  });

  it('try it again for its requester, in a new private message', async () => {
    const bot = await openCommands();
    bot.keepJob({ state: 'failed' });
    const message = await bot.buttonFor(coverIds.again('42'));

    const refused = await bot.other.click(message, 'Press');
    const answer = await bot.member.click(message, 'Press');

    expect(refused.message?.content).toMatch(/^Only the member who asked/);
    expect(answer.kind).toBe('deferred');
    await expect.poll(() => bot.retried.map(({ id }) => id)).toEqual(['42']);
  });

  it('show its details to anyone, in private', async () => {
    const bot = await openCommands();
    const lyrics = `${'la '.repeat(1_400)}end`;
    bot.keepCover({ lyrics, spentMicros: 150_000, settled: 'committed', takes: [] });

    const more = await bot.menuFor(coverIds.more('42'), [moreChoices.details]);
    const answer = await bot.other.select(more, 'Menu', [moreChoices.details]);

    const message = answer.message;
    expect(message?.ephemeralFor).toBe(bot.other.id);
    expect(message?.content).toContain('Price: $0.15');
    expect(message?.content).toContain(`Style: ${STYLE}`);
    expect(message?.content).toMatch(/What happened:\n-# <t:1795176000:T> in line/);
    expect(message?.attachments.map(({ filename }) => filename)).toEqual(['lyrics.txt']);
    expect(Buffer.from(message?.attachments[0]?.data() ?? []).toString()).toBe(lyrics);
  });

  it('give kept takes to the requester alone', async () => {
    const asked: string[] = [];
    const takes = async ({ id }: { id: string }) => {
      asked.push(id);
      return [];
    };
    const bot = await openCommands({ deps: { originals: { takes, original: () => Promise.reject(new Error('no')) } } });
    bot.keepJob({ state: 'failed', takes: [aTake()] });
    const message = await bot.buttonFor(coverIds.kept('42'));

    const refused = await bot.other.click(message, 'Press');
    const given = await bot.member.click(message, 'Press');

    expect(refused.message?.content).toMatch(/^Only the member who asked/);
    expect((await given.settled()).ephemeralFor).toBe(bot.member.id);
    expect(asked).toEqual(['42']);
  });

  it('say so when the job is gone', async () => {
    const bot = await openCommands();

    const answer = await bot.member.click(await bot.buttonFor(coverIds.again('43')), 'Press');

    expect(answer.message?.content).toMatch(/^I don't have this one any more/);
  });
});
