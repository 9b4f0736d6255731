import { gatewayUrl } from '../gateway-protocol.ts';
import type { World } from '../records.ts';
import { ok, type Route } from './route.ts';

const DAY_MS = 86_400_000;
const MOST_IDENTIFIES = 1000;

export function gatewayRoutes(world: World): Route[] {
  const forBot = () =>
    ok({
      url: gatewayUrl(world),
      shards: 1,
      session_start_limit: {
        total: MOST_IDENTIFIES,
        remaining: MOST_IDENTIFIES,
        reset_after: DAY_MS,
        max_concurrency: 1,
      },
    });
  return [
    { method: 'GET', path: '/gateway/bot', auth: 'bot', handle: forBot },
    { method: 'GET', path: '/gateway', auth: 'token', handle: () => ok({ url: gatewayUrl(world) }) },
  ];
}
