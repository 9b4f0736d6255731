import { describe, expect, it } from 'vitest';
import type { Remixes, RemixStart } from '../../src/covers/request/remix.ts';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import { UserError } from '../../src/errors.ts';
import type { SandboxMember } from '../../src/sandbox/discord/types.ts';
import { aTake } from '../support/build-cover.ts';
import { aReference, buildJob } from '../support/build-job.ts';
import { fieldOf, fieldsOf, openCommands, STYLE } from './command-harness.ts';

const SKA = 'fast bright ska with brass';
const parent = { id: '42', channelId: '3', messageId: '99' };

function startFrom(from: 'reference' | 'cover'): RemixStart {
  const reference = aReference({ name: `${from}.mp3` });
  const lineage = { rootHash: 'a'.repeat(64), parent, ancestors: [], from };
  return { song: { kind: 'kept', reference }, voice: null, instrumental: null, lineage };
}

async function openRemixes(answers: Parameters<typeof openCommands>[0] = {}, changes: Partial<Remixes> = {}) {
  const begun: unknown[][] = [];
  const remixes: Remixes = {
    async fromReference({ id, reference }) {
      begun.push(['reference', id]);
      return reference ? startFrom('reference') : { song: null, voice: null, instrumental: null, lineage: null };
    },
    async fromTake({ id }, index) {
      begun.push(['take', id, index]);
      return startFrom('cover');
    },
    ...changes,
  };
  const bot = await openCommands({ ...answers, deps: { remixes } });
  const press = async (customId: string, member: SandboxMember = bot.other) =>
    member.click(await bot.buttonFor(customId), 'Press');
  return { ...bot, startsOf: begun, press };
}

describe('Remix', () => {
  it('asks anyone for another style, and shows what the remix comes to before it is made', async () => {
    const bot = await openRemixes();
    bot.keepCover({ lyrics: '[Verse]\nla la la' });

    const form = await bot.press(coverIds.remix('42'));
    expect(form.modal).toMatchObject({
      title: 'New style for this song ($0.15 per take)',
      custom_id: coverIds.remixed('42'),
    });
    expect(fieldsOf(form)).toEqual(['How should it sound?', 'New lyrics (optional)', 'How many takes?']);
    expect(fieldOf(form, 'How should it sound?')).toMatchObject({ placeholder: STYLE });
    expect(fieldOf(form, 'How should it sound?')).not.toHaveProperty('value');
    expect(fieldOf(form, 'New lyrics (optional)')?.value).toBe('[Verse]\nla la la');
    const answer = await bot.other.submit(form, { style: SKA, 'How many takes?': ['2'] });
    expect(answer.kind).toBe('deferred');
    const card = await answer.settled();

    expect(card.ephemeralFor).toBe(bot.other.id);
    expect(card.content).toContain('Cover **reference.mp3**?');
    expect(bot.requested).toEqual([]);
    expect(bot.startsOf).toEqual([['reference', '42']]);
    await bot.other.click(card, 'Make it');
    await expect
      .poll(() => bot.requested)
      .toMatchObject([
        {
          ...startFrom('reference'),
          id: answer.interactionId,
          requester: { id: bot.other.id },
          style: SKA,
          lyrics: '[Verse]\nla la la',
          takes: 2,
          seed: null,
        },
      ]);
  });

  it('is refused without the tick where the server wants it, and mended with everything kept', async () => {
    const bot = await openRemixes({ settings: { wantsRightsTick: true } });
    bot.keepCover();

    const refused = await bot.other.submit(await bot.press(coverIds.remix('42')), { style: SKA });
    const refusal = await refused.settled();
    expect(refusal.content).toMatch(/^Tick/);
    const fix = await bot.other.click(refusal, 'Fix it');
    const card = await (await bot.other.submit(fix, { 'I may use this song': true })).settled();
    await bot.other.click(card, 'Make it');

    await expect.poll(() => bot.requested).toMatchObject([{ ...startFrom('reference'), style: SKA, mayUse: true }]);
  });

  it('asks for the song again where it is no longer kept', async () => {
    const gone = () => Promise.reject(new UserError({ key: 'files.gone', params: {} }));
    const bot = await openRemixes({}, { fromReference: gone });
    bot.keepCover();

    const refused = await bot.other.submit(await bot.press(coverIds.remix('42')), { style: SKA });
    const fix = await bot.other.click(await refused.settled(), 'Fix it');

    expect(fieldsOf(fix)).toContain('Song');
    expect(fieldOf(fix, 'How should it sound?')?.value).toBe(SKA);
  });

  it('of a new song asks for other words, and needs no file', async () => {
    const bot = await openRemixes({ models: ['minimax:music@cover', 'music-2.6'] });
    bot.keepCover({ kind: 'song', reference: null, lyrics: 'la la' });

    const form = await bot.press(coverIds.remix('42'));
    expect(fieldsOf(form)).toEqual(['How should it sound?', 'Lyrics']);
    const card = await (await bot.other.submit(form, { style: SKA, Lyrics: 'oh oh' })).settled();
    await bot.other.click(card, 'Make it');

    await expect
      .poll(() => bot.requested)
      .toMatchObject([{ kind: 'song', song: null, style: SKA, lyrics: 'oh oh', lineage: null }]);
  });

  it.each([
    coverIds.remix,
    coverIds.anotherTake,
  ])('is refused where no model of its kind is offered any more (%#)', async (idOf) => {
    const bot = await openRemixes();
    bot.keepCover({ kind: 'song', reference: null });

    const answer = await bot.press(idOf('42'));

    expect(answer.message?.content).toMatch(/^No music service here can do that/);
  });
});

describe('Remix this cover', () => {
  it('begins with the one take that there is', async () => {
    const bot = await openRemixes();
    bot.keepCover();

    const form = await bot.press(coverIds.remixCover('42'));
    expect(form.modal).toMatchObject({ title: 'Cover this cover ($0.15 per take)' });
    expect(fieldsOf(form)).not.toContain('Which take?');
    const card = await (await bot.other.submit(form, { style: SKA })).settled();

    expect(card.content).toContain('Cover **cover.mp3**?');
    expect(bot.startsOf).toEqual([['take', '42', 0]]);
  });

  it('asks which of several takes, also of a new song', async () => {
    const bot = await openRemixes({ models: ['minimax:music@cover', 'music-2.6'] });
    bot.keepCover({ kind: 'song', reference: null, isInstrumental: true, takes: [aTake(), aTake()] });

    const form = await bot.press(coverIds.remixCover('42'));
    expect(fieldsOf(form)).toEqual(['Which take?', 'How should it sound?', 'New lyrics (optional)', 'How many takes?']);
    await expect(bot.other.submit(form, { style: SKA })).rejects.toThrow('Which take?');
    const card = await (await bot.other.submit(form, { style: SKA, 'Which take?': ['1'] })).settled();
    await bot.other.click(card, 'Make it');

    expect(bot.startsOf).toEqual([['take', '42', 1]]);
    await expect
      .poll(() => bot.requested)
      .toMatchObject([{ ...startFrom('cover'), kind: 'cover', isInstrumental: false, style: SKA }]);
  });

  it('is refused where there is no take', async () => {
    const bot = await openRemixes();
    bot.keepCover({ takes: [] });

    const answer = await bot.press(coverIds.remixCover('42'));

    expect(answer.message?.content).toMatch(/^I no longer have the audio for this/);
  });
});

describe('Another take', () => {
  it('shows what the same again comes to, with a new seed, for whoever pressed it', async () => {
    const bot = await openRemixes();
    bot.keepCover({ lyrics: 'la la la la', wanted: { ...buildJob().wanted, takes: 3, seed: 9 } });

    const answer = await bot.press(coverIds.anotherTake('42'));
    const card = await answer.settled();
    await bot.other.click(card, 'Make it');

    await expect
      .poll(() => bot.requested)
      .toMatchObject([
        {
          ...startFrom('reference'),
          id: answer.interactionId,
          requester: { id: bot.other.id },
          style: STYLE,
          lyrics: 'la la la la',
          takes: 1,
          seed: null,
          mayUse: false,
        },
      ]);
  });
});

describe('what was not posted', () => {
  it.each([
    coverIds.remix,
    coverIds.remixCover,
    coverIds.anotherTake,
    coverIds.lyrics,
  ])('is nobody’s to remix but its requester’s, and nothing of another server is (%#)', async (idOf) => {
    const bot = await openRemixes();
    bot.keepJob({ state: 'failed', takes: [aTake()] });
    bot.keepCover({ id: '43', guildId: '1' });

    const foreign = await bot.press(idOf('42'));
    const elsewhere = await bot.press(idOf('43'));
    const unknown = await bot.press(idOf('44'));

    for (const { message } of [foreign, elsewhere, unknown]) {
      expect(message?.content).toMatch(/^I don't have this one any more/);
    }
    expect(bot.startsOf).toEqual([]);
  });
});
