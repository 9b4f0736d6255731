import { expect, it } from 'vitest';
import { createTurnableClock } from '../../../src/sandbox/playground/turnable-clock.ts';

it('goes on from where it was at another speed', () => {
  const clock = createTurnableClock(1_000);
  const before = clock.now();
  clock.setSpeed(1);
  expect(clock.speed).toBe(1);
  expect(clock.now()).toBeGreaterThanOrEqual(before);
  expect(clock.now() - before).toBeLessThan(60_000);
});

it('wakes at once whoever waits for a time that a new speed has brought near', async () => {
  const clock = createTurnableClock(1);
  const asleep = clock.sleep(3_600_000);
  clock.setSpeed(3_600_000_000);
  await asleep;
});

it('jumps ahead, goes on at its speed, and wakes whoever waited for a time that is over', async () => {
  const clock = createTurnableClock(1);
  const before = clock.now();
  const asleep = clock.sleep(3_600_000);
  clock.skip(7_200_000);
  await asleep;
  expect(clock.now() - before).toBeGreaterThanOrEqual(7_200_000);
  expect(clock.now() - before).toBeLessThan(7_260_000);
  expect(clock.speed).toBe(1);
});

it('ends a sleep that is given up, with the reason', async () => {
  const clock = createTurnableClock(1);
  const giveUp = new AbortController();
  const asleep = clock.sleep(3_600_000, giveUp.signal);
  giveUp.abort(new Error('enough'));
  await expect(asleep).rejects.toThrow('enough');
});
