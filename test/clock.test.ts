import { describe, expect, it, vi } from 'vitest';
import { createClock } from '../src/clock.ts';

describe('the clock of the machine', () => {
  it('wakes who sleeps after their time, though the machine’s clock is set back meanwhile', async () => {
    const clock = createClock({ speed: 1_000 });
    const sleeping = clock.sleep(20_000);
    const began = clock.monotonic();
    const set = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 86_400_000);
    await sleeping;
    set.mockRestore();
    expect(clock.monotonic() - began).toBeGreaterThanOrEqual(19_000);
  });

  it('counts time as it passes, whatever the machine’s clock shows, and names moments by that', () => {
    const clock = createClock({ offsetMs: 5_000 });
    const [moment, count] = [clock.now(), clock.monotonic()];
    const set = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    expect(clock.now() - moment).toBeGreaterThanOrEqual(3_600_000);
    expect(clock.monotonic() - count).toBeLessThan(60_000);
    set.mockRestore();
  });
});
