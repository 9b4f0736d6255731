import type { QuotaUsage } from '../../domain/draft/review.ts';
import { spanOf } from '../../domain/money/quota.ts';
import { text } from '../../locales/text.ts';
import { cardOf, small, type View } from './view.ts';

/** What is left of each quota, and when it renews; money is for who is told prices. */
export function quotaView(usages: readonly QuotaUsage[], locale: string, showsPrices = true): View {
  const shown = showsPrices ? usages : usages.map(withoutMoney);
  const limited = shown.filter(({ limit }) => limit.count !== undefined || limit.micros !== undefined);
  if (limited.length === 0) return cardOf([text(locale, 'quota.none')]);
  return cardOf([limited.map((usage) => linesOf(usage, locale).join('\n')).join('\n\n')]);
}

function withoutMoney({ limit: { micros: _, ...limit }, ...usage }: QuotaUsage): QuotaUsage {
  return { ...usage, limit };
}

function linesOf({ scope, used, limit, window }: QuotaUsage, locale: string): string[] {
  const { count, micros } = limit;
  const left = (most: number, spent: number) => Math.max(0, most - spent);
  return [
    text(locale, `quota.title.${scope}`, { span: spanOf(window) }),
    ...(count === undefined ? [] : [text(locale, 'quota.takes', { left: left(count, used.count), limit: count })]),
    ...(micros === undefined
      ? []
      : [text(locale, 'quota.budget', { leftMicros: left(micros, used.micros), limitMicros: micros })]),
    small(text(locale, 'quota.renews', { at: window.endsAt })),
  ];
}
