import { spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { createClock } from '../src/clock.ts';
import { createManualClock } from './support/manual-clock.ts';

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

describe('a deadline', () => {
  const clocks = {
    'of the machine’s clock': () => {
      const clock = createClock();
      return { clock, pass: (ms: number) => clock.sleep(ms + 5) };
    },
    'of a clock that a test turns': () => {
      const clock = createManualClock();
      return { clock, pass: (ms: number) => clock.advance(ms) };
    },
  };

  describe.each(Object.entries(clocks))('%s', (_, open) => {
    it('aborts after its time, as a time-out does', async () => {
      const { clock, pass } = open();
      const deadline = clock.deadline(20);
      expect(deadline.aborted).toBe(false);
      await pass(20);
      expect(deadline.reason).toBeInstanceOf(DOMException);
      expect(deadline.reason.name).toBe('TimeoutError');
    });

    it('aborts with the signal that it was given, and its reason, where that is first', async () => {
      const { clock } = open();
      const stop = new AbortController();
      const deadline = clock.deadline(60_000, stop.signal);
      stop.abort(new Error('the bot stops'));
      expect(deadline.reason).toEqual(new Error('the bot stops'));
      expect(clock.deadline(60_000, stop.signal).aborted).toBe(true);
    });
  });

  it('keeps to real time where the sandbox speeds time up', async () => {
    const clock = createClock({ speed: 1_000 });
    const deadline = clock.deadline(60_000);
    await clock.sleep(60_000);
    expect(deadline.aborted).toBe(false);
  });

  it('lets time be set without ending', async () => {
    const clock = createManualClock();
    const deadline = clock.deadline(1_000);
    clock.step(3_600_000);
    await clock.yield();
    expect(deadline.aborted).toBe(false);
    await clock.advance(1_000);
    expect(deadline.aborted).toBe(true);
  });

  it('keeps no process alive', () => {
    const code = `const { createClock } = await import('./src/clock.ts');
      createClock().deadline(3_600_000).addEventListener('abort', () => undefined);`;
    const { status, error } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 60_000 });
    expect([status, error]).toEqual([0, undefined]);
  });
});

it('gives way to what was waiting for its turn of the event loop', async () => {
  const order: string[] = [];
  setImmediate(() => order.push('other work'));
  await createClock().yield();
  order.push('goes on');
  expect(order).toEqual(['other work', 'goes on']);
});
