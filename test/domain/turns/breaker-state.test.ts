import { describe, expect, it } from 'vitest';
import { openSlots, SOUND } from '../../../src/domain/turns/breaker-state.ts';

const ON_TRIAL = { ...SOUND, isOnTrial: true, closedUntil: 300 };

/** How many may be under way with so many there, moment by moment. */
function slotsWith(runnings: readonly number[]): number[] {
  let fewest: number | null = null;
  return runnings.map((running) => {
    const open = openSlots(10, ON_TRIAL, { running, fewest }, 300);
    fewest = open.fewest;
    return open.slots;
  });
}

describe('the slots of a provider', () => {
  it('are all of them where it is sound, and none until it may be tried again', () => {
    expect(openSlots(10, SOUND, { running: 3, fewest: null }, 0)).toEqual({ slots: 10, fewest: null });
    expect(openSlots(10, ON_TRIAL, { running: 3, fewest: 2 }, 299)).toEqual({ slots: 0, fewest: null });
  });

  it('are one more than were under way at the fewest while it is on trial, so that one at a time is sent ahead', () => {
    expect(slotsWith([1, 2, 1, 0, 1, 2])).toEqual([2, 2, 2, 1, 1, 1]);
    expect(openSlots(1, ON_TRIAL, { running: 5, fewest: null }, 300)).toEqual({ slots: 1, fewest: 5 });
  });
});
