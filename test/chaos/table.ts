import type { Difference, DifferenceKind, Judgement } from './judge.ts';
import { oneLine } from './judge.ts';
import type { Peak } from './judge-caps.ts';
import type { Plan } from './plan.ts';
import type { RunRecord } from './record.ts';

const LEAST_DELIVERED = 0.95;

/** In a smaller run a single job is too much of a share. */
const ENOUGH_WISHES = 200;

export interface Totals {
  /** That the bot took, *Try again* counted as another one. */
  jobs: number;
  delivered: number;
  cancelled: number;
  kept: number;
  failed: number;
  /** Members who have their cover in the end, or took their wish back. */
  fulfilled: number;
  wishes: number;
}

export interface TableOptions {
  plan: Plan;
  record: RunRecord;
  judgement: Judgement;
  differences: readonly Difference[];
  fulfilled: readonly string[];
  peaks: readonly Peak[];
  durationMs: number;
}

export function totalsOf({ judgement, fulfilled }: Pick<TableOptions, 'judgement' | 'fulfilled'>): Totals {
  const count = (...shown: string[]) => judgement.ends.filter((end) => shown.includes(end.shown)).length;
  return {
    jobs: judgement.ends.length,
    delivered: count('cover', 'delivered'),
    cancelled: count('cancelled', 'kept'),
    kept: count('kept'),
    failed: count('failed'),
    fulfilled: fulfilled.filter((how) => how !== 'nothing' && how !== 'open').length,
    wishes: fulfilled.length,
  };
}

/** Whether enough came to a cover: of the jobs, or, where they are few, of what members wished for in the end. */
export function isEnoughDelivered({ jobs, cancelled, delivered, fulfilled, wishes }: Totals): boolean {
  if (wishes < ENOUGH_WISHES) return fulfilled >= LEAST_DELIVERED * wishes;
  return delivered >= LEAST_DELIVERED * (jobs - cancelled);
}

/** The run at a glance. */
export function table(options: TableOptions): string {
  const { plan, record, judgement, differences, durationMs } = options;
  const totals = totalsOf(options);
  const { absences, strikes, outages, refusals, acts } = record;
  const of = (kind: string) => absences.filter((absence) => absence.kind === kind);
  const differ = (kind: DifferenceKind) => differences.filter((difference) => difference.kind === kind).length;
  const late = absences.filter(({ awayMs }) => awayMs >= 30 * 60_000).length;
  const rows: (readonly [string, string | number])[] = [
    ['wishes of members', plan.wishes.length],
    ['… fulfilled or taken back in the end', totals.fulfilled],
    ['jobs that the bot took', totals.jobs],
    ['delivered', totals.delivered],
    ['cancelled', totals.cancelled - totals.kept],
    ['cancelled when it was paid for, and kept for its requester', totals.kept],
    ['failed', totals.failed],
    ...groups(judgement.ends.filter(({ shown }) => shown === 'failed').map(({ text }) => failureOf(text))),
    ['delivered, of all not cancelled', `${shareOf(totals).toFixed(1)} %`],
    ['asked and not answered in time', acts.filter(({ wasSilent }) => wasSilent).length],
    ['refused before anything was taken', refusals.length],
    ...groups(refusals.map(({ text }) => oneLine(text))),
    ['kills (SIGKILL)', of('kill').length],
    ...groups(of('kill').map(({ aim }) => (aim ? `at ${aim.point}, ${aim.moment}` : 'at no special moment'))),
    ['pauses (SIGSTOP)', of('pause').length],
    ['stops (SIGTERM)', of('stop').length],
    ['back after over 30 minutes', late],
    ['faults that struck', strikes.length],
    ...groups(strikes.map(({ point, when }) => `${when} ${point}`)),
    ['times that connections were refused', outages.length],
    ['paid twice', differ('paid twice')],
    ['posted twice', differ('posted twice')],
    ['told twice in public', differ('told twice')],
    ['lost', differ('lost')],
    ['failed without a reason', differ('unexplained')],
    ['contradictions', differ('contradiction')],
    ['private messages left behind', differ('left behind')],
    ['refused for no reason', differ('refused wrongly')],
    ['ends of the process by itself', differ('bot ended by itself')],
    ['quota differences', differ('quota')],
    ['over a limit of covers at once, by what providers were paid for', differ('over a limit')],
    ...options.peaks.map(({ cap, count }) => [`    ${cap.subject}, most of ${cap.atMost}`, count] as const),
    ['duration', `${Math.round(durationMs / 1_000)} s`],
    ['seed', plan.seed],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function shareOf({ jobs, cancelled, delivered }: Totals): number {
  return jobs === cancelled ? 100 : (100 * delivered) / (jobs - cancelled);
}

/** Each text once with how often it came, the most frequent first. */
function groups(texts: readonly string[]): (readonly [string, number])[] {
  const counted = [...Map.groupBy(texts, (text) => text)].map(([text, all]) => [`    ${text}`, all.length] as const);
  return counted.sort((one, other) => other[1] - one[1]);
}

/** The sentence that says why, without what differs from cover to cover. */
function failureOf(text: string): string {
  const line = oneLine(text)
    .replace(/^Cover of \*\*.*?\*\* /, '')
    .replace(/^<@\d+> sorry, your cover of \*\*.*?\*\* didn't work\. /, '');
  return (
    line.split(
      /(?<=[.!]) (?=I tried|Nothing was charged|It still used|You have your takes|I don't know what it cost|Trying again)/,
    )[0] ?? line
  );
}
