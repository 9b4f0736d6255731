import { isUnaskable, type Point, providerOf } from './points.ts';
import type { Absence, Outage, Strike } from './record.ts';

/** What was injected while a job lived. */
export interface Circumstances {
  /** Faults that struck its own requests. */
  strikes: readonly Strike[];
  /** Downloads of results; whose they were cannot be told. */
  downloads: readonly Strike[];
  absences: readonly Absence[];
  /** Those that began with one of its own requests, which came to nothing for whoever had made it. */
  aimed: readonly Absence[];
  outages: readonly Outage[];
  failedByPlan: boolean;
}

interface Explanation {
  /** What the member was told. */
  says: RegExp;
  /** Why that may be; undefined when nothing that was injected explains it. */
  because(circumstances: Circumstances): string | undefined;
}

/** An absence after which times of minutes are over. */
const LONG_MS = 14 * 60_000;

const EXPLANATIONS: readonly Explanation[] = [
  {
    says: /couldn't find out whether \S.* got your request/,
    because: (it) =>
      struck(it, (point) => point.endsWith('.paid')) ??
      absent(it, () => true) ??
      (it.failedByPlan ? 'the provider was made to fail' : undefined) ??
      down(it),
  },
  {
    says: /couldn't finish it/,
    because: (it) =>
      (it.failedByPlan ? 'the provider was made to fail' : undefined) ??
      struck(it, (point) => providerOf(point) !== undefined) ??
      // Songs that are links are fetched by the provider itself.
      (it.aimed.some(({ aim }) => aim?.point === 'discord.song') ? 'the provider could not fetch the song' : undefined),
  },
  { says: /wasn't done after/, because: (it) => absent(it, ({ awayMs }) => awayMs > LONG_MS) },
  {
    says: /very busy right now|can't reach/,
    because: (it) => struck(it, (point) => providerOf(point) !== undefined) ?? down(it),
  },
  {
    says: /couldn't fetch it\./,
    because: (it) => (it.downloads.length > 0 ? 'downloads failed' : absent(it, ({ awayMs }) => awayMs > LONG_MS)),
  },
  {
    says: /couldn't use this recording/,
    because: (it) =>
      struck(it, (point) => point === 'discord.song' || point.endsWith('.upload')) ??
      absent(it, ({ awayMs }) => awayMs > LONG_MS) ??
      down(it),
  },
];

/** Why a job may have ended with these words; undefined when nothing that was injected explains it. */
export function explain(text: string, circumstances: Circumstances): string | undefined {
  return EXPLANATIONS.find(({ says }) => says.test(text))?.because(circumstances);
}

function struck({ strikes }: Circumstances, isIt: (point: Point) => boolean): string | undefined {
  const strike = strikes.find(({ point }) => isIt(point));
  return strike && `${strike.fault} ${strike.when} ${strike.point}`;
}

function absent({ absences }: Circumstances, isIt: (absence: Absence) => boolean): string | undefined {
  const absence = absences.find(isIt);
  if (!absence) return undefined;
  const where = absence.aim ? ` at ${absence.aim.point}` : '';
  const isLate = absence.awayMs > LONG_MS;
  return `${absence.kind}${where && isUnaskable(absence.aim?.point ?? 'discord.answer') ? where : ''}${isLate ? ', back late' : ''}`;
}

function down({ outages }: Circumstances): string | undefined {
  const [outage] = outages;
  return outage && `${outage.service} refused connections`;
}
