import { describe, expect, it } from 'vitest';
import { quotaView } from '../../src/discord/views/quota-view.ts';
import { judgeQuotas } from './judge-quotas.ts';
import { planRun } from './plan-run.ts';
import type { ProviderName } from './points.ts';
import { readQuota } from './probe-quotas.ts';
import { expectedUse } from './quotas.ts';
import { emptyRecord, type Shown } from './record.ts';

const plan = planRun({ seed: 1, jobs: 10, kills: 0 });
const wish = { ...plan.wishes[0], number: 0, guild: 1, takes: 1 } as (typeof plan.wishes)[number];

function used(
  shown: Shown,
  text = '',
  takes = 1,
  payments: number[] = [],
  wished = wish,
  provider: ProviderName = 'runware',
) {
  const record = emptyRecord();
  for (const micros of payments) record.payments.push({ marker: 'zq0000a', at: 0, provider, micros });
  record.acts.push({ marker: 'zq0000a', at: 0, what: 'ask', wasSilent: false, interactionIds: [] });
  record.sightings.push({
    ...{ number: 0, marker: 'zq0000a', at: 1, messageId: 'one', bornAt: 1, place: 'channel' },
    ...{ shown, text, takes },
  });
  return expectedUse(record, { ...plan, wishes: [wished] })[1];
}

describe('what a server must have used', () => {
  it('is every take of a posted cover', () => {
    expect(used('cover', '', 2)).toEqual({ count: 2, micros: 300_000 });
  });

  it('is money for what failed unheard before it was made under the same id', () => {
    expect(used('cover', '', 1, [0, 150_000])).toEqual({ count: 1, micros: 300_000 });
    expect(used('cover', '', 1, [150_000])).toEqual({ count: 1, micros: 150_000 });
  });

  it('is money for a take that failed where the other one came', () => {
    const wished = { ...wish, takes: 2 as const };
    expect(used('cover', '', 1, [150_000], wished)).toEqual({ count: 1, micros: 300_000 });
    expect(used('cover', '', 2, [300_000], wished)).toEqual({ count: 2, micros: 300_000 });
  });

  it('is what was made of a cover that is kept for its requester, however much was wished for', () => {
    const wished = { ...wish, takes: 2 as const };
    expect(used('kept', '', 0, [300_000], wished)).toEqual({ count: 2, micros: 300_000 });
    expect(used('kept', '', 0, [150_000], wished, 'aimlapi')).toEqual({ count: 1, micros: 150_000 });
  });

  it('is money without a cover where nobody knows what became of a request', () => {
    expect(used('failed', "I couldn't find out whether MiniMax got your request")).toEqual({
      count: 0,
      micros: 150_000,
    });
  });

  it('is nothing for what was cancelled or cost nothing', () => {
    expect(used('cancelled')).toEqual({ count: 0, micros: 0 });
    expect(used('failed', "AI/ML API couldn't finish it.")).toEqual({ count: 0, micros: 0 });
  });

  it('is money without a cover where a provider bills what it could not finish', () => {
    for (const provider of ['MiniMax', 'Runware']) {
      expect(used('failed', `${provider} couldn't finish it.`)).toEqual({ count: 0, micros: 150_000 });
    }
  });

  it('is read from what /quota says', () => {
    const limits = { count: 100_000, micros: 100_000_000_000 };
    const window = { key: '2026-11', endsAt: 0 };
    const usages = (['member', 'guild'] as const).map((scope, index) => {
      return { scope, used: { count: 12 + index, micros: 1_950_000 + 150_000 * index }, limit: limits, window };
    });
    expect(readQuota(quotaView(usages, 'en').content)).toMatchObject({ count: 13, micros: 2_100_000 });
  });

  it('differs from what the bot says in count, money, or where it says nothing', () => {
    const expected = [{ count: 2, micros: 300_000 }];
    expect(judgeQuotas(expected, [{ count: 2, micros: 300_000, texts: [] }])).toEqual([]);
    expect(judgeQuotas(expected, [{ count: 3, micros: 300_000, texts: [] }])).toHaveLength(1);
    expect(judgeQuotas(expected, [{ count: undefined, micros: 150_000, texts: [] }])).toHaveLength(2);
  });
});
