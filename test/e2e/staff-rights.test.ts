import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { CommandDeps } from '../../commands/services.ts';
import { models } from '../../src/providers/catalog.ts';
import type { Answer, SandboxMember, SandboxMessage, SlashOptions } from '../../src/sandbox/discord/types.ts';
import { chooseSetting, openSetting } from '../support/settings-clicks.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

const UNKNOWN = '1000000000000000009';
/** What any of the forms may have. */
const FILLED_IN = {
  reason: 'forged',
  hours: ['1'],
  value: '1',
  words: 'forged',
  match: ['whole'],
  name: 'Forged',
  style: STYLE,
  takes: '1',
  money: '1',
};
const MODERATE = 'Moderate this cover';

/** What those are told who may not. */
const refusals = {
  operator: "Only the bot's owner can do that.",
  managers: 'Only those with the permission **Manage Server** can do that.',
  settings: 'Only those with the permission **Manage Server** can see and change the settings.',
  moderators:
    'Only moderators can do that: those with the permission **Manage Messages**, or with a role that this server has for it.',
} as const;

type Right = keyof typeof refusals;

const roles = [
  'the owner',
  'a manager',
  'a moderator by permission',
  'a moderator by the server’s role',
  'a member with a role',
  'a member without one',
  'a newcomer',
  'the operator',
] as const;

type Role = (typeof roles)[number];

/** Who has a right. */
const holders: Readonly<Record<Right, readonly Role[]>> = {
  operator: ['the operator'],
  managers: ['the owner', 'a manager'],
  settings: ['the owner', 'a manager'],
  moderators: ['the owner', 'a moderator by permission', 'a moderator by the server’s role'],
};

/** Who finds a command while they type, as long as the server says nothing else of it. */
const finders: Readonly<Record<string, readonly Role[]>> = {
  'cover-settings': ['the owner', 'a manager'],
  'cover-mod': ['the owner', 'a moderator by permission'],
  [MODERATE]: ['the owner', 'a moderator by permission'],
  'cover-operator': ['the owner'],
};

const staffCommands = createCommands(
  new Proxy({ models, operator: { guildIds: [UNKNOWN], memberIds: [] } } as unknown as CommandDeps, {
    get: (part, name) => Reflect.get(part, name) ?? {},
  }),
).filter(({ name }) => ['cover-settings', 'cover-mod', 'cover-operator'].includes(name));

type Entry = { command: string; by: 'slash' | 'subcommand' | 'menu' | 'button' | 'form' | 'choice'; name: string };

/** Every way in; proposals while typing are apart, since nobody is told why there are none. */
const entries = staffCommands.flatMap(({ name, slash, subcommands = {}, menu, buttons, modals, selects }): Entry[] => {
  const all = (by: Entry['by'], names: object) => Object.keys(names).map((one) => ({ command: name, by, name: one }));
  return [
    ...(slash ? [{ command: name, by: 'slash', name: '' } as const] : []),
    ...(menu ? [{ command: name, by: 'menu', name: '' } as const] : []),
    ...all('subcommand', subcommands),
    ...all('button', buttons),
    ...all('form', modals),
    ...all('choice', selects),
  ];
});

const titleOf = ({ command, by, name }: Entry) => [command, by, name].filter(Boolean).join(' ');

/** Whom an entry is for. */
function rightOf({ command, name }: Entry): Right {
  if (command === 'cover-operator') return 'operator';
  if (command === 'cover-settings') return 'settings';
  return name === 'give' || name === 'refund' ? 'managers' : 'moderators';
}

/** One of each of them, a cover that was posted, and every command open to everybody, as a server may have it. */
async function openCast() {
  const scene = await createTestBot();
  const { guild, channel, discord } = scene;
  const withRole = (name: string, permissions = 0n) => {
    const role = guild.addRole({ name, permissions });
    return { role, member: guild.addMember({ name, roles: [role] }) };
  };
  const helper = withRole('helper');
  const operator = guild.addMember({ name: 'Opal' });
  const people: Record<Role, SandboxMember> = {
    'the owner': guild.owner,
    'a manager': withRole('manager', Flags.ManageGuild).member,
    'a moderator by permission': withRole('moderator', Flags.ManageMessages).member,
    'a moderator by the server’s role': helper.member,
    'a member with a role': withRole('fan').member,
    'a member without one': scene.member,
    'a newcomer': guild.addMember({ name: 'Nia' }),
    'the operator': operator,
  };
  await scene.restart({ OPERATOR_GUILDS: guild.id, OPERATOR_IDS: operator.id });
  await chooseSetting(guild.owner, channel, 'moderatorRoleIds', [helper.role.id]);
  await scene.other.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
  const cover = await scene.cover();
  const openToAll = () => {
    const all = [{ id: guild.id, type: 'role', allow: true }] as const;
    for (const name of Object.keys(finders)) guild.setCommandAccess(name, all);
  };
  return { ...scene, people, posted: cover, openToAll, discord };
}

type Cast = Awaited<ReturnType<typeof openCast>>;

async function use(cast: Cast, member: SandboxMember, entry: Entry, place = cast.channel): Promise<Answer> {
  const { command, by, name } = entry;
  const customId = `${command}:${name}:${UNKNOWN}:1`;
  switch (by) {
    case 'slash':
      return member.slash(place, command);
    case 'subcommand':
      return member.slash(place, `${command} ${name}`, optionsOf(name, cast));
    case 'menu':
      return member.menu(cast.channel, MODERATE, cast.posted);
    case 'button':
      return member.click(cast.posted, { force: true, customId });
    case 'form':
      return member.forge(cast.posted, { as: 'form', customId, values: FILLED_IN });
    case 'choice':
      return member.forge(cast.posted, { as: 'menu', customId, values: [name === 'month' ? '2026-11' : UNKNOWN] });
  }
}

function optionsOf(name: string, { other }: Cast): SlashOptions {
  const options: Record<string, SlashOptions> = {
    block: { member: other.id, for: 1 },
    unblock: { member: other.id },
    cancel: { cover: UNKNOWN },
    refund: { cover: UNKNOWN },
    give: { member: other.id, takes: 1 },
    history: { member: other.id },
  };
  return options[name] ?? {};
}

/** Which right somebody is said to lack; undefined where they were let in, whatever came of it. */
async function lackOf(answer: Promise<Answer>): Promise<Right | undefined> {
  const shown = await answer;
  // A refusal is the first answer; whoever is let in gets a form, or an answer that is still to come.
  if (shown.kind !== 'message') return undefined;
  const said = (await shown.settled()).text();
  return (Object.keys(refusals) as Right[]).find((right) => said === refusals[right]);
}

describe('what is for staff alone', () => {
  it('is found while typing by whom it is for', async () => {
    const { people, channel } = await openCast();

    for (const [command, whose] of Object.entries(finders)) {
      const found = roles.filter((role) => JSON.stringify(people[role].commands(channel)).includes(`"${command}"`));
      expect([command, found]).toEqual([command, whose]);
    }
  });

  it('is looked at anew at every entry, however it was reached', async () => {
    const cast = await openCast();
    cast.openToAll();

    for (const role of roles) {
      const member = cast.people[role];
      for (const entry of entries) {
        const right = rightOf(entry);
        const expected = holders[right].includes(role) ? undefined : right;
        const what = `${titleOf(entry)} by ${role}`;
        expect([what, await lackOf(use(cast, member, entry))]).toEqual([what, expected]);
      }
      const proposals = await member.autocomplete(cast.channel, 'cover-mod refund', { cover: '' }, 'cover');
      expect([role, proposals.length > 0]).toEqual([role, holders.moderators.includes(role)]);
    }
    expect(entries.length).toBeGreaterThan(60);
  });

  it('is the same in a thread and in a channel with a right of its own', async () => {
    const cast = await openCast();
    cast.openToAll();
    const { guild, channel, people } = cast;
    const thread = guild.addThread({ name: 'aside', parent: channel });
    const own = guild.addChannel({
      name: 'own',
      overwrites: [{ id: cast.member.id, type: 'member', allow: Flags.ManageMessages }],
    });
    const list: Entry = { command: 'cover-mod', by: 'subcommand', name: 'list' };
    const settings: Entry = { command: 'cover-settings', by: 'slash', name: '' };

    for (const role of roles) {
      for (const entry of [list, settings]) {
        const right = rightOf(entry);
        const expected = holders[right].includes(role) ? undefined : right;
        expect([role, await lackOf(use(cast, people[role], entry, thread))]).toEqual([role, expected]);
      }
    }
    // Discord says what somebody may do where they are.
    expect(await lackOf(use(cast, cast.member, list, own))).toBeUndefined();
    expect(await lackOf(use(cast, cast.member, settings, own))).toBe('settings');
  });

  it('is nothing that can be done in a direct message, by anybody', async () => {
    const cast = await openCast();
    const { guild, other, posted, until } = cast;
    // With no channel for reports, one goes to the owner.
    const menu = /"custom_id":"(cover:more:[^"]+)"/.exec(JSON.stringify(posted.components))?.[1] ?? '';
    const form = await other.select(posted, menu, ['report']);
    await other.submit(form, { reason: 'It is loud' });
    await until(() => guild.owner.directMessages.length > 0);
    const message = guild.owner.directMessages.at(-1) as SandboxMessage;

    for (const entry of entries.filter(({ by }) => by === 'button' || by === 'form' || by === 'choice')) {
      const answer = await use({ ...cast, posted: message }, guild.owner, entry);
      expect([titleOf(entry), (await answer.settled()).text()]).toEqual([
        titleOf(entry),
        'I only work in servers – try me in a channel.',
      ]);
    }
  });

  it('is done by no form that was opened before the right to it was lost', async () => {
    const cast = await openCast();
    const { guild, channel, people, posted } = cast;
    const [moderator, manager] = [people['a moderator by permission'], people['a manager']];
    const card = await (await moderator.menu(channel, MODERATE, posted)).settled();
    const deletion = await moderator.click(card, 'Delete');
    const limit = await openSetting(manager, channel, 'memberDayTakes');
    const change = await manager.click(limit, 'Change');

    moderator.setRoles(guild.roles.filter(({ name }) => name === 'Members').map(({ id }) => id));
    manager.setRoles(moderator.roleIds);

    expect(await lackOf(moderator.submit(deletion, { reason: 'late' }))).toBe('moderators');
    expect(await lackOf(manager.submit(change, { value: '1' }))).toBe('settings');
    expect(channel.messages).toContain(posted);
    expect((await openSetting(guild.owner, channel, 'memberDayTakes')).text()).toContain('default');
  });
});
