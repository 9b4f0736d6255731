import { setTimeout as delay } from 'node:timers/promises';
import type { Keeper } from './keeper.ts';

/** Real time in which nothing happens. */
const STILL_MS = 10_000;

/** Beyond the time in which a request that cannot be asked about must be decided; beyond the life of any task. */
const SKIPS_MS = [16 * 60_000, 16 * 60_000, 35 * 60_000];

/** Real time: a private message is edited every 15 s of the sandbox's time at most. */
const LAST_EDITS_MS = 2_500;

const LOOK_MS = 50;

interface SettleDeps {
  keeper: Keeper;
  underWay(): number;
  /** Grows with everything that happens. */
  activity(): number;
}

/** Lets all that is under way come to its end: with nothing to disturb it, and where it stands still, with time. */
export async function settle({ keeper, underWay, activity }: SettleDeps): Promise<void> {
  await keeper.untilUp();
  await untilStill();
  for (const awayMs of SKIPS_MS) {
    if (underWay() === 0) break;
    keeper.stop({ kind: 'restart', aim: null, markers: [], awayMs });
    await keeper.beAway();
    keeper.start();
    await keeper.untilUp();
    await untilStill();
  }
  // What the members wait for is there; the last private messages may still be on their way.
  await delay(LAST_EDITS_MS);

  async function untilStill(): Promise<void> {
    let seen = -1;
    let since = performance.now();
    while (underWay() > 0 && performance.now() - since < STILL_MS) {
      if (activity() !== seen) since = performance.now();
      seen = activity();
      await delay(LOOK_MS);
    }
  }
}
