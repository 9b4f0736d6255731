import { z } from 'zod';
import { channelFor, guildFor, messageFor, requirePermissions } from '../access.ts';
import { refuse } from '../api-error.ts';
import { directChannel } from '../channels.ts';
import type { World } from '../records.ts';
import { channelJson, userJson } from '../serialise.ts';
import { parseForm } from '../validation/form.ts';
import { type Call, noContent, ok, type Reply, type Route } from './route.ts';

const REACTIONS = '/channels/:channelId/messages/:messageId/reactions/:emoji';

const recipientSchema = z.object({ recipient_id: z.string() });

/** Channels themselves, reactions, and opening direct messages. */
export function channelRoutes(world: World): Route[] {
  const get = ({ params }: Call): Reply => ok(channelJson(channelFor(world, params.channelId)));

  const type = ({ params }: Call): Reply => {
    requirePermissions(world, channelFor(world, params.channelId), 'SEND_MESSAGES');
    return noContent;
  };

  const listOfGuild = ({ params }: Call): Reply => {
    const guild = guildFor(world, params.guildId);
    const own = [...world.channels.values()].filter(({ guildId, kind }) => guildId === guild.id && kind === 'text');
    return ok(own.map((channel) => channelJson(channel)));
  };

  const openDirectMessages = ({ body }: Call): Reply => {
    const { recipient_id: id } = parseForm(recipientSchema, body);
    const user = world.users.get(id) ?? refuse('unknownUser');
    if (user.bot) refuse('cannotSendToUser');
    return ok(channelJson(directChannel(world, user)));
  };

  const reacted = ({ params }: Call) => {
    const channel = channelFor(world, params.channelId);
    const message = messageFor(channel, params.messageId);
    requirePermissions(world, channel, 'READ_MESSAGE_HISTORY');
    const emoji = params.emoji || refuse('unknownEmoji');
    return { channel, message, emoji, users: message.reactions.get(emoji) ?? new Set<string>() };
  };

  const addReaction = (call: Call): Reply => {
    const { channel, message, emoji, users } = reacted(call);
    if (users.size === 0) requirePermissions(world, channel, 'ADD_REACTIONS');
    message.reactions.set(emoji, users.add(world.bot.id));
    world.events.emit({ type: 'reactionsChanged', channelId: channel.id, message: world.views.of(message) });
    return noContent;
  };

  const removeReaction = (call: Call): Reply => {
    const { channel, message, emoji, users } = reacted(call);
    users.delete(world.bot.id);
    if (users.size === 0) message.reactions.delete(emoji);
    world.events.emit({ type: 'reactionsChanged', channelId: channel.id, message: world.views.of(message) });
    return noContent;
  };

  const listReactions = (call: Call): Reply =>
    ok([...reacted(call).users].flatMap((id) => world.users.get(id) ?? []).map(userJson));

  return [
    { method: 'GET', path: '/channels/:channelId', auth: 'bot', handle: get },
    { method: 'GET', path: '/guilds/:guildId/channels', auth: 'bot', handle: listOfGuild },
    { method: 'POST', path: '/users/@me/channels', auth: 'bot', handle: openDirectMessages },
    { method: 'PUT', path: `${REACTIONS}/@me`, auth: 'bot', handle: addReaction },
    { method: 'DELETE', path: `${REACTIONS}/@me`, auth: 'bot', handle: removeReaction },
    { method: 'GET', path: REACTIONS, auth: 'bot', handle: listReactions },
    { method: 'POST', path: '/channels/:channelId/typing', auth: 'bot', handle: type },
  ];
}
