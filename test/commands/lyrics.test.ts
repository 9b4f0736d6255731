import { describe, expect, it } from 'vitest';
import type { HeardLyrics } from '../../src/covers/request/lyrics-draft.ts';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import type { Lineage } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import { aDraft, aReference, buildJob } from '../support/build-job.ts';
import { fieldOf, fieldsOf, openCommands, SONG, STYLE } from './command-harness.ts';

const HEARD: HeardLyrics = {
  lyrics: '[Verse 1]\nSilver rain is falling\n\n[Pre-Chorus]\nOn and on',
  sections: [
    { label: 'silence', startSeconds: 0, endSeconds: 1 },
    { label: 'intro', startSeconds: 1, endSeconds: 15 },
    { label: 'verse', startSeconds: 15.2, endSeconds: 75 },
    { label: 'outro', startSeconds: 75, endSeconds: 90 },
  ],
  isHeard: true,
};
const WRITING = { priceMicros: 10_000 };
const hear = async () => HEARD;

describe('/cover with lyrics: Edit first', () => {
  it('shows the parts and the words of the song before anything is asked for', async () => {
    const bot = await openCommands({ lyrics: { hear, writing: WRITING } });

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, lyrics: 'edit', takes: 2 });

    expect(answer.kind).toBe('deferred');
    const card = await answer.settled();
    expect(card.ephemeralFor).toBe(bot.member.id);
    expect(card.content.split('\n')).toEqual([
      '**Lyrics for your cover of song.mp3**',
      'Intro 0:01 · Verse 0:15 · Outro 1:15',
      "Here's what I hear – fix anything I got wrong.",
      '> \\[Verse 1\\]',
      '> Silver rain is falling',
      '> ',
      '> \\[Pre Chorus\\]',
      '> On and on',
    ]);
    expect(card.buttons().map(({ label }) => label)).toEqual(['Open editor', 'Rewrite lyrics ($0.01)']);
    expect(bot.heard).toMatchObject([{ id: answer.interactionId, song: { kind: 'link', name: 'song.mp3' } }]);
    expect(bot.requested).toEqual([]);
  });

  it('asks for the song first where none was given, and shows its words then', async () => {
    const bot = await openCommands({ lyrics: { hear } });

    const form = await bot.member.slash(bot.channel, 'cover', { lyrics: 'edit', seed: 5 });
    expect(form.modal?.title).toBe('Check the lyrics first');
    expect(fieldsOf(form)).toEqual(['Song', 'How should it sound?']);
    await expect.poll(() => bot.drafts.size).toBe(1);
    const answer = await bot.member.submit(form, { Song: SONG, 'How should it sound?': STYLE });

    expect((await answer.settled()).content).toContain('> Silver rain is falling');
    expect(bot.heard).toMatchObject([{ id: form.interactionId, style: STYLE, seed: 5 }]);
    expect(bot.requested).toEqual([]);
  });

  it('says so where nobody can hear the words, and leaves the song its own where none are typed', async () => {
    const bot = await openCommands({
      lyrics: { hear: async () => ({ lyrics: '', sections: [], isHeard: false }) },
    });

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, lyrics: 'edit' });
    const card = await answer.settled();

    expect(card.content).toContain("or leave it empty to keep the song's own.");
    expect(bot.drafts.get(answer.interactionId)?.lyrics).toBeNull();
    expect(card.buttons().map(({ label }) => label)).toEqual(['Open editor']);
  });

  it('leads back to its own form when the song is no good, and to the words when another one is', async () => {
    let attempts = 0;
    const bot = await openCommands({
      lyrics: {
        hear: async () => {
          attempts += 1;
          if (attempts === 1) throw new UserError({ key: 'song.damaged', params: {} });
          return HEARD;
        },
      },
    });
    const refused = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, lyrics: 'edit' });

    const form = await bot.member.click(await refused.settled(), 'Fix it');
    expect(fieldsOf(form)).toEqual(['Song', 'How should it sound?']);
    expect(fieldOf(form, 'Song')).toMatchObject({ required: true });
    expect(JSON.stringify(form.modal)).not.toContain('Leave empty to keep');
    const answer = await bot.member.submit(form, { Song: { ...SONG, name: 'better.mp3' } });

    expect((await answer.settled()).content).toContain('**Lyrics for your cover of better.mp3**');
    expect(bot.heard).toMatchObject([{}, { id: refused.interactionId, song: { name: 'better.mp3' }, style: STYLE }]);
    expect(bot.requested).toEqual([]);
  });

  it('keeps the song that was fetched while it was heard', async () => {
    const kept = { kind: 'kept', reference: aReference() } as const;
    const bot = await openCommands({
      lyrics: {
        hear: async (draft) => {
          bot.drafts.set(draft.id, { ...draft, song: kept });
          return HEARD;
        },
      },
    });

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, lyrics: 'edit' });
    await answer.settled();

    expect(bot.drafts.get(answer.interactionId)).toMatchObject({
      song: kept,
      style: STYLE,
      lyrics: '[Verse 1]\nSilver rain is falling\n\n[Pre Chorus]\nOn and on',
    });
  });
});

describe('the editor', () => {
  it('opens with the words that were heard, and shows what those come to that it is sent with', async () => {
    const bot = await openCommands({ lyrics: { hear } });
    const heard = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, lyrics: 'edit', takes: 2 });
    const card = await heard.settled();

    const form = await bot.member.click(card, 'Open editor');
    expect(fieldsOf(form)).toEqual(['How should it sound?', 'Lyrics', 'How many takes?']);
    expect(fieldOf(form, 'How should it sound?')?.value).toBe(STYLE);
    expect(fieldOf(form, 'Lyrics')).toMatchObject({
      value: '[Verse 1]\nSilver rain is falling\n\n[Pre Chorus]\nOn and on',
      max_length: 1_000,
      required: false,
    });
    const answer = await bot.member.submit(form, { Lyrics: '[verse 1]\nGolden rain\n\n[Drop]\nOn and off' });

    const review = await answer.settled();
    expect(review.id).toBe(card.id);
    expect(review.content).toContain('> Golden rain');
    expect(bot.requested).toEqual([]);
    const made = await bot.member.click(review, 'Make it');

    await expect
      .poll(() => bot.requested)
      .toMatchObject([
        {
          id: heard.interactionId,
          song: { reference: { name: 'song.mp3' } },
          style: STYLE,
          lyrics: '[Verse 1]\nGolden rain\n\n[Hook]\nOn and off',
          takes: 2,
          progress: { token: made.token },
        },
      ]);
  });

  it('holds the beginning of more words than fit, cut where a part ends, and the card says so', async () => {
    const verse = `[Verse]\n${'la '.repeat(799)}la`;
    const lyrics = [verse, verse].join('\n\n');
    const bot = await openCommands({ lyrics: { hear: async () => ({ ...HEARD, lyrics }) } });
    const card = await (await bot.member.slash(bot.channel, 'cover', { song: SONG, lyrics: 'edit' })).settled();

    const form = await bot.member.click(card, 'Open editor');

    expect(fieldOf(form, 'Lyrics')?.value).toBe(verse);
    expect(card.content).toContain(
      `That's ${lyrics.length.toLocaleString('en')} characters, and the music service takes up to 1,000.`,
    );
    expect(card.content).toContain('The editor only holds 4,000 characters');
  });

  it('keeps every word of lyrics that are refused as too long', async () => {
    const lyrics = `[Verse]\n${'la '.repeat(1_100)}end`;
    const params = { length: lyrics.length, minimum: 10, maximum: 1_000 };
    const refuseOnce = [new UserError({ key: 'lyrics.length', params })];
    const bot = await openCommands({
      lyrics: { hear: async () => ({ ...HEARD, lyrics }) },
      review: () => {
        const refusal = refuseOnce.pop();
        if (refusal) throw refusal;
        return undefined;
      },
    });
    const card = await (
      await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, lyrics: 'edit' })
    ).settled();
    const form = await bot.member.click(card, 'Open editor');
    expect(fieldOf(form, 'Lyrics')).toMatchObject({ value: lyrics, max_length: 3_311 });
    expect(JSON.stringify(form.modal)).toContain('3,311 characters – shorten them to 1,000');
    const refused = await bot.member.submit(form, {});

    await expect.poll(() => refused.followUps).toHaveLength(1);
    const [refusal = card] = refused.followUps;
    expect(refusal.content).toMatch(/^Those lyrics are 3,311 characters long/);
    const fix = await bot.member.click(refusal, 'Fix it');
    expect(fieldOf(fix, 'New lyrics (optional)')).toMatchObject({ value: lyrics, max_length: 3_311 });
    const review = await (await bot.member.submit(fix, { 'New lyrics (optional)': 'now few enough' })).settled();

    expect(review.content).toContain('> now few enough');
    expect(bot.requested).toEqual([]);
  });

  it.each([coverIds.editor, coverIds.write, coverIds.relisten])('is its own member’s alone (%#)', async (idOf) => {
    const bot = await openCommands({ lyrics: { writing: WRITING } });
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester }));
    const message = await bot.buttonFor(idOf('42'));

    const refused = await bot.other.click(message, 'Press');
    bot.drafts.clear();
    const gone = await bot.member.click(message, 'Press');

    expect(refused.message?.content).toMatch(/^This form has expired/);
    expect(gone.message?.content).toMatch(/^This form has expired/);
  });
});

describe('Write lyrics for me', () => {
  const written = { title: 'Silver Rain', lyrics: '[Verse]\nNew words\n\n[Build-up]\nHigher' };

  it('asks what about, pays for one attempt, and shows the card with the new words', async () => {
    const bot = await openCommands({ lyrics: { hear, writing: WRITING, write: async () => written } });
    const heard = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, lyrics: 'edit' });

    const form = await bot.member.click(await heard.settled(), 'Rewrite lyrics ($0.01)');
    expect(form.modal?.title).toBe('Rewrite lyrics ($0.01)');
    const answer = await bot.member.submit(form, { 'What should change?': ' told by the sea ' });
    const card = await answer.settled();

    expect(bot.written).toMatchObject([
      {
        draft: { id: heard.interactionId, lyrics: expect.stringContaining('Silver rain is falling') },
        prompt: 'told by the sea',
        attempt: answer.interactionId,
      },
    ]);
    expect(card.content.split('\n').slice(0, 3)).toEqual([
      'Written for you: **Silver Rain**',
      'Verse · Build Up',
      'Your lyrics so far:',
    ]);
    expect(card.content).toContain('> New words');
    const editor = await bot.member.click(card, 'Open editor');
    expect(fieldOf(editor, 'Lyrics')?.value).toBe('[Verse]\nNew words\n\n[Build Up]\nHigher');
    expect(fieldOf(editor, 'How should it sound?')?.value).toBe(STYLE);
  });

  it('begins anew where there are tags alone', async () => {
    const bot = await openCommands({ lyrics: { writing: WRITING, write: async () => written } });
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester, lyrics: '[Intro]\n\n[Verse]' }));

    const form = await bot.member.click(await bot.buttonFor(coverIds.write('42')), 'Press');
    await bot.member.submit(form, { 'What should they be about?': 'rain' });

    await expect.poll(() => bot.written).toMatchObject([{ draft: { id: '42', lyrics: null }, prompt: 'rain' }]);
  });

  it('loses nothing when it fails: the card is still there, with its words', async () => {
    const refusal = new UserError({ key: 'provider.unavailable', params: { provider: 'minimax' } });
    const bot = await openCommands({ lyrics: { hear, writing: WRITING, write: () => Promise.reject(refusal) } });
    const heard = await bot.member.slash(bot.channel, 'cover', { song: SONG, lyrics: 'edit' });
    const card = await heard.settled();
    const before = card.content;

    const form = await bot.member.click(card, 'Rewrite lyrics ($0.01)');
    const answer = await bot.member.submit(form, { 'What should change?': 'all' });

    expect((await answer.settled()).content).toMatch(/^I can't reach MiniMax right now/);
    expect(card.content).toBe(before);
    expect(fieldOf(await bot.member.click(card, 'Open editor'), 'Lyrics')?.value).toContain('Silver rain is falling');
  });

  it('is refused where nobody writes any more', async () => {
    const bot = await openCommands();
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester }));

    const answer = await bot.member.click(await bot.buttonFor(coverIds.write('42')), 'Press');

    expect(answer.message?.content).toMatch(/^No music service here can do that/);
  });
});

describe('Edit lyrics', () => {
  const lineage: Lineage = {
    rootHash: 'a'.repeat(64),
    parent: { id: '42', channelId: '3', messageId: '99' },
    ancestors: [],
    from: 'reference',
  };
  const song = { kind: 'kept', reference: aReference() } as const;
  const fromReference = async () => ({ song, voice: null, instrumental: null, lineage });
  const remixes = { fromReference, fromTake: () => Promise.reject(new Error('no take is asked for')) };
  const press = async (bot: Awaited<ReturnType<typeof openCommands>>, member = bot.member) =>
    member.click(await bot.buttonFor(coverIds.lyrics('42')), 'Press');

  it('begins a draft of the clicking member’s own with the song of the cover, and shows its words', async () => {
    const bot = await openCommands({ lyrics: { hear }, deps: { remixes } });
    bot.keepCover({ wanted: { ...buildJob().wanted, takes: 3, seed: 9 } });

    const answer = await press(bot, bot.other);
    const card = await answer.settled();

    expect(card.ephemeralFor).toBe(bot.other.id);
    expect(card.content).toContain('> Silver rain is falling');
    expect(bot.drafts.get(answer.interactionId)).toMatchObject({
      id: answer.interactionId,
      kind: 'cover',
      requester: { id: bot.other.id },
      song,
      lineage,
      style: STYLE,
      takes: 1,
      seed: null,
    });
    const form = await bot.other.click(card, 'Open editor');
    const review = await (await bot.other.submit(form, { Lyrics: 'my own words now' })).settled();
    await bot.other.click(review, 'Make it');
    await expect
      .poll(() => bot.requested)
      .toMatchObject([{ id: answer.interactionId, lyrics: 'my own words now', lineage }]);
  });

  it('shows the words that a cover was made with, and asks nobody what they are', async () => {
    const bot = await openCommands({ deps: { remixes } });
    bot.keepCover({ lyrics: '[Verse 2]\nMy words' });

    const answer = await press(bot);

    expect((await answer.settled()).content.split('\n').slice(1, 3)).toEqual(['Verse 2', 'Your lyrics so far:']);
    expect(bot.heard).toEqual([]);
  });

  it('does the same for a song made from words', async () => {
    const nothing = { song: null, voice: null, instrumental: null, lineage: null };
    const bot = await openCommands({
      models: ['minimax:music@cover', 'music-2.6'],
      deps: { remixes: { ...remixes, fromReference: async () => nothing } },
    });
    bot.keepCover({ kind: 'song', reference: null, lyrics: '[Verse]\nla la' });

    const answer = await press(bot);
    const form = await bot.member.click(await answer.settled(), 'Open editor');
    expect(fieldOf(form, 'Lyrics')).toMatchObject({ value: '[Verse]\nla la', required: true });
    const review = await (await bot.member.submit(form, { Lyrics: 'oh oh' })).settled();
    await bot.member.click(review, 'Make it');

    await expect
      .poll(() => bot.requested)
      .toMatchObject([{ id: answer.interactionId, kind: 'song', song: null, style: STYLE, lyrics: 'oh oh' }]);
  });

  it('is refused where no model that is offered takes lyrics or makes songs', async () => {
    const bot = await openCommands();
    bot.keepCover({ kind: 'song', reference: null, lyrics: 'la la' });

    const answer = await press(bot);

    expect(answer.message?.content).toMatch(/^No music service here can do that/);
    expect(bot.drafts.size).toBe(0);
  });

  it('asks for the song again where it is no longer kept', async () => {
    const gone = () => Promise.reject(new UserError({ key: 'files.gone', params: {} }));
    const bot = await openCommands({ deps: { remixes: { ...remixes, fromReference: gone } } });
    bot.keepCover();

    const answer = await press(bot);
    const form = await bot.member.click(await answer.settled(), 'Fix it');

    expect(fieldsOf(form)).toEqual(['Song', 'How should it sound?']);
  });
});
