import { describe, expect, it } from 'vitest';
import { createServerClock } from '../../../src/database/postgres/server-clock.ts';

function useClock() {
  let passed = 0;
  const clock = createServerClock(() => passed);
  return {
    clock,
    /** The server says its time in an answer that took so long. */
    hear(serverMs: number, tookMs: number) {
      clock.note(serverMs, passed, passed + tookMs);
    },
    pass(ms: number) {
      passed += ms;
    },
  };
}

describe('the time of the server', () => {
  it('is not known before it was told', () => {
    expect(() => useClock().clock.now()).toThrow('has not said its time');
  });

  it('goes on between two answers at the pace of this machine', () => {
    const { clock, hear, pass } = useClock();
    hear(1_000_000, 0);
    pass(1_234);
    expect(clock.now()).toBe(1_001_234);
  });

  it('is what a quick answer says rather than a slow one', () => {
    const { clock, hear, pass } = useClock();
    hear(1_000_001, 2);
    pass(100);
    // It came 80 ms late, so that it seems to be 40 ms earlier than it is.
    hear(1_000_100, 80);
    pass(900);
    expect(clock.now()).toBe(1_001_000);
  });

  it('is asked anew in the course of time, since machines do not keep the same pace', () => {
    const { clock, hear, pass } = useClock();
    hear(1_000_000, 0);
    pass(100_000);
    // This machine is ten milliseconds behind by now.
    hear(1_100_015, 10);
    expect(clock.now()).toBe(1_100_010);
  });

  it('is told again where it cannot be what it seemed: the machine slept, or somebody set the clock of the server', () => {
    const { clock, hear, pass } = useClock();
    hear(1_000_000, 0);
    pass(1_000);
    hear(5_000_000, 40);
    expect(clock.now()).toBe(5_000_000 - 20);
  });

  it('shows how far the clock of the machine is from it', () => {
    const { clock, hear } = useClock();
    hear(1_000_000, 0);
    expect(clock.offsetOf(1_003_000)).toBe(3_000);
    expect(clock.offsetOf(999_000)).toBe(-1_000);
  });
});
