import { type Counts, treatments } from './coverage.ts';
import type { Event } from './history.ts';
import { crashPoints } from './invent-ends.ts';

/** Points between an intent and its answer by what was done to them, and what no life has met. */
export function tellCoverage(counts: Counts): string {
  const table = crashPoints.map((point) => {
    const own = counts[point] ?? {};
    const cells = ['met', ...treatments].map((what) => String(own[what] ?? 0).padStart(13));
    return `${point.padEnd(20)}${cells.join('')}`;
  });
  const never = crashPoints.flatMap((point) => {
    const own = counts[point] ?? {};
    return (['met', 'killed before', 'killed after'] as const)
      .filter((what) => !own[what])
      .map((what) => `${point}: ${what}`);
  });
  return [
    `${'point'.padEnd(20)}${['met', ...treatments].map((what) => what.padStart(13)).join('')}`,
    ...table,
    never.length === 0 ? 'each point was met and killed at, before and after' : `never: ${never.join(', ')}`,
  ].join('\n');
}

/** A life as a story, a line for each event. */
export function tellStory(events: readonly Event[], startsAt: number): string {
  return events
    .map(({ at, ...event }) => `${((at - startsAt) / 1_000).toFixed(3).padStart(10)}  ${lineOf(event)}`)
    .join('\n');
}

function lineOf(event: Omit<Event, 'at'>): string {
  const { kind, ...rest } = event;
  const facts = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${kind.padEnd(12)} ${facts.join(' ').slice(0, 400)}`;
}
