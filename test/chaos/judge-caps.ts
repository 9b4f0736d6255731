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

/** The most that were under way at once, by what the providers were paid for. */
export interface Peak {
  cap: Cap;
  count: number;
  /** Over the limit and what processes that stood still then may have added, at the worst moment. */
  over: number;
}

/** `runsMs`: how long a provider works on what it has taken. What it failed and paid back does not count: it may have ended sooner. */
export function peaksOf(
  { payments, absences }: Pick<RunRecord, 'payments' | 'absences'>,
  caps: readonly Cap[],
  runsMs: (payment: Payment) => number,
): Peak[] {
  const runs = payments.filter(({ micros }) => micros > 0);
  return caps.map((cap) => {
    const counted = runs.filter(cap.counts).map((run) => ({ from: run.at, until: run.at + runsMs(run) }));
    // At the begin of one of them it is the most.
    const moments = counted.map(({ from: at }) => {
      const under = counted.filter(({ from, until }) => from <= at && at < until);
      const since = Math.min(...under.map(({ from }) => from));
      const stopped = absences.filter(
        ({ kind, from, until = at }) => kind === 'pause' && from <= at && until + SOON_MS >= since,
      );
      return { count: under.length, over: under.length - cap.atMost - stopped.length };
    });
    return {
      cap,
      count: Math.max(0, ...moments.map(({ count }) => count)),
      over: Math.max(0, ...moments.map(({ over }) => over)),
    };
  });
}

export function judgeCaps(peaks: readonly Peak[]): Difference[] {
  return peaks
    .filter(({ over }) => over > 0)
    .map(({ cap, count, over }) => ({
      kind: 'over a limit',
      subject: cap.subject,
      what: `${count} at once, and ${cap.atMost} may be; ${over} more than processes that stood still may have added`,
    }));
}
