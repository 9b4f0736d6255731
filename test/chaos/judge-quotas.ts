import type { Difference } from './judge.ts';
import type { QuotaSaid } from './probe-quotas.ts';
import type { Used } from './quotas.ts';

/** Where the bot and the world do not agree on what was used. */
export function judgeQuotas(expected: readonly Used[], said: readonly QuotaSaid[]): Difference[] {
  return expected.flatMap(({ count, micros }, index): Difference[] => {
    const { texts, ...own } = said[index] ?? { count: undefined, micros: undefined, texts: [] };
    const words = texts.join(' / ');
    const differences: Difference[] = [];
    const differ = (what: string) => differences.push({ kind: 'quota', subject: `server ${index}`, what });
    if (own.count !== count) differ(`${count} covers used, the bot says ${own.count ?? 'nothing'}: ${words}`);
    if (own.micros !== micros) differ(`${dollars(micros)} spent, the bot says ${dollars(own.micros)}: ${words}`);
    return differences;
  });
}

function dollars(micros: number | undefined): string {
  return micros === undefined ? 'nothing' : `$${(micros / 1_000_000).toFixed(2)}`;
}
