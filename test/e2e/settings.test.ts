import { describe, expect, it } from 'vitest';
import type { Answer, SandboxMember } from '../../src/sandbox/discord/types.ts';
import { chooseSetting, fillInSetting, openSetting, resetSetting, typeSetting } from '../support/settings-clicks.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const textOf = async (answer: Promise<Answer> | Answer) => (await (await answer).settled()).text();

const ask = async (scene: Scene, member: SandboxMember, channel = scene.channel, style = STYLE) =>
  textOf(member.slash(channel, 'cover', { song: await songOf(7), style }));

/** A server whose owner has a channel for the log, members with and without a role, and another server beside it. */
async function openServers() {
  const scene = await createTestBot({ environment: { RUNNING_PER_GUILD: '3' } });
  const { guild, discord } = scene;
  const fans = guild.addRole({ name: 'fans' });
  const log = guild.addChannel({ name: 'log' });
  const elsewhere = guild.addChannel({ name: 'elsewhere' });
  const beside = discord.addGuild({ name: 'beside' });
  const besides = beside.addChannel({ name: 'covers' });
  return {
    ...scene,
    log,
    elsewhere,
    fans,
    fan: guild.addMember({ name: 'Fay', roles: [fans] }),
    owner: guild.owner,
    beside: { guild: beside, channel: besides, owner: beside.owner, member: beside.addMember({ name: 'Zoe' }) },
  };
}

describe('/cover-settings', () => {
  it('is for those who manage the server, also by a forged click on a card', async () => {
    const { owner, member, channel } = await openServers();
    expect(JSON.stringify(member.commands(channel))).not.toContain('cover-settings');
    expect(JSON.stringify(owner.commands(channel))).toContain('cover-settings');
    const cover = await member.slash(channel, 'quota');
    const message = await cover.settled();

    const forged = await member.click(message, { force: true, customId: 'cover-settings:reset:channelIds' });

    expect(await textOf(forged)).toContain('Manage Server');
  });

  it('changes a setting, says so in words and in the log channel, and holds at the next click and after a restart', async () => {
    const scene = await openServers();
    const { owner, channel, elsewhere, log, member, beside } = scene;

    await chooseSetting(owner, channel, 'logChannelIds', [log.id]);
    const card = await chooseSetting(owner, channel, 'channelIds', [elsewhere.id]);

    expect(card.text()).toContain(`**Channels for asking** is now **<#${elsewhere.id}>** (was everywhere)`);
    expect(card.text()).toContain('Set by this server');
    const told = log.messages.map((message) => message.text());
    expect(told.at(-1)).toContain(
      `<@${owner.id}> changed **Channels for asking** from everywhere to <#${elsewhere.id}>`,
    );
    expect(log.messages.every((message) => message.pings.length === 0)).toBe(true);
    expect(await ask(scene, member)).toContain(`<#${elsewhere.id}>`);
    await scene.restart();
    expect(await ask(scene, member)).toContain(`<#${elsewhere.id}>`);
    expect(await ask(scene, beside.member, beside.channel)).not.toContain('This server makes its covers in');

    const reset = await resetSetting(owner, channel, 'channelIds');
    expect(reset.text()).toContain('is now **everywhere**');
    expect(log.messages.at(-1)?.text()).toContain('reset **Channels for asking**');
    expect(await ask(scene, member)).not.toContain(`<#${elsewhere.id}>`);
  });

  it('keeps two servers with different settings apart', async () => {
    const scene = await openServers();
    const { owner, channel, fans, fan, member, beside } = scene;

    await chooseSetting(owner, channel, 'allowedRoleIds', [fans.id]);
    await typeSetting(beside.owner, beside.channel, 'memberDayTakes', '0');

    expect(await ask(scene, member)).toContain(`<@&${fans.id}>`);
    expect(await ask(scene, fan)).not.toContain('making covers takes');
    expect(await ask(scene, beside.member, beside.channel)).toContain(
      "This server's settings don't give you any takes",
    );
    await chooseSetting(owner, channel, 'deniedRoleIds', [fans.id]);
    expect(await ask(scene, fan, channel, 'another style')).toContain("doesn't let one of your roles make covers");
  });

  it('lets a role have more than others, and names whose limit it is', async () => {
    const scene = await openServers();
    const { owner, channel, fans, fan, member } = scene;
    await typeSetting(owner, channel, 'memberDayTakes', '1');
    const card = await openSetting(owner, channel, 'roleLimits');
    const form = await owner.select(card, 'Choose a role', [fans.id]);
    const done = await (await owner.submit(form, { dayTakes: '2' })).settled();
    expect(done.text()).toContain(`<@&${fans.id}>: 2 takes a day`);

    await ask(scene, member);
    expect(await ask(scene, member, channel, 'a second style')).toContain(
      "You've used your take for today. The server set that limit.",
    );
    await ask(scene, fan);
    expect(await ask(scene, fan, channel, 'a second style')).not.toContain('set that limit');
    expect(await ask(scene, fan, channel, 'a third style')).toContain('The server set that limit');
  });

  it('refuses more than the operator allows, and cuts what was chosen before when that is lowered', async () => {
    const scene = await openServers();
    const { owner, channel } = scene;

    const refused = await typeSetting(owner, channel, 'memberDayTakes', '500');
    expect(refused.text()).toContain("That's more than the bot's owner allows. Choose 10 or less.");
    await typeSetting(owner, channel, 'memberDayTakes', '8');
    await scene.restart({ MEMBER_COVERS_PER_DAY: '3' });

    const card = await openSetting(owner, channel, 'memberDayTakes');
    expect(card.text()).toContain('Now: **3**');
    expect(card.text()).toContain("cut to what the bot's owner allows by now");
    await scene.restart({ MEMBER_COVERS_PER_DAY: '20' });
    expect((await openSetting(owner, channel, 'memberDayTakes')).text()).toContain('Now: **8**');
  });

  it('refuses forbidden words in a style and in the name of a file, whatever their case and accents', async () => {
    const scene = await openServers();
    const { owner, channel, member, runware } = scene;
    const values = { words: 'Darn, glïtch', match: ['whole'] };

    const card = await fillInSetting(owner, channel, 'forbiddenWords', { press: 'Add words', values });

    expect(card.text()).toContain('Added 2 words. There are 2 now.');
    expect(await ask(scene, member, channel, 'a DÄRN good blues')).toContain('||darn||');
    const named = { ...(await songOf(7)), name: 'glitch.mp3' };
    expect(await textOf(member.slash(channel, 'cover', { song: named, style: STYLE }))).toContain('||glitch||');
    expect(await ask(scene, member, channel, 'darning and glitches')).not.toContain('||');
    await scene.until(() => runware.paidRequests() === 1);
    const words = await member.click(card, 'Show them').catch((error: Error) => error.message);
    expect(words).toContain('cannot see this message');
    const shown = await (await owner.click(card, 'Show them')).settled();
    expect(shown.attachments).toHaveLength(1);
  });

  it('adds, moves, edits and removes styles, which are offered while a style is typed', async () => {
    const { owner, channel, member } = await openServers();
    const values = { name: 'Sea shanty', style: 'rowdy sea shanty with stomping feet' };
    await fillInSetting(owner, channel, 'presets', { press: 'Add a style', values });
    const offered = async () =>
      (await member.autocomplete(channel, 'cover', { style: 'shanty' }, 'style')).map(({ name }) => name).join();
    expect(await offered()).toContain('Sea shanty: rowdy');

    const list = await openSetting(owner, channel, 'presets');
    const id = /"value":"([\w-]{16})"[^}]*"label":"Sea shanty"|"label":"Sea shanty","value":"([\w-]{16})"/.exec(
      JSON.stringify(list.components),
    );
    const one = await (await owner.select(list, 'Choose a style to change it', [id?.[1] ?? id?.[2] ?? ''])).settled();
    const up = await (await owner.click(one, 'Move up')).settled();
    expect(up.text()).toMatch(/\*\*Sea shanty\*\* is number 11 now/);
    const form = await owner.click(up, 'Edit');
    await (await owner.submit(form, { style: 'gentle sea shanty' })).settled();
    expect(await offered()).toContain('Sea shanty: gentle');
    const removed = await (
      await owner.click(up, { force: true, customId: `cover-settings:dropPreset:${id?.[1] ?? id?.[2]}` })
    ).settled();
    expect(removed.text()).toContain('Removed **Sea shanty**');
    expect(await offered()).not.toContain('Sea shanty:');
  });

  it('has a pause between two covers, and a place in line for so many of a member', async () => {
    const scene = await openServers();
    const { owner, channel, member, other } = scene;
    await chooseSetting(owner, channel, 'pauseMinutes', ['5']);
    await ask(scene, member);
    expect(await ask(scene, member, channel, 'a second style')).toContain('asks for a pause');
    expect(await ask(scene, other)).not.toContain('asks for a pause');
    await scene.clock.advance(300_000);
    expect(await ask(scene, member, channel, 'a third style')).not.toContain('asks for a pause');
  });

  it('shows prices to moderators alone where the server wants that', async () => {
    const scene = await openServers();
    const { owner, channel, member } = scene;
    await chooseSetting(owner, channel, 'pricesFor', ['moderators']);

    // The first form of whoever manages a server that the bot cannot greet has the greeting in its place.
    await owner.slash(channel, 'cover');
    const form = await member.slash(channel, 'cover');
    const ownersForm = await owner.slash(channel, 'cover');
    expect(form.modal?.title).toBe('Make a cover');
    expect(ownersForm.modal?.title).toContain('$');
    expect(await textOf(member.slash(channel, 'quota'))).not.toContain('$');
    expect(await textOf(owner.slash(channel, 'quota'))).toContain('$');
    await ask(scene, member);
    const cover = await scene.cover();
    expect(cover.text()).not.toContain('$');
  });

  it('says on the card that a channel which was chosen is gone, and can be reset', async () => {
    const { owner, channel, elsewhere } = await openServers();
    await chooseSetting(owner, channel, 'remixChannelIds', [elsewhere.id]);
    elsewhere.delete();

    const card = await openSetting(owner, channel, 'remixChannelIds');

    expect(card.text()).toContain('⚠ 1 of these is gone from the server.');
    expect((await resetSetting(owner, channel, 'remixChannelIds')).text()).not.toContain('⚠');
  });
});

describe('a setting that does nothing by itself', () => {
  it('says what it waits for, until that is there', async () => {
    const { owner, channel, log, elsewhere } = await openServers();
    const lineOf = (card: { text(): string }) =>
      card
        .text()
        .split('\n')
        .find((line) => line.startsWith('⚠'));

    expect(lineOf(await chooseSetting(owner, channel, 'opensThreads', ['true']))).toContain(
      'no channel for covers yet',
    );
    expect(lineOf(await chooseSetting(owner, channel, 'howTo', ['true']))).toContain('no channel for covers yet');
    await chooseSetting(owner, channel, 'remixChannelIds', [elsewhere.id]);
    expect(lineOf(await openSetting(owner, channel, 'opensThreads'))).toBeUndefined();
    expect(lineOf(await openSetting(owner, channel, 'howTo'))).toBeUndefined();

    const values = { words: 'darn', match: ['whole'] };
    const flagged = await fillInSetting(owner, channel, 'flaggedWords', { press: 'Add words', values });
    expect(lineOf(flagged)).toContain('Nobody looks at these yet');
    expect(lineOf(await chooseSetting(owner, channel, 'approval', ['flaggedWords']))).toContain('no log channel');
    await chooseSetting(owner, channel, 'logChannelIds', [log.id]);
    expect(lineOf(await openSetting(owner, channel, 'approval'))).toBeUndefined();
    expect(lineOf(await openSetting(owner, channel, 'flaggedWords'))).toBeUndefined();
    expect(lineOf(await resetSetting(owner, channel, 'flaggedWords'))).toBeUndefined();
    expect(lineOf(await openSetting(owner, channel, 'approval'))).toContain('There are no flagged words yet');
  });
});

describe('a role that was deleted after it was chosen', () => {
  it('that members need keeps everybody out until it is reset, and the card says so', async () => {
    const scene = await openServers();
    const { owner, channel, guild, fans, fan, member } = scene;
    await chooseSetting(owner, channel, 'allowedRoleIds', [fans.id]);
    expect(await ask(scene, fan)).not.toContain('making covers takes');

    guild.deleteRole(fans);

    expect(await ask(scene, fan, channel, 'another style')).toContain('making covers takes');
    expect(await ask(scene, member)).toContain('making covers takes');
    const card = await openSetting(owner, channel, 'allowedRoleIds');
    expect(card.text()).toContain('⚠ 1 of these is gone from the server. Choose again, or press **Reset**.');
    const page = await (await owner.click(card, 'Back')).settled();
    expect(page.text()).toMatch(/\*\*Roles that may:\*\* <@&\d+>\n⚠ 1 of these is gone/);
    expect((await resetSetting(owner, channel, 'allowedRoleIds')).text()).toContain('is now **everybody**');
    expect(await ask(scene, member, channel, 'a third style')).not.toContain('making covers takes');
  });

  it('that keeps members out keeps nobody out any more, and the card says so', async () => {
    const scene = await openServers();
    const { owner, channel, guild, fans, fan } = scene;
    const others = guild.addRole({ name: 'others' });
    const out = guild.addMember({ name: 'Otto', roles: [others] });
    await chooseSetting(owner, channel, 'deniedRoleIds', [fans.id, others.id]);

    guild.deleteRole(fans);

    expect(await ask(scene, fan)).not.toContain("doesn't let one of your roles");
    expect(await ask(scene, out)).toContain("doesn't let one of your roles");
    expect((await openSetting(owner, channel, 'deniedRoleIds')).text()).toContain('⚠ 1 of these is gone');
    const chosen = await chooseSetting(owner, channel, 'deniedRoleIds', [others.id]);
    expect(chosen.text()).not.toContain('⚠');
    expect(await ask(scene, out, channel, 'another style')).toContain("doesn't let one of your roles");
  });

  it('that had more is like any member, and its limit goes with the next change', async () => {
    const scene = await openServers();
    const { owner, channel, guild, fans, fan } = scene;
    const others = guild.addRole({ name: 'others' });
    await typeSetting(owner, channel, 'memberDayTakes', '1');
    const setLimit = async (roleId: string, dayTakes: string) => {
      const form = await owner.select(await openSetting(owner, channel, 'roleLimits'), 'Choose a role', [roleId]);
      return (await owner.submit(form, { dayTakes })).settled();
    };
    await setLimit(fans.id, '5');
    await ask(scene, fan);

    guild.deleteRole(fans);

    expect(await ask(scene, fan, channel, 'a second style')).toContain('The server set that limit.');
    expect((await openSetting(owner, channel, 'roleLimits')).text()).toContain('⚠ 1 of these is gone');
    const card = await setLimit(others.id, '2');
    expect(card.text()).toContain(`<@&${others.id}>: 2 takes a day`);
    expect(card.text()).not.toContain(fans.id);
    expect(card.text()).not.toContain('⚠');
  });

  it('that made moderators makes none any more, and the card says so', async () => {
    const scene = await openServers();
    const { owner, channel, guild, fans, fan, member } = scene;
    await chooseSetting(owner, channel, 'moderatorRoleIds', [fans.id]);
    await ask(scene, member);
    const cover = await scene.cover();
    guild.setCommandAccess('Moderate this cover', [{ id: guild.id, type: 'role', allow: true }]);
    const moderate = () => textOf(fan.menu(channel, 'Moderate this cover', cover));
    expect(await moderate()).toContain('by <@');

    guild.deleteRole(fans);

    expect(await moderate()).toContain('Only moderators');
    expect((await openSetting(owner, channel, 'moderatorRoleIds')).text()).toContain('⚠ 1 of these is gone');
    expect((await resetSetting(owner, channel, 'moderatorRoleIds')).text()).not.toContain('⚠');
  });
});

describe('what a server has chosen', () => {
  it('holds for where covers go', async () => {
    const scene = await openServers();
    const { owner, channel, elsewhere, member, beside } = scene;
    await chooseSetting(owner, channel, 'remixChannelIds', [elsewhere.id]);

    expect(await ask(scene, member)).not.toContain('Make it');
    await ask(scene, beside.member, beside.channel);

    await scene.until(() => elsewhere.messages.length === 1 && beside.channel.messages.length === 1);
    expect(channel.messages).toHaveLength(0);
  });

  it('holds for who is new, and lets them in after a while', async () => {
    const scene = await openServers();
    const { owner, channel, guild, clock } = scene;
    await chooseSetting(owner, channel, 'membershipMinutes', ['60']);
    const newcomer = guild.addMember({ name: 'Nia' });

    expect(await ask(scene, newcomer)).toContain("You're new here!");
    await clock.advance(3_600_000);
    expect(await ask(scene, newcomer)).not.toContain("You're new here!");
  });

  it('holds for what is looked at first: a price, and the right to a song', async () => {
    const scene = await openServers();
    const { owner, channel, member } = scene;
    await typeSetting(owner, channel, 'confirmAboveMicros', '$0.01');
    const card = await (await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE })).settled();
    expect(card.buttons().map(({ label }) => label)).toContain('Make it');

    await resetSetting(owner, channel, 'confirmAboveMicros');
    await chooseSetting(owner, channel, 'wantsRightsTick', ['true']);
    const form = await member.slash(channel, 'cover');
    expect(JSON.stringify(form.modal)).toContain("It's mine, or I have permission");
  });

  it('holds for how many are in line, and how many are made at once', async () => {
    const scene = await openServers();
    const { owner, channel, member, fan, runware } = scene;
    await typeSetting(owner, channel, 'runningPerGuild', '1');
    await typeSetting(owner, channel, 'waitingPerMember', '1');
    await ask(scene, member);
    await scene.until(() => runware.paidRequests() === 1);

    await ask(scene, member, channel, 'a second style');
    expect(await ask(scene, member, channel, 'a third style')).toContain('lets each member have 1 cover in line');
    expect(await ask(scene, fan)).not.toContain('in line, and yours');
    await scene.clock.advance(20_000);
    expect(runware.paidRequests()).toBe(1);

    await typeSetting(owner, channel, 'runningPerGuild', '3');
    await scene.until(() => runware.paidRequests() === 3);
  });

  it('holds for the music service, and for the format', async () => {
    const scene = await createTestBot({ environment: { PROVIDERS: 'runware,minimax' } });
    const { guild, channel, member, runware, minimax } = scene;
    const card = await openSetting(guild.owner, channel, 'modelIds');
    const ids = [...JSON.stringify(card.components).matchAll(/"value":"(minimax\/[^"]+)"/g)].map(([, id]) => id ?? '');
    await chooseSetting(guild.owner, channel, 'modelIds', ids);
    await chooseSetting(guild.owner, channel, 'format', ['wav']);

    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });

    const cover = await scene.cover();
    expect([runware.paidRequests(), minimax.money.paid.length]).toEqual([0, 1]);
    expect(cover.attachments.map(({ filename }) => filename).join()).toContain('.wav');
  });

  it('holds for a member’s day in money, and a refusal tells no price where the server hides them', async () => {
    const scene = await openServers();
    const { owner, channel, member } = scene;
    await typeSetting(owner, channel, 'memberDayMicros', '0.01');
    expect(await ask(scene, member)).toMatch(/You have \$0\.01 of the budget left.*The server set that limit\./);
    await chooseSetting(owner, channel, 'pricesFor', ['nobody']);
    const told = await ask(scene, member, channel, 'a second style');
    expect(told).toMatch(/Your budget here for today isn't enough/);
    expect(told).not.toContain('$');
  });

  it('holds for a message menu, a button and a form that were there before', async () => {
    const scene = await openServers();
    const { owner, channel, member, elsewhere, other } = scene;
    await ask(scene, member);
    const cover = await scene.cover();
    const form = await other.click(cover, 'New style');
    await chooseSetting(owner, channel, 'channelIds', [elsewhere.id]);
    const notHere = `This server makes its covers in <#${elsewhere.id}>`;

    expect(await textOf(other.submit(form, { style: 'something else' }))).toContain(notHere);
    expect(await textOf(other.click(cover, 'New style'))).toContain(notHere);
    expect(await textOf(other.click(cover, 'Another take'))).toContain(notHere);
    const posted = other.post(channel, { files: [await songOf(8)] });
    expect(await textOf(other.menu(channel, 'Cover this song', posted))).toContain(notHere);
    // What is no making is open to all who see it.
    expect((await other.click(cover, '♥ 0')).kind).toBe('update');
  });
});

describe('two who manage a server', () => {
  it('both have what they changed at once; of the same thing the last holds, and the log has both', async () => {
    const scene = await openServers();
    const { owner, channel, log, guild } = scene;
    const managers = guild.addRole({ name: 'managers', permissions: 1n << 5n });
    const second = guild.addMember({ name: 'Mia', roles: [managers] });
    await chooseSetting(owner, channel, 'logChannelIds', [log.id]);

    await Promise.all([
      chooseSetting(owner, channel, 'pauseMinutes', ['5']),
      chooseSetting(second, channel, 'membershipMinutes', ['60']),
    ]);
    const cards = await Promise.all([
      chooseSetting(owner, channel, 'format', ['ogg']),
      chooseSetting(second, channel, 'format', ['flac']),
    ]);

    expect(cards.map((card) => /is now \*\*(\w+)\*\*/.exec(card.text())?.[1]).toSorted()).toEqual(['FLAC', 'OGG']);
    const lines = log.messages.map((message) => message.text());
    expect(lines.filter((line) => line.includes('**Format**'))).toHaveLength(2);
    const now = /Now: \*\*(\w+)\*\*/.exec((await openSetting(owner, channel, 'format')).text())?.[1];
    expect(lines.at(-1)).toContain(`to ${now}.`);
    expect((await openSetting(owner, channel, 'pauseMinutes')).text()).toContain('5 minutes');
    expect((await openSetting(owner, channel, 'membershipMinutes')).text()).toContain('1 hour');
  });
});
