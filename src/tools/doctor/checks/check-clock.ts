import { type Finding, fail, ok, warn } from '../finding.ts';

const FINE_MS = 10_000;
const BAD_MS = 120_000;

/** `ownAt`: this machine's time when Discord told its own, both in milliseconds since the epoch. */
export function checkClock(ownAt: number, discordAt: number): Finding {
  const off = ownAt - discordAt;
  const amount = Math.abs(off);
  if (amount <= FINE_MS) return ok('clock', 'agrees with Discord’s');
  const detail = `${Math.round(amount / 1_000)} seconds ${off > 0 ? 'ahead of' : 'behind'} Discord’s`;
  const advice =
    'set it, and have it kept right (timedatectl set-ntp true); of a container, that of the machine below it';
  return amount < BAD_MS ? warn('clock', detail, advice) : fail('clock', detail, advice);
}
