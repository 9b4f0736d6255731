import type { World } from '../records.ts';
import { callbackRoutes } from './callbacks.ts';
import { channelRoutes } from './channels.ts';
import { commandRoutes } from './commands.ts';
import { gatewayRoutes } from './gateway.ts';
import { guildRoutes } from './guilds.ts';
import { messageRoutes } from './messages.ts';
import type { Route } from './route.ts';
import { threadRoutes } from './threads.ts';
import { webhookRoutes } from './webhooks.ts';

/** All that the API answers; what is asked for beside it is not found. */
export function apiRoutes(world: World): Route[] {
  return [
    gatewayRoutes,
    commandRoutes,
    callbackRoutes,
    webhookRoutes,
    messageRoutes,
    channelRoutes,
    threadRoutes,
    guildRoutes,
  ].flatMap((routes) => routes(world));
}
