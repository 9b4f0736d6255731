import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EDITS_MAXIMUM,
  isWorthAnEdit,
  nextChangeAt,
  outlookKey,
  outlookOf,
  type Wait,
} from '../../../src/domain/turns/waiting.ts';

const usual = { medianMs: 120_000, ninetiethMs: 200_000 };
const begun: Wait = {
  now: 0,
  acceptedAt: 0,
  stage: 'making',
  startsAt: 0,
  usual,
  visibleUntil: 840_000,
};

const waits = fc.record({
  now: fc.integer({ min: 0, max: 1_000_000 }),
  acceptedAt: fc.integer({ min: 0, max: 1_000_000 }),
  stage: fc.constantFrom('inLine' as const, 'making' as const, 'other' as const),
  startsAt: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
  usual: fc.option(
    fc.record({ medianMs: fc.integer({ min: 0, max: 400_000 }), ninetiethMs: fc.integer({ min: 0, max: 800_000 }) }),
    { nil: undefined },
  ),
  visibleUntil: fc.integer({ min: 0, max: 1_000_000 }),
});

describe('the outlook of a wait', () => {
  it.each([
    ['what is left until it starts, while it is in line', { stage: 'inLine', startsAt: 30_000 }, 'inLine'],
    ['that it starts, once less than half a minute is left', { stage: 'inLine', startsAt: 29_999 }, 'starting'],
    ['that it starts, where its start is overdue', { stage: 'inLine', startsAt: 0, now: 300_000 }, 'starting'],
    ['what is left, while it is being made', { now: 90_000 }, 'making'],
    ['that it is nearly done in the last half minute', { now: 90_001 }, 'nearlyDone'],
    ['that it is nearly done until nine in ten are', { now: 199_999 }, 'nearlyDone'],
    ['that it is slow from where nine in ten are done', { now: 200_000 }, 'slow'],
    ['goodbye before its message can no longer be changed', { now: 795_000 }, 'leaving'],
    ['nothing where nobody knows how long it takes', { usual: undefined }, 'unknown'],
  ] as const)('says %s', (_, changes, phase) => {
    expect(outlookOf({ ...begun, ...changes }).phase).toBe(phase);
  });

  it('never promises a time that is over, nor a bar that is full', () => {
    fc.assert(
      fc.property(waits, (wait) => {
        const outlook = outlookOf(wait);
        if ('leftMs' in outlook) expect(outlook.leftMs).toBeGreaterThanOrEqual(0);
        if ('share' in outlook) {
          expect(outlook.share).toBeGreaterThanOrEqual(0);
          expect(outlook.share).toBeLessThan(1);
        }
      }),
    );
  });

  it('stays as it is until the moment that is named for its next change', () => {
    fc.assert(
      fc.property(waits, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (wait, part) => {
        const next = nextChangeAt(wait) ?? wait.now + 1_000_000;
        const before = { ...wait, now: Math.min(next - 1, Math.floor(wait.now + (next - wait.now) * part)) };
        expect(next).toBeGreaterThan(wait.now);
        expect(outlookKey(outlookOf(before))).toBe(outlookKey(outlookOf(wait)));
      }),
    );
  });
});

describe('the edits of a waiting message', () => {
  const reasons = fc.constantFrom('place' as const, 'step' as const, 'state' as const);

  it('are eight at most, with room for the goodbye and the end however much happens before', () => {
    fc.assert(
      fc.property(fc.array(reasons, { maxLength: 60 }), (changes) => {
        let edits = 0;
        for (const reason of changes) if (isWorthAnEdit(reason, edits)) edits += 1;
        for (const reason of ['leaving', 'end'] as const) {
          expect(isWorthAnEdit(reason, edits)).toBe(true);
          edits += 1;
        }
        expect(edits).toBeLessThanOrEqual(EDITS_MAXIMUM);
      }),
    );
  });

  it('leave room for what becomes of the job however often its place changes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('place' as const, 'step' as const), { maxLength: 60 }), (changes) => {
        const edits = changes.reduce((spent, reason) => spent + (isWorthAnEdit(reason, spent) ? 1 : 0), 0);
        expect(isWorthAnEdit('state', edits)).toBe(true);
      }),
    );
  });
});
