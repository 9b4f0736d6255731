import { describe, expect, it } from 'vitest';
import { type Cap, judgeCaps, peaksOf } from './judge-caps.ts';
import type { Absence, Payment } from './record.ts';

const cap: Cap = { subject: 'runware', atMost: 2, counts: ({ provider }) => provider === 'runware' };

function paid(at: number, changes: Partial<Payment> = {}): Payment {
  return { marker: 'zq0001a', at, provider: 'runware', micros: 1, ...changes };
}

function stoodStill(from: number, until: number): Absence {
  return { kind: 'pause', from, until, awayMs: until - from, aim: null, markers: [] };
}

const judged = (payments: Payment[], absences: Absence[] = []) =>
  judgeCaps(peaksOf({ payments, absences }, [cap], () => 10)).map(({ kind }) => kind);

describe('what is under way at once', () => {
  it('is counted as long as the provider works on it, each provider by itself', () => {
    const payments = [paid(0), paid(5), paid(10), paid(3, { provider: 'minimax' })];
    expect(peaksOf({ payments, absences: [] }, [cap], () => 10)).toMatchObject([{ count: 2, over: 0 }]);
    expect(judged(payments)).toEqual([]);
  });

  it('is over its limit with one more, unless the provider gave the money back', () => {
    expect(judged([paid(0), paid(5), paid(9)])).toEqual(['over a limit']);
    expect(judged([paid(0), paid(5), paid(9, { micros: 0 })])).toEqual([]);
  });

  it('may have one more for each process that stood still meanwhile', () => {
    expect(judged([paid(0), paid(5), paid(9)], [stoodStill(2, 4)])).toEqual([]);
    expect(judged([paid(0), paid(5), paid(8), paid(9)], [stoodStill(2, 4)])).toEqual(['over a limit']);
    expect(judged([paid(50_000), paid(50_005), paid(50_009)], [stoodStill(2, 4)])).toEqual(['over a limit']);
  });
});
