import { guildFor } from '../access.ts';
import { refuse, refuseForm } from '../api-error.ts';
import { guildPermissions, permissionBits } from '../permissions.ts';
import type { GuildRecord, World } from '../records.ts';
import { isLasting, removeRole } from '../roles.ts';
import { guildJson, memberJson, roleJson, userJson } from '../serialise.ts';
import { compareIds } from '../snowflake.ts';
import { type Call, noContent, ok, type Reply, type Route } from './route.ts';

/** Also what is listed where nothing is said. */
const MOST_LISTED = 200;

/** Guilds, their roles and members; users; the application itself. */
export function guildRoutes(world: World): Route[] {
  const member = ({ params }: Call): Reply => {
    const found = guildFor(world, params.guildId).members.get(params.userId ?? '');
    return ok(memberJson(found ?? refuse('unknownMember')));
  };

  const deleteRole = ({ params }: Call): Reply => {
    const guild = guildFor(world, params.guildId);
    if (!(guildPermissions(guild, world.bot.id) & permissionBits.MANAGE_ROLES)) refuse('missingPermissions');
    const { id } = guild.roles.get(params.roleId ?? '') ?? refuse('unknownRole');
    if (isLasting(guild, id)) refuse('invalidRole');
    removeRole(world, guild, id);
    return noContent;
  };

  const leave = ({ params }: Call): Reply => {
    const guild = guildFor(world, params.guildId);
    guild.members.delete(world.bot.id);
    world.events.emit({ type: 'membersChanged', guildId: guild.id });
    return noContent;
  };

  const application = (): Reply =>
    ok({
      id: world.applicationId,
      name: world.bot.name,
      icon: null,
      description: 'A stand-in for a Discord application',
      bot_public: true,
      bot_require_code_grant: false,
      verify_key: '0'.repeat(64),
      flags: 0,
      team: null,
      owner: userJson(world.bot),
      bot: userJson(world.bot),
    });

  const ownGuilds = ({ query }: Call): Reply =>
    ok(
      page(
        [...world.guilds.values()].filter(({ members, listed }) => listed && members.has(world.bot.id)),
        query,
      ).map(({ id, name }) => ({ id, name, icon: null, owner: false, permissions: '0', features: [] })),
    );

  return [
    { method: 'GET', path: '/guilds/:guildId', auth: 'bot', handle: (call) => ok(guildJson(guildOf(world, call))) },
    {
      method: 'GET',
      path: '/guilds/:guildId/roles',
      auth: 'bot',
      handle: (call) => ok([...guildOf(world, call).roles.values()].map(roleJson)),
    },
    { method: 'DELETE', path: '/guilds/:guildId/roles/:roleId', auth: 'bot', handle: deleteRole },
    { method: 'GET', path: '/guilds/:guildId/members/:userId', auth: 'bot', handle: member },
    { method: 'GET', path: '/users/@me', auth: 'bot', handle: () => ok({ ...userJson(world.bot), verified: true }) },
    { method: 'GET', path: '/users/@me/guilds', auth: 'bot', handle: ownGuilds },
    { method: 'DELETE', path: '/users/@me/guilds/:guildId', auth: 'bot', handle: leave },
    {
      method: 'GET',
      path: '/users/:userId',
      auth: 'bot',
      handle: ({ params }) => ok(userJson(world.users.get(params.userId ?? '') ?? refuse('unknownUser'))),
    },
    { method: 'GET', path: '/applications/@me', auth: 'bot', handle: application },
    { method: 'GET', path: '/oauth2/applications/@me', auth: 'bot', handle: application },
  ];
}

function guildOf(world: World, { params }: Call) {
  return guildFor(world, params.guildId);
}

/** In the order of their ids; those before an id are the nearest to it. */
function page(guilds: readonly GuildRecord[], { before, after, limit: wanted }: Call['query']): GuildRecord[] {
  const limit = wanted === undefined ? MOST_LISTED : Number(wanted);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED)
    refuseForm(['limit'], 'NUMBER_TYPE_MAX', `int value should be between 1 and ${MOST_LISTED}.`);
  for (const [name, id] of Object.entries({ before, after })) {
    if (id !== undefined && !/^\d+$/.test(id))
      refuseForm([name], 'NUMBER_TYPE_COERCE', `Value "${id}" is not snowflake.`);
  }
  const ordered = guilds
    .filter(({ id }) => after === undefined || compareIds(id, after) > 0)
    .filter(({ id }) => before === undefined || compareIds(id, before) < 0)
    .sort((left, right) => compareIds(left.id, right.id));
  return before !== undefined && after === undefined ? ordered.slice(-limit) : ordered.slice(0, limit);
}
