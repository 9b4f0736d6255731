import type { QuotaUsage } from '../../domain/review.ts';
import { text } from '../../locales/text.ts';
import { cardOf, small, type View } from './view.ts';

/** What is left of each quota, and when it renews. */
export function quotaView(usages: readonly QuotaUsage[], locale: string): View {
  if (usages.length === 0) return cardOf([text(locale, 'quota.none')]);
  return cardOf([usages.map((usage) => linesOf(usage, locale).join('\n')).join('\n\n')]);
}

function linesOf({ scope, used, limit, window }: QuotaUsage, locale: string): string[] {
  const { count = null, micros = null } = limit;
  const hasLimit = count !== null || micros !== null;
  return [
    text(locale, `quota.title.${scope}`),
    text(locale, 'quota.takes', { used: used.count, limit: count }),
    text(locale, 'quota.budget', { usedMicros: used.micros, limitMicros: micros }),
    ...(hasLimit ? [small(text(locale, 'quota.renews', { at: window.endsAt }))] : []),
  ];
}
