import type { Health } from './port.ts';

export type HealthStatus = 'ok' | 'degraded' | 'down';

/** `down`: it can do nothing for anybody. `degraded`: it works, and some or all covers have to wait. */
export function healthStatus({ gateway, store, providers }: Health): HealthStatus {
  if (gateway !== 'ok' || store !== 'ok') return 'down';
  return Object.values(providers).every((state) => state === 'ok' || state === 'unknown') ? 'ok' : 'degraded';
}
