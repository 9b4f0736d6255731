import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { Answer, SandboxMember, SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { createKillableBot } from '../support/killable-bot.ts';
import { chooseSetting, fillInSetting, typeSetting } from '../support/settings-clicks.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const textOf = async (answer: Promise<Answer> | Answer) => (await (await answer).settled()).text();

/** A server with a log that moderators read, and two of them. */
async function openModerated(options: Parameters<typeof createTestBot>[0] = {}) {
  const scene = await createTestBot(options);
  const { guild, channel } = scene;
  const log = guild.addChannel({ name: 'log' });
  const moderators = guild.addRole({ name: 'moderators', permissions: Flags.ManageMessages });
  const helpers = guild.addRole({ name: 'helpers' });
  const moderator = guild.addMember({ name: 'Mo', roles: [moderators] });
  const second = guild.addMember({ name: 'Max', roles: [moderators] });
  const helper = guild.addMember({ name: 'Hal', roles: [helpers] });
  const owner = guild.owner;
  await chooseSetting(owner, channel, 'logChannelIds', [log.id]);
  await chooseSetting(owner, channel, 'reportChannelIds', [log.id]);
  return { ...scene, log, moderator, second, helper, helpers, owner };
}

type Moderated = Awaited<ReturnType<typeof openModerated>>;

const ask = async ({ channel }: Scene, member: SandboxMember, style = STYLE) =>
  member.slash(channel, 'cover', { song: await songOf(7), style });

/** A cover of Ada's that Bob has reported, and the card of that in the log. */
async function openReported(options: Parameters<typeof createTestBot>[0] = {}) {
  const scene = await openModerated(options);
  const asked = await ask(scene, scene.member);
  const cover = await scene.cover();
  await asked.settled((one) => one.text().includes(cover.id));
  const menu = /"custom_id":"(cover:more:[^"]+)"/.exec(JSON.stringify(cover.components))?.[1] ?? '';
  const form = await scene.other.select(cover, menu, ['report']);
  await textOf(scene.other.submit(form, { reason: 'It insults Bob' }));
  const card = scene.log.messages.at(-1) as SandboxMessage;
  return { ...scene, posted: cover, menu, card };
}

const lastOf = ({ log }: Moderated) => log.messages.at(-1) as SandboxMessage;

/** What the card says by now. */
const cardOf = ({ log, card }: Moderated & { card: SandboxMessage }) =>
  log.messages.find(({ id }) => id === card.id) as SandboxMessage;

const fillIn = async (member: SandboxMember, card: SandboxMessage, label: string, values = {}) =>
  member.submit(await member.click(card, label), { reason: '', ...values });

describe('a block', () => {
  it('is a clear sentence for its member at the next click, holds after a restart, and ends', async () => {
    const scene = await openModerated();
    const { moderator, member, channel, clock, runware, helpers, owner } = scene;
    await chooseSetting(owner, channel, 'moderatorRoleIds', [helpers.id]);

    const done = await moderator.slash(channel, 'cover-mod block', { member: member.id, for: 24, reason: 'spam' });

    expect(await textOf(done)).toContain(`<@${moderator.id}> blocked <@${member.id}> until`);
    expect(lastOf(scene).text()).toContain('Why: spam');
    const refusal = await textOf(ask(scene, member));
    expect(refusal).toContain('A moderator has blocked you from making covers here until <t:');
    expect(refusal).toContain(`Ask <@&${helpers.id}>`);
    await scene.restart();
    expect(await textOf(ask(scene, member))).toContain('has blocked you');
    expect(await textOf(moderator.slash(channel, 'cover-mod list'))).toContain(`<@${member.id}> – until`);
    await clock.advance(24 * 3_600_000);
    expect(await textOf(ask(scene, member))).not.toContain('has blocked you');
    expect(runware.paidRequests()).toBeLessThan(2);
  });

  it('cancels what waits and gives it back, and is undone by its button for thirty days', async () => {
    const scene = await openModerated({ environment: { RUNNING_PER_GUILD: '1' } });
    const { moderator, member, channel } = scene;
    const running = await ask(scene, member, 'the first style');
    await running.settled();
    const waiting = await ask(scene, member, 'the second style');
    await waiting.settled();

    await textOf(moderator.slash(channel, 'cover-mod block', { member: member.id, for: 0 }));

    await scene.until(() => scene.channel.messagesFor(member).some((one) => one.text().includes('It cost nothing')));
    const told = lastOf(scene);
    expect(told.text()).toContain('until somebody lifts it');
    await scene.restart({}, 29 * 24 * 3_600_000);
    expect(await textOf(ask(scene, member))).toContain('has blocked you');
    await moderator.click(told, 'Undo');
    expect(await textOf(ask(scene, member))).not.toContain('has blocked you');
  });

  it('is for moderators only, also by a forged click', async () => {
    const scene = await openReported();
    const { member, helper, card, owner, channel, helpers } = scene;
    expect(JSON.stringify(member.commands(channel))).not.toContain('cover-mod');
    expect(JSON.stringify(member.commands(channel))).not.toContain('Moderate this cover');

    expect(await textOf(member.click(card, 'Block member'))).toContain('Only moderators can do that');
    expect(await textOf(helper.click(card, 'Warn'))).toContain('Only moderators can do that');
    await chooseSetting(owner, channel, 'moderatorRoleIds', [helpers.id]);
    const done = await fillIn(helper, card, 'Warn', { reason: 'Be kind' });
    await done.settled();
    expect(cardOf(scene).text()).toContain(`<@${helper.id}> warned <@${member.id}>`);
  });
});

describe('a report', () => {
  it('lets a moderator warn, and says whether the message arrived', async () => {
    const scene = await openReported();
    const { moderator, second, member, card, log } = scene;
    expect(card.text()).toContain('It insults Bob');

    const [one, other] = [await moderator.click(card, 'Warn'), await second.click(card, 'Warn')];
    await (await moderator.submit(one, { reason: 'Be kind' })).settled();
    await second.submit(other, { reason: 'Me, too' });

    const done = `<@${moderator.id}> has done that already`;
    await scene.until(() => log.messagesFor(second).some((message) => message.text().includes(done)));
    expect(member.directMessages.map((message) => message.content)).toEqual([expect.stringContaining('Be kind')]);
    expect(cardOf(scene).text()).toContain('The message arrived');
  });

  it('says so where a warning did not arrive, and has it taken back', async () => {
    const scene = await openReported();
    const { moderator, member, card } = scene;
    member.closeDirectMessages();

    await (await fillIn(moderator, card, 'Warn', { reason: 'Be kind' })).settled();
    expect(cardOf(scene).text()).toContain("The message didn't arrive");
    await (await moderator.click(cardOf(scene), 'Undo')).settled();

    expect(cardOf(scene).text()).toContain(`Taken back by <@${moderator.id}>`);
  });

  it('deletes the cover once however many moderators click', async () => {
    const scene = await openReported();
    const { moderator, second, card, posted, channel } = scene;
    const forms = [await moderator.click(card, 'Delete'), await second.click(card, 'Delete')];

    await Promise.all([
      moderator.submit(forms[0] as Answer, { reason: 'no' }),
      second.submit(forms[1] as Answer, { reason: 'no' }),
    ]);

    await scene.until(() => channel.messages.every(({ id }) => id !== posted.id));
    await scene.until(() => cardOf(scene).text().includes('deleted the cover'));
    expect(
      cardOf(scene)
        .text()
        .match(/deleted the cover/g),
    ).toHaveLength(1);
    expect(scene.log.messages.filter((one) => one.text().includes('deleted the cover')).length).toBe(2);
  });

  it('blocks its member for a time, and is dismissed', async () => {
    const scene = await openReported();
    const { moderator, member, card } = scene;

    await (await fillIn(moderator, card, 'Dismiss')).settled();
    expect(cardOf(scene).text()).toContain('dismissed it');
    await (await fillIn(moderator, card, 'Block member', { hours: '168', reason: 'again' })).settled();

    expect(cardOf(scene).text()).toContain(`<@${moderator.id}> blocked <@${member.id}>`);
    expect(await textOf(ask(scene, member))).toContain('has blocked you');
  });
});

describe('the menu of a message', () => {
  it('brings the card of a cover, with its song to be blocked and the history of its member', async () => {
    const scene = await openReported();
    const { moderator, member, channel, posted } = scene;

    const answer = await moderator.menu(channel, 'Moderate this cover', posted);
    const card = await answer.settled();
    expect(card.text()).toContain(`by <@${member.id}>`);
    await (await fillIn(moderator, card, 'Block the song', { reason: 'not ours' })).settled();
    expect(await textOf(ask(scene, member, 'another style'))).toMatch(/taken down/i);

    const history = await textOf(moderator.click(card, 'History'));
    expect(history).toContain('blocked the song');
    expect(history).toContain(posted.id);
    await (await moderator.click(lastOf(scene), 'Undo')).settled();
    expect(await textOf(ask(scene, member, 'another style'))).not.toMatch(/taken down/i);
  });

  it('says so of a message that is no cover', async () => {
    const { moderator, channel, other } = await openModerated();
    const message = other.post(channel, { content: 'hello' });
    expect(await textOf(moderator.menu(channel, 'Moderate this cover', message))).toContain('none of my covers');
  });
});

describe('/cover-mod', () => {
  it('gives the takes of a cover back once, and gives more within what the operator allows', async () => {
    const scene = await openReported({ environment: { MEMBER_COVERS_PER_DAY: '3' } });
    const { owner, moderator, member, channel, menu } = scene;
    const id = menu.split(':').at(-1) ?? '';
    await typeSetting(owner, channel, 'memberDayTakes', '1');
    expect(await textOf(ask(scene, member, 'a second style'))).toContain("You've used your take for today");

    expect(await textOf(moderator.slash(channel, 'cover-mod refund', { cover: id }))).toContain('Manage Server');
    expect(await textOf(owner.slash(channel, 'cover-mod refund', { cover: id }))).toContain('1 take back');
    expect(await textOf(owner.slash(channel, 'cover-mod refund', { cover: id }))).toContain('has done that already');
    await textOf(ask(scene, member, 'a second style'));
    await scene.cover();
    expect(await textOf(ask(scene, member, 'a third style'))).toContain("You've used your take for today");

    const given = await textOf(owner.slash(channel, 'cover-mod give', { member: member.id, takes: 50 }));
    expect(given).toContain('50 takes more');
    expect(await textOf(member.slash(channel, 'quota'))).toContain('2 of');
  });

  it('cancels what waits, with all of it given back', async () => {
    const scene = await openModerated({ environment: { RUNNING_PER_GUILD: '1' } });
    const { moderator, member, channel } = scene;
    await (await ask(scene, member, 'the first style')).settled();
    await (await ask(scene, member, 'the second style')).settled();
    const found = await moderator.autocomplete(channel, 'cover-mod cancel', {}, 'cover');

    await textOf(
      moderator.slash(channel, 'cover-mod cancel', { cover: String(found.at(-1)?.value), reason: 'too many' }),
    );

    await scene.until(() => channel.messagesFor(member).some((one) => one.text().includes('A moderator cancelled it')));
  });
});

describe('approval', () => {
  const waiting = ({ log }: Moderated) => log.messages.filter((one) => one.text().includes('waits to be posted'));

  it('is asked of a cover that its requester heard first, once they want it posted', async () => {
    const scene = await openModerated();
    const { owner, moderator, member, channel, runware } = scene;
    await chooseSetting(owner, channel, 'approval', ['all']);
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, private: true });
    await scene.until(() => answer.followUps.length === 1);
    expect(waiting(scene)).toHaveLength(0);

    await member.click(answer.followUps[0] as SandboxMessage, 'Post it');
    await scene.until(() => waiting(scene).length === 1);
    expect(channel.messages.filter((one) => one.attachments.length > 0)).toHaveLength(0);
    await moderator.click(waiting(scene)[0] as SandboxMessage, 'Post');

    expect((await scene.cover()).text()).toContain(`<@${member.id}>`);
    expect(runware.paidRequests()).toBe(1);
  });

  it('is asked once and posted once, paid once, where the bot is killed while it asks and while it posts', async ({
    onTestFinished,
  }) => {
    const bot = await createKillableBot();
    onTestFinished(() => bot.close());
    const { discord, guild, channel, member, runware } = bot;
    const log = guild.addChannel({ name: 'log' });
    const approvals = () => log.messages.filter((one) => one.text().includes('waits to be posted'));
    const covers = () => channel.messages.filter((one) => one.attachments.length > 0);
    /** Discord takes the next message, and the bot dies before it hears so. */
    const killAfterNextPost = async (cause: () => Promise<unknown>, isThere: () => boolean) => {
      const fault = discord.faults.add({
        method: 'POST',
        route: '/channels/:id/messages',
        kind: 'hang',
        when: 'after',
      });
      await cause();
      await bot.until(isThere);
      await bot.killBot();
      fault.remove();
      await bot.startBot();
    };
    await bot.startBot();
    await chooseSetting(guild.owner, channel, 'logChannelIds', [log.id]);
    await chooseSetting(guild.owner, channel, 'approval', ['all']);

    await killAfterNextPost(
      async () => member.slash(channel, 'cover', { song: await songOf(7), style: STYLE }),
      () => approvals().length > 0,
    );
    const [card] = approvals();
    if (!card) throw new Error('there is one');
    await killAfterNextPost(
      async () => void guild.owner.click(card, 'Post').catch(() => undefined),
      () => covers().length > 0,
    );

    const mine = await (await member.slash(channel, 'covers mine')).settled((one) => one.text().includes('posted'));
    expect(mine.text()).toContain('posted');
    expect([approvals().length, covers().length, runware.paidRequests()]).toEqual([1, 1, 1]);
  });

  it('keeps a cover until a moderator posts it, across a restart, and nobody else can', async () => {
    const scene = await openModerated();
    const { owner, moderator, second, member, channel, log, runware } = scene;
    await chooseSetting(owner, channel, 'approval', ['all']);
    await ask(scene, member);
    await scene.until(() => waiting(scene).length === 1);
    const shown = waiting(scene)[0] as SandboxMessage;
    expect(shown.attachments.length).toBeGreaterThan(0);
    expect(shown.pings).toEqual([]);
    await scene.until(() =>
      channel.messagesFor(member).some((one) => one.text().includes("moderators look at it before it's posted")),
    );
    expect(JSON.stringify(channel.messagesFor(member))).not.toContain('Post it');
    expect(await textOf(member.click(shown, 'Post'))).toContain('Only moderators can do that');

    await scene.restart();
    await Promise.all([moderator.click(shown, 'Post'), second.click(shown, 'Post')]);

    const cover = await scene.cover();
    expect(cover.text()).toContain(`<@${member.id}>`);
    await scene.until(() => log.messages.some((one) => one.text().includes('let the cover of')));
    expect(channel.messages.filter((one) => one.attachments.length > 0)).toHaveLength(1);
    expect(log.messages.filter((one) => one.text().includes('let the cover of'))).toHaveLength(1);
    expect(waiting(scene)).toHaveLength(1);
    expect(runware.paidRequests()).toBe(1);
  });

  it('leaves a refused cover to its member, who is told and cannot have it posted', async () => {
    const scene = await openModerated();
    const { owner, moderator, member, channel } = scene;
    await chooseSetting(owner, channel, 'approval', ['newMembers']);
    await ask(scene, member);
    await scene.until(() => waiting(scene).length === 1);

    const form = await moderator.click(waiting(scene)[0] as SandboxMessage, 'Refuse');
    await moderator.submit(form, { reason: 'too loud' });

    await scene.until(() => channel.messages.some((one) => one.text().includes("didn't let it be posted")));
    const told = channel.messages.at(-1) as SandboxMessage;
    expect(told.pings).toEqual([member.id]);
    const id = /cover:kept:(\d+)/.exec(JSON.stringify(told.components))?.[1];
    const forged = await member.click(told, { force: true, customId: `cover:post:${id}` });
    expect(await textOf(forged)).toContain("didn't let it be posted");
    expect((await (await member.click(told, 'Get my cover')).settled()).attachments.length).toBeGreaterThan(0);
  });

  it('ends after a week, and is for flagged words alone where the server has it so', async () => {
    const scene = await openModerated();
    const { owner, member, other, channel } = scene;
    await chooseSetting(owner, channel, 'approval', ['flaggedWords']);
    await fillInSetting(owner, channel, 'flaggedWords', {
      press: 'Add words',
      values: { words: 'organ', match: 'whole' },
    });
    await ask(scene, other, 'plain techno without any keys');
    await scene.cover();
    await ask(scene, member);
    await scene.until(() => waiting(scene).length === 1);
    expect(waiting(scene)[0]?.text()).toContain('as it has a flagged word');

    await scene.restart({}, 7 * 24 * 3_600_000 - 1_800_000);
    expect(channel.messages).toHaveLength(1);
    await scene.until(() => channel.messages.some((one) => one.text().includes('No moderator looked at it')));
    expect(waiting(scene)).toHaveLength(1);
  });

  it('says on its card that there is no log channel to ask in', async () => {
    const { owner, channel } = await createTestBot().then((scene) => ({ ...scene, owner: scene.guild.owner }));
    const card = await chooseSetting(owner, channel, 'approval', ['all']);
    expect(card.text()).toContain('There is no log channel');
  });
});

describe('a change of settings', () => {
  it('is undone by the button in the log, by whoever manages the server, for thirty days', async () => {
    const scene = await openModerated();
    const { owner, moderator, member, channel, log } = scene;
    await fillInSetting(owner, channel, 'forbiddenWords', {
      press: 'Add words',
      values: { words: 'organ', match: 'whole' },
    });
    const told = lastOf(scene);
    await typeSetting(owner, channel, 'memberDayTakes', '0');
    const limit = lastOf(scene);
    expect(await textOf(ask(scene, member))).toMatch(/doesn't allow|don't give you any takes/);

    await moderator.click(told, 'Undo');
    await scene.until(() => log.messagesFor(moderator).some((one) => one.text().includes('Manage Server')));
    await owner.click(told, 'Undo');
    await owner.click(limit, 'Undo');

    await scene.until(() => log.messages.some((one) => one.text().includes('reset **Takes a day, member**')));
    expect(await textOf(ask(scene, member))).not.toMatch(/doesn't allow|don't give you any takes/);
    await typeSetting(owner, channel, 'memberDayTakes', '3');
    const late = lastOf(scene);
    await scene.restart({}, 31 * 24 * 3_600_000);
    await owner.click(late, 'Undo');
    await scene.until(() => log.messagesFor(owner).some((one) => one.text().includes("can't be undone any more")));
  });
});
