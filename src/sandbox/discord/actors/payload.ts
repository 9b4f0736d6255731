import { messageJson } from '../message-json.ts';
import { directMessagePermissions, permissionsIn } from '../permissions.ts';
import type { ChannelRecord, InteractionRecord, UserRecord, World } from '../records.ts';
import { memberJson, partialChannelJson, userJson } from '../serialise.ts';
import type { Json } from '../types.ts';

const GUILD_INSTALL = '0';
const contexts = { guild: 0, botMessages: 1 } as const;

/** INTERACTION_CREATE as the gateway sends it. */
export function interactionPayload(world: World, interaction: InteractionRecord, data: Json): Json {
  const { id, token, type, user, channel, source, uploadLimit } = interaction;
  return {
    id,
    application_id: world.applicationId,
    type,
    token,
    version: 1,
    data,
    channel: partialChannelJson(world, channel, user.id),
    channel_id: channel.id,
    locale: user.locale,
    entitlements: [],
    entitlement_sku_ids: [],
    attachment_size_limit: uploadLimit,
    ...(source && { message: messageJson(world, source) }),
    ...whereFrom(world, user, channel),
  };
}

function whereFrom(world: World, user: UserRecord, channel: ChannelRecord): Json {
  const guild = world.guilds.get(channel.guildId ?? '');
  const member = guild?.members.get(user.id);
  if (!guild || !member) {
    return {
      user: userJson(user),
      context: contexts.botMessages,
      app_permissions: String(directMessagePermissions),
      authorizing_integration_owners: { [GUILD_INSTALL]: '0' },
    };
  }
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
    member: { ...memberJson(member), permissions: String(permissionsIn(world, guild, channel, user.id)) },
    context: contexts.guild,
    app_permissions: String(permissionsIn(world, guild, channel, world.bot.id)),
    authorizing_integration_owners: { [GUILD_INSTALL]: guild.id },
  };
}
