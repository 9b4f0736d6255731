/** Beyond it the operator is told: Discord's limits and members' days are counted by the machine's clock. */
const NOTICED_MS = 2_000;

/** Beyond it nothing is taken on: days would be counted to the wrong budget, and what was just posted would count as old. */
const WRONG_MS = 30_000;

/** How a machine's clock stands to that of the database: `off`: it should be set. `wrong`: nothing is taken on by it. */
export type ClockState = 'ok' | 'off' | 'wrong';

/** By how far the clock is ahead or behind, in milliseconds. */
export function clockStateOf(offsetMs: number): ClockState {
  const distanceMs = Math.abs(offsetMs);
  if (distanceMs > WRONG_MS) return 'wrong';
  return distanceMs > NOTICED_MS ? 'off' : 'ok';
}
