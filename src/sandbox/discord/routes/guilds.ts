import { guildFor } from '../access.ts';
import { refuse } from '../api-error.ts';
import type { World } from '../records.ts';
import { guildJson, memberJson, roleJson, userJson } from '../serialise.ts';
import { type Call, noContent, ok, type Reply, type Route } from './route.ts';

/** Guilds, their roles and members; users; the application itself. */
export function guildRoutes(world: World): Route[] {
  const member = ({ params }: Call): Reply => {
    const found = guildFor(world, params.guildId).members.get(params.userId ?? '');
    return ok(memberJson(found ?? refuse('unknownMember')));
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

  const ownGuilds = (): Reply =>
    ok(
      [...world.guilds.values()]
        .filter(({ members }) => members.has(world.bot.id))
        .map(({ id, name }) => ({ id, name, icon: null, owner: false, permissions: '0', features: [] })),
    );

  return [
    { method: 'GET', path: '/guilds/:guildId', auth: 'bot', handle: (call) => ok(guildJson(guildOf(world, call))) },
    {
      method: 'GET',
      path: '/guilds/:guildId/roles',
      auth: 'bot',
      handle: (call) => ok([...guildOf(world, call).roles.values()].map(roleJson)),
    },
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
