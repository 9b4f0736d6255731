import type { DiscordSandbox } from '../../discord/sandbox.ts';
import type { SandboxChannel, SandboxGuild, SandboxMember } from '../../discord/types.ts';
import type { OperatorPlace } from '../whole-sandbox.ts';

/** A person, who is a member of their own in each server but one and the same user. */
export interface Person {
  id: string;
  name: string;
  role: string;
  /** Outside servers, as in any of theirs. Throws where they are in others only. */
  memberIn(guildId: string | undefined): SandboxMember;
  isIn(guildId: string): boolean;
}

export interface Place {
  guild: SandboxGuild;
  /** What stands above the messages of a channel. */
  topics: ReadonlyMap<string, string>;
}

/** Who and what a newcomer finds on the page. */
export interface Cast {
  people: readonly Person[];
  places: readonly Place[];
  /** Where everything begins. */
  firstChannel: SandboxChannel;
  /** Who runs the bot, and where they do it from. */
  operator: OperatorPlace;
}

const SERVERS = [
  {
    name: 'The Practice Room',
    channels: [
      ['remix-lab', 'One song, many clothes. Type / to see what the app can do.'],
      ['general', 'Talk about anything.'],
    ],
  },
  { name: 'Night Shift Radio', channels: [['studio', 'A second server, with a line and a budget of its own.']] },
] as const;

/** The operator's own server, which nobody else is in. */
const BACKSTAGE = {
  name: 'Backstage',
  channels: [['desk', "The bot's owner alone is here. Type /cover-operator."]],
} as const;

/** What a moderator may do beside what all may: manage messages. */
const MANAGE_MESSAGES = 1n << 13n;

/** Two servers with people who are in both, and one of whoever runs the bot. */
export function createCast(discord: DiscordSandbox): Cast {
  const people = new Map<string, { role: string; members: Map<string, SandboxMember> }>();
  const join = (name: string, role: string, { id: guildId }: SandboxGuild, member: SandboxMember) => {
    const known = people.get(name) ?? { role, members: new Map() };
    people.set(name, { ...known, members: known.members.set(guildId, member) });
  };
  const userOf = (name: string) => {
    const [user] = people.get(name)?.members.values() ?? [];
    return { name, ...(user && { user }) };
  };
  const topicsOf = (guild: SandboxGuild, channels: readonly (readonly [name: string, topic: string])[]) =>
    new Map(channels.map(([channel, topic]) => [guild.addChannel({ name: channel }).id, topic]));

  const places = SERVERS.map(({ name, channels }): Place => {
    const guild = discord.addGuild({ name, owner: userOf('Ada') });
    join('Ada', 'owner', guild, guild.owner);
    join('Ben', 'member', guild, guild.addMember(userOf('Ben')));
    join('Nia', 'newcomer', guild, guild.addMember(userOf('Nia')));
    const moderators = guild.addRole({ name: 'Moderators', permissions: MANAGE_MESSAGES });
    join('Mo', 'moderator', guild, guild.addMember({ ...userOf('Mo'), roles: [moderators] }));
    return { guild, topics: topicsOf(guild, channels) };
  });
  const backstage = discord.addGuild({ name: BACKSTAGE.name, owner: userOf('Opal') });
  join('Opal', "the bot's owner", backstage, backstage.owner);
  places.push({ guild: backstage, topics: topicsOf(backstage, BACKSTAGE.channels) });
  const [firstChannel] = places[0]?.guild.channels ?? [];
  const [desk] = backstage.channels;
  if (!firstChannel || !desk) throw new Error('there is no channel');

  return {
    places,
    firstChannel,
    operator: { memberId: backstage.owner.id, guildId: backstage.id, channelId: desk.id },
    people: [...people].map(([name, { role, members }]) => ({
      id: userOf(name).user?.id ?? '',
      name,
      role,
      isIn: (guildId) => members.has(guildId),
      memberIn(guildId) {
        const [anywhere] = members.values();
        const member = guildId === undefined ? anywhere : members.get(guildId);
        if (!member) throw new Error(`${name} is not in this server`);
        return member;
      },
    })),
  };
}
