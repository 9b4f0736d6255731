import type { DiscordSandbox } from '../../discord/sandbox.ts';
import type { SandboxChannel, SandboxGuild, SandboxMember } from '../../discord/types.ts';

/** A person, who is a member of their own in each server but one and the same user. */
export interface Person {
  id: string;
  name: string;
  role: string;
  memberIn(guildId: string | undefined): SandboxMember;
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

/** What a moderator may do beside what all may: manage messages. */
const MANAGE_MESSAGES = 1n << 13n;

/** Two servers, and four people who are in both. */
export function createCast(discord: DiscordSandbox): Cast {
  const people = new Map<string, { role: string; members: SandboxMember[] }>();
  const join = (name: string, role: string, member: SandboxMember) => {
    const known = people.get(name) ?? { role, members: [] };
    people.set(name, { ...known, members: [...known.members, member] });
    return member;
  };
  const userOf = (name: string) => {
    const [user] = people.get(name)?.members ?? [];
    return { name, ...(user && { user }) };
  };

  const places = SERVERS.map(({ name, channels }): Place => {
    const guild = discord.addGuild({ name, owner: userOf('Ada') });
    join('Ada', 'owner', guild.owner);
    join('Ben', 'member', guild.addMember(userOf('Ben')));
    join('Nia', 'newcomer', guild.addMember(userOf('Nia')));
    const moderators = guild.addRole({ name: 'Moderators', permissions: MANAGE_MESSAGES });
    join('Mo', 'moderator', guild.addMember({ ...userOf('Mo'), roles: [moderators] }));
    return {
      guild,
      topics: new Map(channels.map(([channel, topic]) => [guild.addChannel({ name: channel }).id, topic])),
    };
  });
  const [firstChannel] = places[0]?.guild.channels ?? [];
  if (!firstChannel) throw new Error('there is no channel');

  return {
    places,
    firstChannel,
    people: [...people].map(([name, { role, members }]) => ({
      id: members[0]?.id ?? '',
      name,
      role,
      memberIn(guildId) {
        const index = places.findIndex(({ guild }) => guild.id === guildId);
        const member = members[Math.max(0, index)];
        if (!member) throw new Error(`${name} is not in this server`);
        return member;
      },
    })),
  };
}
