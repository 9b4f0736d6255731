import { isEnd } from './read-message.ts';
import type { Act, Payment, Refusal, RunRecord, Sighting, Strike } from './record.ts';

/** One job as the world saw it: from a member's wish, or *Try again*, to the next one. */
export interface Round {
  from: number;
  /** When the next round of the same song begins. */
  to: number;
  sightings: Sighting[];
  payments: Payment[];
  /** What a provider took, and gave the money back for as it failed. */
  failures: Payment[];
  cancels: Act[];
}

/** All that was seen of one marker. */
export interface Story {
  marker: string;
  acts: Act[];
  refusals: Refusal[];
  rounds: Round[];
  strikes: Strike[];
  failedByPlan: boolean;
}

export function storiesOf(record: RunRecord): Story[] {
  const { acts, refusals, sightings, payments, strikes, failedByPlan } = record;
  const [actsOf, refusalsOf] = [byMarker(acts), byMarker(refusals)];
  const [sightingsOf, paymentsOf] = [byMarker(sightings), byMarker(payments)];
  const markers = [...new Set([acts, sightings, payments].flat().map(({ marker }) => marker))];
  return markers.map((marker) => {
    const own = {
      acts: actsOf.get(marker) ?? [],
      sightings: sightingsOf.get(marker) ?? [],
      payments: paymentsOf.get(marker) ?? [],
    };
    return {
      marker,
      acts: own.acts,
      refusals: refusalsOf.get(marker) ?? [],
      rounds: roundsOf(own),
      strikes: strikes.filter((strike) => strike.markers.includes(marker)),
      failedByPlan: failedByPlan.has(marker),
    };
  });
}

/** A *Try again* after a failure begins a round; further clicks on it, in whichever message, do not. */
function roundsOf({ acts, sightings, payments }: Pick<Story, 'acts'> & Pick<Round, 'sightings' | 'payments'>): Round[] {
  const starts = [acts[0]?.at ?? sightings[0]?.at ?? payments[0]?.at ?? 0];
  const failedBefore = new Set<string>();
  for (const { at } of acts.filter(({ what }) => what === 'again')) {
    const from = starts.at(-1) ?? 0;
    const failures = sightings.filter(
      ({ shown, at: seenAt, bornAt, tryAgainId }) =>
        shown === 'failed' && seenAt >= from && seenAt < at && bornAt >= from && !failedBefore.has(tryAgainId ?? ''),
    );
    if (failures.length === 0) continue;
    for (const { tryAgainId } of failures) if (tryAgainId !== undefined) failedBefore.add(tryAgainId);
    starts.push(at);
  }
  const roundAt = (at: number) => starts.findLastIndex((from) => at >= from);
  const roundOf = ({ bornAt, shown, tryAgainId }: Sighting) => {
    const first = shown === 'failed' && sightings.find((other) => other.tryAgainId === tryAgainId);
    return roundAt(first && tryAgainId !== undefined ? first.bornAt : bornAt);
  };
  return starts.map(
    (from, index): Round => ({
      from,
      to: starts[index + 1] ?? Number.POSITIVE_INFINITY,
      // A message belongs to the round in which it was begun, however late it is edited; a late word about a failure to that job's.
      sightings: sightings.filter((sighting) => roundOf(sighting) === index),
      // What a provider gave back for its own failure was no payment.
      payments: payments.filter(({ at, micros }) => roundAt(at) === index && micros > 0),
      failures: payments.filter(({ at, micros }) => roundAt(at) === index && micros === 0),
      cancels: acts.filter(({ what, at }) => what === 'cancel' && roundAt(at) === index),
    }),
  );
}

/** How a round ended, by all that was seen of it; a cover counts before words about one. */
export function endOf({ sightings }: Round): Sighting | undefined {
  const ends = sightings.filter(({ shown }) => isEnd(shown));
  return ends.find(({ shown }) => shown === 'cover') ?? ends[0];
}

/** Whether a member could see that the bot had taken it, or a provider was paid. */
export function wasTaken({ sightings, payments }: Round): boolean {
  return sightings.length > 0 || payments.length > 0;
}

function byMarker<Item extends { marker: string }>(items: readonly Item[]): Map<string, Item[]> {
  return Map.groupBy(items, ({ marker }) => marker);
}
