import type { Health } from './port.ts';

export type HealthStatus = 'ok' | 'degraded' | 'down';

/** `down`: it can do nothing for anybody. `degraded`: it works, and some or all covers have to wait. */
export function healthStatus({ gateway, store, providers, clock = 'ok', differing = [] }: Health): HealthStatus {
  if (gateway !== 'ok' || store !== 'ok') return 'down';
  if (clock !== 'ok' || differing.length > 0) return 'degraded';
  return Object.values(providers).every((state) => state === 'ok' || state === 'unknown') ? 'ok' : 'degraded';
}
