import type { QuotaUsage } from '../../domain/review.ts';
import { text } from '../../locales/text.ts';
import { type View, viewOf } from './view.ts';

/** What is left of each quota, and when it renews. */
export function quotaView(usages: readonly QuotaUsage[], locale: string): View {
  const limited = usages.filter(({ limit }) => limit.count !== undefined || limit.micros !== undefined);
  if (limited.length === 0) return viewOf([text(locale, 'quota.none')]);
  return viewOf([limited.map((usage) => linesOf(usage, locale).join('\n')).join('\n\n')]);
}

function linesOf({ scope, used, limit, window }: QuotaUsage, locale: string): string[] {
  const { count, micros } = limit;
  const left = (most: number, spent: number) => Math.max(0, most - spent);
  return [
    text(locale, `quota.title.${scope}`),
    ...(count === undefined ? [] : [text(locale, 'quota.takes', { left: left(count, used.count), limit: count })]),
    ...(micros === undefined
      ? []
      : [text(locale, 'quota.budget', { leftMicros: left(micros, used.micros), limitMicros: micros })]),
    text(locale, 'quota.renews', { at: window.endsAt }),
  ];
}
