import { type QuotaRefusal, spanOf } from '../domain/money/quota.ts';
import type { MemberText } from '../errors.ts';

/** What a member is told when a quota is used up; with `showsPrices` false, without amounts of money. */
export function quotaText({ kind, charge, used }: QuotaRefusal, showsPrices = true): MemberText {
  const scope = charge.scope.name;
  const renewsAt = charge.window.endsAt;
  const span = spanOf(charge.window);
  const { own = {}, count: limit = 0, micros: limitMicros = 0 } = charge.limit;
  if (kind === 'count') {
    const isOwn = own.count ?? false;
    const params = { scope, used: used.count, limit, wanted: charge.count, renewsAt, span, isOwn };
    return { key: 'quota.count', params };
  }
  const leftMicros = Math.max(0, limitMicros - used.micros);
  const isOwn = own.micros ?? false;
  const params = { scope, leftMicros, wantedMicros: charge.micros, renewsAt, span, isOwn, isHidden: !showsPrices };
  return { key: 'quota.money', params };
}
