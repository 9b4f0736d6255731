import { ButtonStyle } from 'discord.js';
import { forecastMicros, spendBy } from '../../../domain/money/spend.ts';
import type { DeskSpend } from '../../../domain/policy/operator-desk.ts';
import { text } from '../../../locales/text.ts';
import { operatorIds } from '../../interactions/operator-ids.ts';
import { button } from '../components/buttons.ts';
import { providerTitle } from '../parts/job-facts.ts';
import { oneLine } from '../parts/user-text.ts';
import { type CardView, small } from '../view.ts';
import { type OperatorCardOptions, operatorCard, operatorMenu, refreshButton } from './operator-parts.ts';

export interface SpendCardOptions extends OperatorCardOptions {
  spend: DeskSpend;
  names: ReadonlyMap<string, string>;
  /** `2026-11`. */
  month: string;
  now: number;
}

const GUILDS_SHOWN = 15;
const NAME_MAXIMUM = 60;

/** What a month has cost, by provider and by server, and what the present one is likely to come to. */
export function spendCard(options: SpendCardOptions): CardView {
  const { locale, spend, names, month } = options;
  const rows = spend.rows.filter((row) => row.month === month);
  const guilds = spendBy(rows, ({ guildId }) => guildId);
  const providers = spendBy(rows, ({ provider }) => provider ?? '');
  const line = (name: string, micros: number) => text(locale, 'operator.spend.line', { name, micros });
  const months = [...new Set([spend.month, ...spend.rows.map((row) => row.month)])].toSorted().toReversed();
  const more = guilds.length - GUILDS_SHOWN;
  return operatorCard(options, 'spend', {
    lines: [
      ...totalLines(options, sumOf(rows.map(({ micros }) => micros)), sumOf(rows.map((row) => row.presumedMicros))),
      ...(rows.length === 0 ? [text(locale, 'operator.spend.none')] : [text(locale, 'operator.spend.byProvider')]),
      ...providers.map(({ key, micros }) =>
        line(key === '' ? text(locale, 'operator.spend.noProvider') : providerTitle(key), micros),
      ),
      ...(rows.length === 0 ? [] : [text(locale, 'operator.spend.byGuild')]),
      ...guilds
        .slice(0, GUILDS_SHOWN)
        .map(({ key, micros }) => line(oneLine(names.get(key) || key, NAME_MAXIMUM), micros)),
      ...(more > 0 ? [small(text(locale, 'operator.spend.more', { count: more }))] : []),
    ],
    menus: [
      operatorMenu(
        operatorIds.month('spend'),
        text(locale, 'operator.placeholder.month'),
        months.map((one) => ({ name: one, value: one, isChosen: one === month })),
      ),
    ],
    buttons: [
      button(text(locale, 'button.operator.csv'), operatorIds.csv('spend'), ButtonStyle.Secondary),
      refreshButton(locale, 'spend'),
    ],
  });
}

function totalLines({ locale, spend, month, now }: SpendCardOptions, micros: number, presumedMicros: number): string[] {
  const presumed = presumedMicros > 0 ? [text(locale, 'operator.spend.presumed', { micros: presumedMicros })] : [];
  if (month !== spend.month) {
    return [text(locale, 'operator.spend.total', { month, micros, limitMicros: null }), ...presumed];
  }
  const used = spend.used.micros;
  const forecast = forecastMicros(used, now);
  const limitMicros = spend.limitMicros ?? null;
  return [
    text(locale, 'operator.spend.total', { month, micros: used, limitMicros }),
    ...presumed,
    forecast === undefined
      ? small(text(locale, 'operator.spend.noForecast'))
      : text(locale, 'operator.spend.forecast', { micros: forecast }),
  ];
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
