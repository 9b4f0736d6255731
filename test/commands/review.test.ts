import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import type { Draft } from '../../src/domain/draft.ts';
import { UserError } from '../../src/errors.ts';
import { aDraft, aReference, buildJob } from '../support/build-job.ts';
import { fieldOf, fieldsOf, modelCalled, openCommands, SONG, STYLE } from './command-harness.ts';

const PRICEY = { settings: { confirmAboveMicros: 200_000 } } as const;

describe('a cover that costs more than the server lets pass unseen', () => {
  it('is shown with what it comes to, and is made once with any number of clicks', async () => {
    let jobs = 0;
    const bot = await openCommands({
      ...PRICEY,
      accept: async (draft) => {
        jobs += 1;
        return { job: buildJob({ id: draft.id }), isNew: jobs === 1 };
      },
    });

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, takes: 2 });
    const card = await answer.settled();
    expect(card.ephemeralFor).toBe(bot.member.id);
    expect(card.content).toContain('2 takes · $0.30');
    expect(card.buttons().map(({ label }) => label)).toEqual(['Make it', 'Edit lyrics', 'Change style', 'Cancel']);
    expect(bot.requested).toEqual([]);
    expect(bot.used).toEqual([{ memberId: bot.member.id, style: STYLE }]);

    const [first, second] = [await bot.member.click(card, 'Make it'), await bot.member.click(card, 'Make it')];

    expect(first.kind).toBe('deferredUpdate');
    await expect.poll(() => card.content).toMatch(/^This cover is already on its way/);
    expect(bot.requested).toMatchObject([
      { id: answer.interactionId, mayUse: false, progress: { token: first.token } },
      { id: answer.interactionId, progress: { token: second.token } },
    ]);
    expect(bot.used).toContainEqual({ memberId: bot.member.id, style: STYLE });
  });

  it('goes on from its song as it is kept by then', async () => {
    const bot = await openCommands();

    await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE });

    const kept = { kind: 'kept', reference: { name: SONG.name } };
    await expect.poll(() => bot.accepted).toMatchObject([{ song: kept }]);
  });

  it('says beside the card why it cannot be made, and leads to what can be mended', async () => {
    const bot = await openCommands({
      ...PRICEY,
      accept: () => Promise.reject(new UserError({ key: 'files.gone', params: {} })),
    });
    const asked = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, takes: 2 });

    const answer = await bot.member.click(await asked.settled(), 'Make it');

    await expect.poll(() => answer.followUps).toHaveLength(1);
    expect(answer.followUps[0]?.content).toMatch(/^I no longer have the audio for this/);
    const fix = { label: 'Fix it', customId: coverIds.fix(asked.interactionId) };
    expect(answer.followUps[0]?.buttons()).toMatchObject([fix]);
  });
});

describe('the review card', () => {
  it('leads back to the form with every word kept where Discord does not show it, and is no bug', async () => {
    const bot = await openCommands(PRICEY);
    const refusal = { status: 400, code: 50_035, message: '' };
    const route = '/webhooks/:id/:token/messages/@original';
    bot.sandbox.faults.add({ method: 'PATCH', route, kind: 'refusal', refusal, times: 1 });

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, takes: 2 });
    const shown = await answer.settled();
    expect(shown.content).toMatch(/^Discord didn't take my answer/);
    const form = await bot.member.click(shown, 'Fix it');

    expect(fieldOf(form, 'How should it sound?')).toMatchObject({ value: STYLE });
    expect(bot.lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
    expect(bot.requested).toEqual([]);
  });

  it('takes another style, and shows what that comes to', async () => {
    const bot = await openCommands(PRICEY);
    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, takes: 2 });
    const card = await answer.settled();

    const form = await bot.member.click(card, 'Change style');
    expect([form.modal?.title, fieldsOf(form)]).toEqual(['Change style', ['How should it sound?']]);
    const changed = await bot.member.submit(form, { style: 'fast bright ska with brass' });

    expect((await changed.settled()).id).toBe(card.id);
    expect(card.content).toContain(' – fast bright ska with brass');
    expect(card.content).toContain('2 takes · ');
    await bot.member.click(card, 'Make it');
    await expect
      .poll(() => bot.requested)
      .toMatchObject([
        { id: answer.interactionId, song: { reference: { name: 'song.mp3' } }, style: 'fast bright ska with brass' },
      ]);
  });

  it('takes other words and another number of takes', async () => {
    const bot = await openCommands(PRICEY);
    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, takes: 2 });
    const card = await answer.settled();

    const form = await bot.member.click(card, 'Edit lyrics');
    const changed = await bot.member.submit(form, { Lyrics: '[verse]\nnew words', 'How many takes?': ['1'] });

    const { content } = await changed.settled();
    expect(content).toContain('> \\[Verse\\]\n> new words');
    expect(content).toContain('1 take · $0.15');
  });

  it('makes only what it shows: where its draft has changed, it shows that first', async () => {
    const bot = await openCommands(PRICEY);
    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE, takes: 2 });
    const old = await answer.settled();
    const form = await bot.member.click(await bot.buttonFor(coverIds.fix(answer.interactionId)), 'Press');
    const fixed = await bot.member.submit(form, {
      'New lyrics (optional)': '[verse]\nnew words',
      'How many takes?': ['4'],
    });
    expect((await fixed.settled()).content).toContain('4 takes · $0.60');

    const pressed = await bot.member.click(old, 'Make it');

    expect((await pressed.settled()).id).toBe(old.id);
    expect(old.content).toMatch(/^Something changed since you opened this/);
    expect(old.content).toContain('4 takes · $0.60');
    expect(old.content).toContain('> new words');
    expect(bot.requested).toEqual([]);
    await bot.member.click(old, 'Make it');
    await expect.poll(() => bot.requested).toMatchObject([{ takes: 4, lyrics: '[Verse]\nnew words' }]);
  });

  it('of an older release is shown anew before anything is made', async () => {
    const bot = await openCommands();
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester }));
    const card = await bot.buttonFor('cover:make:42');

    await (await bot.member.click(card, 'Press')).settled();

    expect(card.content).toContain('1 take · ');
    expect(bot.requested).toEqual([]);
  });

  it('is let go for nothing', async () => {
    const bot = await openCommands();
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester }));
    const card = await bot.buttonFor(coverIds.discard('42'));

    const answer = await bot.member.click(card, 'Press');

    expect(answer.kind).toBe('update');
    expect(card.content).toBe('Cancelled – nothing was made or charged.');
    expect(card.buttons()).toEqual([]);
    expect(bot.requested).toEqual([]);
  });

  it.each([
    (id: string) => coverIds.make(id, 'fingerprint'),
    coverIds.restyle,
    coverIds.discard,
  ])('is its own member’s alone, and says so politely when its draft is gone (%#)', async (idOf) => {
    const bot = await openCommands();
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester }));
    const message = await bot.buttonFor(idOf('42'));

    const refused = await bot.other.click(message, 'Press');
    bot.drafts.clear();
    const gone = await bot.member.click(message, 'Press');

    expect(refused.message?.content).toMatch(/^This form has expired/);
    expect(gone.message?.content).toMatch(/^This form has expired/);
    expect(bot.requested).toEqual([]);
  });

  it('shows the job that its draft has become, whichever of its buttons is pressed', async () => {
    const bot = await openCommands();
    bot.keepJob();
    const make = await bot.buttonFor(coverIds.make('42', 'fingerprint'));
    const discard = await bot.buttonFor(coverIds.discard('42'));

    const refused = await bot.other.click(make, 'Press');
    await (await bot.member.click(make, 'Press')).settled();
    await bot.member.click(discard, 'Press');

    expect(refused.message?.content).toMatch(/^Only the member who asked/);
    for (const { content } of [make, discard]) expect(content).toMatch(/^This cover is already on its way/);
    expect(bot.requested).toEqual([]);
  });

  it('is not asked for by a form once there is a job', async () => {
    const bot = await openCommands(PRICEY);
    bot.drafts.set('42', aDraft({ id: '42', requester: bot.requester, takes: 4 }));
    const restyle = await bot.member.click(await bot.buttonFor(coverIds.restyle('42')), 'Press');
    const fix = await bot.member.click(await bot.buttonFor(coverIds.fix('42')), 'Press');
    bot.keepJob();

    const restyled = await bot.member.submit(restyle, { style: 'fast bright ska with brass' });
    const fixed = await bot.member.submit(fix, {});

    for (const answer of [restyled, fixed]) {
      expect((await answer.settled()).content).toMatch(/^This cover is already on its way/);
    }
  });

  it.each([
    [coverIds.fix('42'), { Song: SONG, 'How should it sound?': STYLE }],
    [coverIds.relisten('42'), { Song: SONG }],
  ])('never touches the job of somebody else, whatever id a form is sent with (%s)', async (id, words) => {
    const bot = await openCommands();
    bot.keepJob({ style: 'a secret style' });
    bot.drafts.set('42', aDraft({ id: '42', requester: { id: bot.other.id, name: 'Bob' } }));
    const form = await bot.other.click(await bot.buttonFor(id), 'Press');
    bot.drafts.clear();

    const answer = await bot.other.submit(form, words);

    expect((await answer.settled()).content).toMatch(/^Only the member who asked/);
    expect([...bot.drafts.keys()]).toEqual([]);
  });

  it('confirms the right to use the song where the server wants it and it was not ticked', async () => {
    const bot = await openCommands({ settings: { wantsRightsTick: true } });

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE });
    const card = await answer.settled();
    expect(card.content).toContain('you confirm that you may use this song');
    await bot.member.click(card, 'Make it');

    await expect.poll(() => bot.requested).toMatchObject([{ mayUse: true }]);
  });

  it('shows the price of what is asked for by the model that makes it', async () => {
    const model = modelCalled('music-2.6');
    const bot = await openCommands({
      models: ['music-2.6'],
      review: async () => ({
        asks: true,
        review: {
          reference: null,
          voice: null,
          instrumental: null,
          model,
          micros: 150_000,
          usages: [],
          elsewhere: null,
          privateFirst: null,
          part: null,
          isPriceFixed: true,
        },
      }),
    });

    const answer = await bot.member.slash(bot.channel, 'song', { style: STYLE, instrumental: true });

    const card = await answer.settled();
    expect(card.content).toContain(' · MiniMax Music 2.6 at MiniMax');
    expect(card.buttons().map(({ label }) => label)).toEqual(['Make it', 'Change style', 'Cancel']);
    await bot.member.click(card, 'Make it');
    await expect.poll(() => bot.requested).toMatchObject([{ kind: 'song', isInstrumental: true }]);
  });
});

describe('a song that was taken down', () => {
  const MANAGERS = { name: 'managers', permissions: Flags.ManageGuild };
  const kept = { kind: 'kept', reference: aReference() } as const;

  async function openBlocked() {
    const allowed: Draft[] = [];
    const bot = await openCommands({
      review: async (draft) => {
        bot.drafts.set(draft.id, { ...draft, song: kept });
        if (allowed.length === 0) throw new UserError({ key: 'song.blocked', params: {} });
        const [model, review] = [
          modelCalled('minimax:music@cover'),
          { micros: 150_000, usages: [], elsewhere: null, part: null, privateFirst: null, isPriceFixed: true },
        ];
        return { asks: true, review: { ...review, model, reference: aReference(), voice: null, instrumental: null } };
      },
      deps: {
        removal: {
          takeDownOf: () => Promise.reject(new Error('nothing is taken down')),
          remove: () => Promise.reject(new Error('nothing is removed')),
          takeDown: () => Promise.reject(new Error('nothing is taken down')),
          blockSong: () => Promise.reject(new Error('nothing is blocked')),
          allowSong: () => Promise.reject(new Error('nothing is blocked')),
          allow: async (draft) => void allowed.push(draft),
        },
      },
    });
    return { bot, allowed };
  }

  it('can be allowed again by who may manage the server, and goes on from there', async () => {
    const { bot, allowed } = await openBlocked();
    bot.member.setRoles([...bot.member.roleIds, bot.guild.addRole(MANAGERS).id]);

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE });
    const card = await answer.settled();
    expect(card.content).toMatch(/^This song was taken down in this server[^\n]*\n-# You manage this server/);
    expect(allowed).toEqual([]);
    await (await bot.member.click(card, 'Allow it again')).settled();

    expect(allowed).toMatchObject([{ id: answer.interactionId, guildId: bot.guild.id, song: kept }]);
    expect(card.buttons().map(({ label }) => label)).toContain('Make it');
  });

  it('is refused to anyone else, also by a forged button', async () => {
    const { bot, allowed } = await openBlocked();

    const answer = await bot.member.slash(bot.channel, 'cover', { song: SONG, style: STYLE });
    const refusal = await answer.settled();
    expect(refusal.content).toMatch(/^This song was taken down in this server/);
    expect(refusal.buttons().map(({ label }) => label)).not.toContain('Allow it again');
    const forged = await bot.member.click(await bot.buttonFor(coverIds.allow(answer.interactionId)), 'Press');

    expect(forged.message?.content).toMatch(/^This song was taken down in this server/);
    expect(allowed).toEqual([]);
  });
});
