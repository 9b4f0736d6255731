import { describe, expect, it } from 'vitest';
import { type Cap, judgeCaps, peaksOf } from './judge-caps.ts';
import type { Absence, Payment, Sighting } from './record.ts';

const cap: Cap = { subject: 'runware', atMost: 2, counts: ({ provider }) => provider === 'runware' };

function paid(at: number, changes: Partial<Payment> = {}): Payment {
  return { marker: 'zq0001a', at, provider: 'runware', micros: 1, ...changes };
}

function stoodStill(from: number, until: number): Absence {
  return { kind: 'pause', from, until, awayMs: until - from, aim: null, markers: [] };
}

function told(at: number, text: string): Sighting {
  const message = {
    number: 1,
    marker: 'zq0001a',
    messageId: '1',
    bornAt: 0,
    place: 'private',
    shown: 'failed',
    takes: 0,
  } as const;
  return { ...message, at, text };
}

const judged = (payments: Payment[], absences: Absence[] = [], sightings: Sighting[] = []) =>
  judgeCaps(peaksOf({ payments, absences, sightings }, [cap], () => 10)).map(({ kind }) => kind);

describe('what is under way at once', () => {
  it('is counted as long as the provider works on it, each provider by itself', () => {
    const payments = [paid(0), paid(5), paid(10), paid(3, { provider: 'minimax' })];
    expect(peaksOf({ payments, absences: [], sightings: [] }, [cap], () => 10)).toMatchObject([{ count: 2, over: 0 }]);
    expect(judged(payments)).toEqual([]);
  });

  it('is over its limit with one more, unless the provider gave the money back', () => {
    expect(judged([paid(0), paid(5), paid(9)])).toEqual(['over a limit']);
    expect(judged([paid(0), paid(5), paid(9, { micros: 0 })])).toEqual([]);
  });

  it('is without what was given up since nobody knew whether it was taken', () => {
    const others = [paid(4, { marker: 'zq0002a' }), paid(8, { marker: 'zq0003a' })];
    const unknown = "I couldn't find out whether Runware got your request, so I stopped waiting.";
    expect(judged([paid(0), ...others], [], [told(60, unknown)])).toEqual([]);
    expect(judged([paid(0), ...others], [], [told(60, "Runware couldn't finish it.")])).toEqual(['over a limit']);
    const again = paid(2);
    expect(judged([paid(-20), again, ...others], [], [told(-10, unknown)])).toEqual(['over a limit']);
  });

  it('may have one more for each process that stood still meanwhile', () => {
    expect(judged([paid(0), paid(5), paid(9)], [stoodStill(2, 4)])).toEqual([]);
    expect(judged([paid(0), paid(5), paid(8), paid(9)], [stoodStill(2, 4)])).toEqual(['over a limit']);
    expect(judged([paid(50_000), paid(50_005), paid(50_009)], [stoodStill(2, 4)])).toEqual(['over a limit']);
  });
});
