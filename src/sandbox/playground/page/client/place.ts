import type { WireChannel, WireGuild, WireWorld } from '../wire.ts';
import type { AppState } from './state.ts';

/** What the address of a window names: who, on which server, in which channel. Names, so that it can be read and kept. */
export interface Address {
  person: string | undefined;
  guild: string | undefined;
  channel: string | undefined;
}

export function readAddress(hash: string): Address {
  const [person, guild, channel] = hash.replace(/^#\/?/, '').split('/').map(decodePart);
  return { person: person || undefined, guild: guild || undefined, channel: channel || undefined };
}

export function writeAddress(parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

/** The id under which the conversation with the bot stands beside the servers. */
export const DIRECT = '@me';

export function currentGuild({ world, guildId }: AppState): WireGuild | undefined {
  return world?.guilds.find(({ id }) => id === guildId);
}

export function currentChannel(state: AppState): WireChannel | undefined {
  return state.world && channelById(state.world, state.channelId);
}

export function channelById(world: WireWorld, id: string | undefined): WireChannel | undefined {
  if (id === world.directMessages.id) return world.directMessages;
  return world.guilds.flatMap(({ channels }) => channels).find((channel) => channel.id === id);
}

export function guildOfChannel(world: WireWorld, channelId: string): WireGuild | undefined {
  return world.guilds.find(({ channels }) => channels.some(({ id }) => id === channelId));
}

/** Where a window stands: what its address says as far as there is such a place, else the first. */
export function placeFor(world: WireWorld, wanted: Address): { guildId: string; channelId: string } {
  if (wanted.guild === DIRECT) return { guildId: DIRECT, channelId: world.directMessages.id };
  const guild = world.guilds.find(({ name }) => name === wanted.guild) ?? world.guilds[0];
  const channel = guild?.channels.find(({ name }) => name === wanted.channel) ?? guild?.channels[0];
  return { guildId: guild?.id ?? '', channelId: channel?.id ?? '' };
}

/** Links to a channel or message of Discord stay within the page. */
export function linkedPlace(url: string): { channelId: string; messageId: string | undefined } | undefined {
  const [, channelId, messageId] =
    /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(?:@me|\d+)\/(\d+)(?:\/(\d+))?\/?$/.exec(url) ?? [];
  return channelId === undefined ? undefined : { channelId, messageId };
}

export function nameOfUser(world: WireWorld | undefined, id: string): string {
  return world?.users.find((user) => user.id === id)?.name ?? 'unknown-user';
}
