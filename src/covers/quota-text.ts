import type { QuotaRefusal } from '../domain/quota.ts';
import type { MemberText } from '../errors.ts';

/** What a member is told when a quota is used up. */
export function quotaText({ kind, charge, used }: QuotaRefusal): MemberText {
  const scope = charge.scope.name;
  const renewsAt = charge.window.endsAt;
  if (kind === 'count') {
    const limit = charge.limit.count ?? 0;
    return { key: 'quota.count', params: { scope, used: used.count, limit, wanted: charge.count, renewsAt } };
  }
  const leftMicros = Math.max(0, (charge.limit.micros ?? 0) - used.micros);
  return { key: 'quota.money', params: { scope, leftMicros, wantedMicros: charge.micros, renewsAt } };
}
