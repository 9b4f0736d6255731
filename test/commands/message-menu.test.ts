import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import { aTake } from '../support/build-cover.ts';
import { fieldsOf, openCommands, SONG, STYLE } from './command-harness.ts';

const MENU = 'Cover this song';

describe(MENU, () => {
  it('asks for the rest, fetches the song meanwhile, and names who posted it', async () => {
    const bot = await openCommands();
    const message = bot.other.post(bot.channel, {
      files: [{ name: 'cat.png', data: new Uint8Array(9), contentType: 'image/png' }, SONG],
    });

    const form = await bot.member.menu(bot.channel, MENU, message);
    expect(fieldsOf(form)).toEqual([
      'How should it sound?',
      'New lyrics (optional)',
      'Only me first',
      'How many takes?',
    ]);
    await expect.poll(() => bot.begun).toMatchObject([{ id: form.interactionId, song: { name: 'song.mp3' } }]);
    const answer = await bot.member.submit(form, { style: STYLE });

    expect(answer.kind).toBe('deferred');
    await expect
      .poll(() => bot.requested)
      .toMatchObject([
        {
          id: form.interactionId,
          requester: bot.requester,
          song: { kind: 'link', name: 'song.mp3', sizeBytes: 1_000, posterId: bot.other.id },
          style: STYLE,
        },
      ]);
  });

  it('asks which of several songs, and fetches none before it knows', async () => {
    const bot = await openCommands();
    const names = ['one.mp3', 'two.ogg', 'two.ogg'];
    const files = names.map((name) => ({ name, data: new Uint8Array(9), contentType: 'application/octet-stream' }));
    const message = bot.other.post(bot.channel, { files });

    const form = await bot.member.menu(bot.channel, MENU, message);
    expect(fieldsOf(form)).toEqual([
      'Which song?',
      'How should it sound?',
      'New lyrics (optional)',
      'Only me first',
      'How many takes?',
    ]);
    expect(JSON.stringify(form.modal)).toContain('"two.ogg (2)"');
    await expect.poll(() => bot.drafts.size).toBe(1);
    await bot.member.submit(form, { 'Which song?': ['1'], style: STYLE });

    await expect.poll(() => bot.requested).toMatchObject([{ song: { name: 'two.ogg', posterId: bot.other.id } }]);
    expect(bot.begun).toEqual([]);
  });

  it('offers videos and recordings too, whatever Discord calls them, and no pictures', async () => {
    const bot = await openCommands();
    const files = [
      { name: 'clip.mp4', data: new Uint8Array(9), contentType: 'video/mp4' },
      { name: 'memo.qta', data: new Uint8Array(9), contentType: 'application/octet-stream' },
      { name: 'band.aiff', data: new Uint8Array(9), contentType: 'audio/x-aiff' },
      { name: 'cover.jpg', data: new Uint8Array(9), contentType: 'image/jpeg' },
    ];
    const form = await bot.member.menu(bot.channel, MENU, bot.other.post(bot.channel, { files }));
    const shown = JSON.stringify(form.modal);
    for (const { name } of files) expect(shown.includes(`"${name}"`), name).toBe(name !== 'cover.jpg');
  });

  it('finds the song in a message that was passed on, and in one that shows it by components', async () => {
    const bot = await openCommands();
    const original = bot.other.post(bot.channel, { files: [SONG] });
    const passedOn = bot.other.post(bot.channel, { forwards: original });
    const shown = bot.other.post(bot.channel, { files: [SONG], inComponents: true });
    const both = bot.other.post(bot.channel, { forwards: shown });

    for (const message of [passedOn, shown, both]) {
      const form = await bot.member.menu(bot.channel, MENU, message);
      await bot.member.submit(form, { style: STYLE });
      await expect
        .poll(() => bot.requested.at(-1))
        .toMatchObject({
          id: form.interactionId,
          song: { kind: 'link', name: 'song.mp3', sizeBytes: 1_000, posterId: bot.other.id },
        });
    }
  });

  it('says so where there is no song, or where it could not be posted', async () => {
    const bot = await openCommands();
    const message = bot.other.post(bot.channel, { content: 'no song here' });

    const none = await bot.member.menu(bot.channel, MENU, message);
    bot.guild.setBotPermissions(Flags.ViewChannel | Flags.SendMessages | Flags.ReadMessageHistory);
    const refused = await bot.member.menu(bot.channel, MENU, message);

    expect(none.message?.content).toMatch(/^There's no audio or video in that message/);
    expect(refused.message?.content).toContain('**Attach Files**');
    expect([bot.begun, [...bot.drafts]]).toEqual([[], []]);
  });

  it('says so when the form was filled in for longer than a draft is kept', async () => {
    const bot = await openCommands();
    const form = await bot.member.menu(bot.channel, MENU, bot.other.post(bot.channel, { files: [SONG] }));
    await expect.poll(() => bot.drafts.size).toBe(1);
    bot.drafts.clear();

    const refused = await bot.member.submit(form, { style: STYLE });

    expect((await refused.settled()).content).toMatch(/^This form has expired/);
  });

  it('remixes a cover of our own, by its record and not by what stands under any message', async () => {
    const bot = await openCommands();
    const cover = await bot.buttonFor(coverIds.vote('42'));
    const alike = await bot.buttonFor(coverIds.remix('42'));
    bot.keepCover({ takes: [aTake(), aTake()], delivery: { startedAt: 1, messageId: cover.id } });

    const remix = await bot.member.menu(bot.channel, MENU, cover);
    const none = await bot.member.menu(bot.channel, MENU, alike);

    expect(remix.modal?.custom_id).toBe(coverIds.remixedCover('42'));
    expect(fieldsOf(remix)?.[0]).toBe('Which take?');
    expect(none.message?.content).toMatch(/^There's no audio or video in that message/);
    expect(bot.drafts.size).toBe(0);
  });
});
