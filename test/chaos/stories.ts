import { isEnd } from './read-message.ts';
import type { Act, Payment, Refusal, RunRecord, Sighting, Strike } from './record.ts';

/** One job as the world saw it: from a member's wish, or *New try*, to the next one. */
export interface Round {
  from: number;
  /** When the next round of the same song begins. */
  to: number;
  sightings: Sighting[];
  payments: Payment[];
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

/** A *New try* after a failure begins a round; further clicks on it do not. */
function roundsOf({ acts, sightings, payments }: Pick<Story, 'acts'> & Pick<Round, 'sightings' | 'payments'>): Round[] {
  const starts = [acts[0]?.at ?? sightings[0]?.at ?? payments[0]?.at ?? 0];
  for (const { at } of acts.filter(({ what }) => what === 'again')) {
    const from = starts.at(-1) ?? 0;
    const hasFailed = sightings.some(
      (seen) => seen.shown === 'failed' && seen.at >= from && seen.at < at && seen.bornAt >= from,
    );
    if (hasFailed) starts.push(at);
  }
  return starts.map((from, index): Round => {
    const to = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    const isWithin = (at: number) => at >= from && at < to;
    return {
      from,
      to,
      // A message belongs to the round in which it was begun, however late it is edited.
      sightings: sightings.filter(({ bornAt }) => isWithin(bornAt)),
      payments: payments.filter(({ at }) => isWithin(at)),
      cancels: acts.filter(({ what, at }) => what === 'cancel' && isWithin(at)),
    };
  });
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
