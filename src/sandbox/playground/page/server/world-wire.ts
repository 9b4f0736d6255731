import type { DiscordSandbox } from '../../../discord/sandbox.ts';
import type { SandboxChannel } from '../../../discord/types.ts';
import type { Cast, Person, Place } from '../cast.ts';
import type { Sample } from '../samples.ts';
import type { Json, WireChannel, WireGuild, WireTry, WireWorld } from '../wire.ts';

interface WorldWireOptions {
  discord: DiscordSandbox;
  cast: Cast;
  samples: readonly Sample[];
  tries: readonly WireTry[];
}

/** Everything but messages, as one person sees it. */
export function worldFor(person: Person, { discord, cast, samples, tries }: WorldWireOptions): WireWorld {
  const bot = { id: discord.botUserId, name: discord.botName, isBot: true };
  return {
    me: person.id,
    people: cast.people.map(({ id, name, role }) => ({ id, name, role })),
    users: [bot, ...cast.people.map(({ id, name }) => ({ id, name, isBot: false }))],
    guilds: cast.places.filter(({ guild }) => person.isIn(guild.id)).map((place) => guildFor(person, place)),
    directMessages: {
      id: person.memberIn(undefined).directMessages[0]?.channelId ?? '',
      name: bot.name,
      kind: 'dm',
      parentId: null,
      topic: null,
      commandIds: [],
    },
    samples: samples.map(({ id, fileName, title, about }) => ({ id, fileName, title, about, url: `/samples/${id}` })),
    tries: { channelId: cast.firstChannel.id, items: person.isIn(cast.firstChannel.guildId ?? '') ? tries : [] },
  };
}

function guildFor(person: Person, { guild, topics }: Place): WireGuild {
  const member = person.memberIn(guild.id);
  const channels = guild.channels.filter((channel) => member.canSee(channel));
  const commands = new Map<string, Json>();
  const commandIdsIn = (channel: SandboxChannel) =>
    member.commands(channel).map((command) => {
      commands.set(String(command.id), command);
      return String(command.id);
    });
  const wired = channels.map((channel): WireChannel => {
    const { id, name, kind, parentId = null } = channel;
    return { id, name, kind, parentId, topic: topics.get(id) ?? null, commandIds: commandIdsIn(channel) };
  });
  return {
    id: guild.id,
    name: guild.name,
    channels: wired,
    roles: guild.roles.filter(({ id }) => id !== guild.id).map(({ id, name }) => ({ id, name })),
    memberIds: guild.members.map(({ id }) => id),
    commands: [...commands.values()],
  };
}
