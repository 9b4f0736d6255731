import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { SandboxChannel, SandboxGuild, SandboxMember } from '../../src/sandbox/discord/types.ts';
import { createKillableBot, SLOWLY } from '../support/killable-bot.ts';
import { chooseSetting, typeSetting } from '../support/settings-clicks.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene } from '../support/test-bot.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const POSTS = { method: 'POST', route: '/channels/:id/messages' } as const;

interface Joined {
  guild: SandboxGuild;
  system: SandboxChannel;
  manager: SandboxMember;
  stranger: SandboxMember;
}

/** A server that adds the bot now, with a system channel of these overwrites. */
function join(
  { discord }: Pick<Scene, 'discord'>,
  overwrites: Parameters<SandboxGuild['addChannel']>[0]['overwrites'] = [],
): Joined {
  const guild = discord.addGuild();
  const system = guild.addChannel({ name: 'general', overwrites });
  guild.setSystemChannel(system);
  const manage = guild.addRole({ name: 'managers', permissions: Flags.ManageGuild });
  return {
    guild,
    system,
    manager: guild.addMember({ name: 'Mia', roles: [manage] }),
    stranger: guild.addMember({ name: 'Sam' }),
  };
}

const greetingsIn = (channel: SandboxChannel) =>
  channel.messages.filter((message) => message.buttons().some(({ customId }) => customId.startsWith('help:setUp:')));

async function theGreeting(scene: { until(condition: () => unknown): Promise<void> }, { system }: Joined) {
  await scene.until(() => greetingsIn(system).length > 0);
  const [greeting] = greetingsIn(system);
  if (!greeting) throw new Error('there is one');
  return greeting;
}

async function openLogged() {
  const lines: Record<string, unknown>[] = [];
  const scene = await createTestBot({ onLogLine: (line) => void lines.push(JSON.parse(line)) });
  const isLeftToManager = ({ id }: SandboxGuild) =>
    lines.some(({ guildId, msg }) => guildId === id && /when somebody who manages it/.test(String(msg)));
  return { scene, isLeftToManager };
}

/** Where the bot may not write. */
const closedTo = ({ discord }: Pick<Scene, 'discord'>) =>
  [{ id: discord.botUserId, type: 'member', deny: Flags.SendMessages }] as const;

describe('a server that adds the bot', () => {
  it('is greeted within a minute or two, once and without a ping, whatever is started again', async () => {
    const scene = await createTestBot();
    const joined = join(scene);
    await scene.clock.advance(3 * MINUTE);
    const greeting = await theGreeting(scene, joined);
    expect(greeting.text()).toContain('Hi! I make AI covers.');
    expect(greeting.text()).toMatch(/<\/cover:\d+>/);
    expect(greeting.pings).toEqual([]);
    expect(greeting.buttons().map(({ label }) => label)).toEqual(['Set up']);

    // By then the bot has noted that it arrived.
    await scene.clock.advance(MINUTE);
    joined.system.deleteMessage(greeting);
    await scene.restart();
    await scene.clock.advance(2 * HOUR);

    expect(joined.system.messages).toHaveLength(0);
  });

  it('is greeted where it did so while the bot was off; those that were there at the first start are not', async ({
    onTestFinished,
  }) => {
    const bot = await createKillableBot();
    onTestFinished(() => bot.close());
    const { guild, channel } = bot;
    guild.setSystemChannel(channel);
    await bot.startBot();
    await bot.until(() => bot.discord.log.of('GET', '/users/@me/guilds').length > 0);
    await bot.killBot();
    const joined = join(bot);

    await bot.startBot();

    await theGreeting(bot, joined);
    expect(greetingsIn(channel)).toHaveLength(0);
    const help = await (await guild.owner.slash(channel, 'help')).settled();
    expect(help.text()).not.toContain('Hi!');
  });

  it('that removes and adds it again finds no second greeting', async () => {
    const scene = await createTestBot();
    const joined = join(scene);
    await scene.clock.advance(3 * MINUTE);
    await theGreeting(scene, joined);
    joined.guild.kickBot();
    await scene.clock.advance(3 * MINUTE);
    joined.guild.inviteBot();
    await scene.clock.advance(HOUR);

    expect(greetingsIn(joined.system)).toHaveLength(1);
  });

  it('with no room for a greeting has it shown to who manages it, by their first /cover or /help, once', async () => {
    const { scene, isLeftToManager } = await openLogged();
    const joined = join(scene, closedTo(scene));
    const { system, manager, stranger } = joined;
    await scene.until(() => isLeftToManager(joined.guild));
    expect((await (await stranger.slash(system, 'help')).settled()).text()).not.toContain('Hi!');

    const first = await (await manager.slash(system, 'help')).settled();

    expect(first.text()).toContain('Hi! I make AI covers.');
    expect(first.buttons().map(({ label }) => label)).toEqual(['Set up', 'Make a cover']);
    expect((await (await manager.slash(system, 'help')).settled()).text()).not.toContain('Hi!');
    expect(system.messages).toHaveLength(0);
  });

  it('shows it by an empty /cover too, and its button opens the form', async () => {
    const { scene, isLeftToManager } = await openLogged();
    const { guild, manager } = join(scene);
    guild.setSystemChannel(null);
    const lab = guild.addChannel({ name: 'lab' });
    await scene.until(() => isLeftToManager(guild));

    const card = await (await manager.slash(lab, 'cover')).settled();

    expect(card.text()).toContain('Hi! I make AI covers.');
    expect((await manager.click(card, 'Make a cover')).modal).toBeDefined();
    expect((await manager.slash(lab, 'cover')).modal).toBeDefined();
  });
});

describe('a greeting whose post nobody knows about', () => {
  it.for([
    ['it arrived', 'after', 0, 1],
    ['it did not arrive', 'before', 0, 1],
    ['it arrived, and the bot is back when no nonce helps', 'after', 8 * MINUTE, 1],
    ['it did not arrive, and the bot is back when no nonce helps', 'before', 8 * MINUTE, 0],
  ] as const)('is never there twice after a kill where %s', async ([, when, awayMs, count], { onTestFinished }) => {
    const bot = await createKillableBot({}, SLOWLY);
    onTestFinished(() => bot.close());
    await bot.startBot();
    const fault = bot.discord.faults.add({ ...POSTS, kind: 'hang', when });
    const joined = join(bot);
    await bot.until(() => fault.hits > 0);
    await bot.killBot();
    fault.remove();
    bot.skip(awayMs);
    const isSettled = () =>
      bot.log.some((line) => /a server (was greeted|is greeted when)/.test(line) && line.includes(joined.guild.id));

    await bot.startBot();

    await bot.until(isSettled);
    expect(greetingsIn(joined.system)).toHaveLength(count);
    bot.skip(HOUR);
    await bot.killBot();
    await bot.startBot();
    expect(greetingsIn(joined.system)).toHaveLength(count);
    const shown = await (await joined.manager.slash(joined.system, 'help')).settled();
    expect(shown.text().includes('Hi!')).toBe(count === 0);
  });
});

describe('setting the bot up', () => {
  async function openSetUp() {
    const scene = await createTestBot();
    const joined = join(scene);
    await scene.clock.advance(3 * MINUTE);
    const greeting = await theGreeting(scene, joined);
    return { ...scene, ...joined, greeting };
  }

  it('asks three things, checks the channel, and ends with a cover in it', async () => {
    const { guild, manager, greeting, until, stranger, system, discord } = await openSetUp();
    const lab = guild.addChannel({
      name: 'lab',
      overwrites: [{ id: discord.botUserId, type: 'member', deny: Flags.AttachFiles }],
    });
    const role = guild.addRole({ name: 'band' });
    manager.setRoles([...manager.roleIds, role.id]);
    let card = await (await manager.click(greeting, 'Set up')).settled();
    expect(card.text()).toContain('**Where do covers go?** where they are asked for');
    card = await (await manager.select(card, `help:where:${guild.id}`, [lab.id])).settled();
    expect(card.text()).toContain(`**Where do covers go?** <#${lab.id}>`);
    expect(card.text()).toContain('✓ Send Messages');
    expect(card.text()).toContain('✗ Attach Files');
    expect(card.buttons().map(({ label }) => label)).toEqual(['Check again']);
    lab.setOverwrites([]);
    card = await (await manager.click(card, 'Check again')).settled();
    expect(card.text()).not.toContain('✗');
    card = await (await manager.select(card, `help:who:${guild.id}`, [role.id])).settled();
    card = await (await manager.select(card, `help:howMany:${guild.id}`, ['3'])).settled();
    expect(card.text()).toContain('**How many takes a day does each member get?** 3');

    await manager.click(card, 'Try it');

    await until(() => lab.messages.length === 1);
    expect(lab.messages[0]?.attachments.length).toBeGreaterThan(0);
    expect(lab.messages[0]?.text()).toContain('Paper Lanterns');
    const refused = await (await stranger.slash(system, 'cover')).settled();
    expect(refused.text()).toContain(`<@&${role.id}>`);
    const help = await (await manager.slash(system, 'help')).settled();
    expect(help.text()).toContain('2 of 3 takes left today');
  });

  it('is for who manages the server alone, at each click', async () => {
    const { guild, manager, stranger, greeting } = await openSetUp();
    const told = await (await stranger.click(greeting, 'Set up')).settled();
    expect(told.text()).toContain('Only those with the permission **Manage Server** can set me up.');
    const card = await (await manager.click(greeting, 'Set up')).settled();
    manager.setRoles(stranger.roleIds);

    const late = await manager.select(card, `help:howMany:${guild.id}`, ['1']);

    await expect(late.settled().then((message) => message.text())).resolves.toContain('Manage Server');
  });

  it('tries its own song twice a server, and says so the third time', async () => {
    const { manager, greeting, system, until, runware, clock } = await openSetUp();
    const card = await (await manager.click(greeting, 'Set up')).settled();
    for (const count of [1, 2]) {
      await manager.click(card, 'Try it');
      await until(() => runware.paidRequests() === count);
      // Twice at once is one cover, and one try.
      await (await manager.click(card, 'Try it')).settled();
      await until(() => system.messages.filter(({ attachments }) => attachments.length > 0).length === count);
      await clock.advance(2 * MINUTE);
    }

    const third = await (await manager.click(card, 'Try it')).settled();

    expect(third.text()).toContain('was tried 2 times in this server already');
    expect(runware.paidRequests()).toBe(2);
    const again = await (await manager.click(greeting, 'Set up')).settled();
    expect(again.buttons().map(({ label }) => label)).toEqual(['Check again']);
  });

  it('gives a try back that was refused before anything was spent', async () => {
    const { guild, manager, greeting, system, runware, until } = await openSetUp();
    let card = await (await manager.click(greeting, 'Set up')).settled();
    card = await (await manager.select(card, `help:howMany:${guild.id}`, ['1'])).settled();
    await manager.slash(system, 'cover', { song: await songOf(7), style: 'slow blues' });
    await until(() => runware.paidRequests() === 1);
    for (let click = 0; click < 3; click += 1) {
      const told = await (await manager.click(card, 'Try it')).settled();
      expect(told.text()).toContain("You've used your take");
    }
  });
});

describe('/help', () => {
  it('says in a few lines what holds for its reader, with buttons that do it', async () => {
    const { member, channel, guild } = await createTestBot();
    const help = await (await member.slash(channel, 'help')).settled();
    expect(help.text()).toContain('10 of 10 takes left today');
    expect(help.text().split('\n').length).toBeLessThanOrEqual(12);
    expect(help.buttons().map(({ label }) => label)).toEqual(['Make a cover', 'My covers']);
    expect((await member.click(help, 'Make a cover')).modal).toBeDefined();
    expect((await (await member.click(help, 'My covers')).settled()).text()).toContain('No covers yet');
    const owners = await (await guild.owner.slash(channel, 'help')).settled();
    expect(owners.buttons().map(({ label }) => label)).toContain('Set up');
  });

  it('says what stands in the way, and offers no form then', async () => {
    const { member, channel, guild } = await createTestBot();
    const role = guild.addRole({ name: 'band' });
    await chooseSetting(guild.owner, channel, 'allowedRoleIds', [role.id]);
    await typeSetting(guild.owner, channel, 'memberDayTakes', '3');

    const help = await (await member.slash(channel, 'help')).settled();

    expect(help.text()).toContain(`<@&${role.id}>`);
    expect(help.text()).toContain('⚠');
    expect(help.text()).toContain('3 of 3 takes left today');
    expect(help.buttons().map(({ label }) => label)).toEqual(['My covers']);
  });
});
