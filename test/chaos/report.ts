import { RUNNING, RUNNING_PER_GUILD } from './environment.ts';
import { judge } from './judge.ts';
import { type Cap, judgeCaps, peaksOf } from './judge-caps.ts';
import { judgeQuotas } from './judge-quotas.ts';
import { wishNumberOf } from './markers.ts';
import type { Owners } from './owners.ts';
import type { Plan } from './plan.ts';
import type { QuotaSaid } from './probe-quotas.ts';
import type { Used } from './quotas.ts';
import type { RunRecord } from './record.ts';
import { isEnoughDelivered, table, totalsOf } from './table.ts';
import { tellStory } from './tell-story.ts';
import { RUNS_MS, type Stage } from './world.ts';

/** More of the same tells nothing new. */
const MOST_STORIES = 12;

export interface ReportOptions {
  plan: Plan;
  record: RunRecord;
  fulfilled: readonly string[];
  expected: readonly Used[];
  said: readonly QuotaSaid[];
  stage: Stage;
  owners: Owners;
  botLog: readonly string[];
  durationMs: number;
}

/** The table, and the story of each cover that did not go as promised. */
export function reportOf(options: ReportOptions): { report: string; isGood: boolean } {
  const { plan, record, fulfilled, durationMs } = options;
  const judgement = judge(record);
  const peaks = peaksOf(record, capsOf(plan), ({ provider }) => RUNS_MS[provider]);
  const differences = [...judgement.differences, ...judgeQuotas(options.expected, options.said), ...judgeCaps(peaks)];
  const isEnough = isEnoughDelivered(totalsOf({ judgement, fulfilled }));
  const subjects = differences.flatMap(({ subject, markers = [] }) => [subject, ...markers]);
  const markers = [...new Set(subjects)].filter((it) => it.startsWith('zq'));
  const report = [
    table({ plan, record, judgement, differences, fulfilled, peaks, durationMs }),
    ...(isEnough ? [] : ['DIFFERENCE too few were delivered']),
    ...differences.map(({ kind, subject, what }) => `DIFFERENCE ${kind}: ${subject}: ${what}`),
    ...markers.slice(0, MOST_STORIES).map((marker) => tellStory(options, marker)),
  ].join('\n');
  return { report, isGood: isEnough && differences.length === 0 };
}

function capsOf({ guilds, wishes }: Plan): Cap[] {
  const guildOf = (marker: string) => wishes[wishNumberOf(marker)]?.guild;
  return [
    ...(['runware', 'aimlapi', 'minimax'] as const).map(
      (provider): Cap => ({
        subject: provider,
        atMost: RUNNING[provider],
        counts: (payment) => payment.provider === provider,
      }),
    ),
    ...Array.from(
      { length: guilds },
      (_, guild): Cap => ({
        subject: `server ${guild}`,
        atMost: RUNNING_PER_GUILD,
        counts: ({ marker }) => guildOf(marker) === guild,
      }),
    ),
  ];
}
