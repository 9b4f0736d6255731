import type { Difference } from './judge.ts';
import type { Payment, RunRecord } from './record.ts';

/** How many may be under way at once, of those that count. */
export interface Cap {
  subject: string;
  atMost: number;
  counts(payment: Payment): boolean;
}

/** What a process had begun when it was stopped reaches its provider soon after it goes on. */
const SOON_MS = 20_000;

/** What a member is told of a cover that a provider may or may not have taken. */
const GIVEN_UP = /couldn't find out whether/;

/** The most that were under way at once, by what the providers were paid for. */
export interface Peak {
  cap: Cap;
  count: number;
  /** Over the limit and what processes that stood still then may have added, at the worst moment. */
  over: number;
  /** Whose they were, at that moment. */
  markers: string[];
}

/**
 * `runsMs`: how long a provider works on what it has taken. What it failed and paid back does not count: it may have ended sooner.
 * Nor does what the bot gave up because nobody could tell it whether it was taken: its place is somebody else's from then on, which
 * may be long before its member can be told.
 */
export function peaksOf(
  { payments, absences, sightings }: Pick<RunRecord, 'payments' | 'absences' | 'sightings'>,
  caps: readonly Cap[],
  runsMs: (payment: Payment) => number,
): Peak[] {
  const wasGivenUp = ({ marker, at }: Payment): boolean => {
    const next =
      payments.find((payment) => payment.marker === marker && payment.at > at)?.at ?? Number.POSITIVE_INFINITY;
    return sightings.some((it) => it.marker === marker && it.at >= at && it.at < next && GIVEN_UP.test(it.text));
  };
  const runs = payments.filter((payment) => payment.micros > 0 && !wasGivenUp(payment));
  return caps.map((cap) => {
    const counted = runs.filter(cap.counts).map((run) => ({ ...run, from: run.at, until: run.at + runsMs(run) }));
    // At the begin of one of them it is the most.
    const moments = counted.map(({ from: at }) => {
      const under = counted.filter(({ from, until }) => from <= at && at < until);
      const since = Math.min(...under.map(({ from }) => from));
      const stopped = absences.filter(
        ({ kind, from, until = at }) => kind === 'pause' && from <= at && until + SOON_MS >= since,
      );
      const count = under.length;
      return { count, over: count - cap.atMost - stopped.length, markers: under.map(({ marker }) => marker) };
    });
    const worst = moments.toSorted((a, b) => b.over - a.over)[0];
    return {
      cap,
      count: Math.max(0, ...moments.map(({ count }) => count)),
      over: Math.max(0, worst?.over ?? 0),
      markers: worst?.markers ?? [],
    };
  });
}

export function judgeCaps(peaks: readonly Peak[]): Difference[] {
  return peaks
    .filter(({ over }) => over > 0)
    .map(({ cap, count, over, markers }) => ({
      kind: 'over a limit',
      subject: cap.subject,
      what: `${count} at once, and ${cap.atMost} may be; ${over} more than processes that stood still may have added: ${markers.join()}`,
      markers,
    }));
}
