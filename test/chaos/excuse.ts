import type { Point } from './points.ts';
import type { Absence, Outage, Strike } from './record.ts';

/** What was in the way of one request of a member. */
export interface Hindrance {
  strikes: readonly Strike[];
  absences: readonly Absence[];
  outages: readonly Outage[];
}

const EXCUSES: readonly { says: RegExp; holds(hindrance: Hindrance): boolean }[] = [
  {
    says: /couldn't download the song|Downloading the song took too long|no longer has that file/,
    holds: (it) => isStruck(it, 'discord.song') || wasAway(it) || it.outages.length > 0,
  },
  {
    says: /Discord didn't take my answer/,
    holds: (it) => isStruck(it, 'discord.answer') || it.outages.length > 0,
  },
  {
    says: /can't get at my notes/,
    holds: ({ outages }) => outages.some(({ service }) => service === 'database'),
  },
  { says: /Something went wrong on my side/, holds: ({ outages }) => outages.length > 0 },
  {
    says: /I'm restarting/,
    holds: ({ absences }) => absences.some(({ kind }) => kind === 'stop' || kind === 'restart'),
  },
  // Time runs twenty times as fast: its second is a twentieth of one.
  { says: /took longer than Discord lets me wait/, holds: () => true },
  // The examination of an upload ends after four seconds of real time, also on a machine that has no time for it.
  { says: /seems to be damaged/, holds: () => true },
];

/** Whether something that was injected, or the run itself, excuses that the bot said no. */
export function isExcused(text: string, hindrance: Hindrance): boolean {
  return EXCUSES.some(({ says, holds }) => says.test(text) && holds(hindrance));
}

function isStruck({ strikes }: Hindrance, wanted: Point): boolean {
  return strikes.some(({ point }) => point === wanted);
}

function wasAway({ absences }: Hindrance): boolean {
  return absences.length > 0;
}
