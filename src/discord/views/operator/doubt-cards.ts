import { ButtonStyle } from 'discord.js';
import type { Job } from '../../../domain/job.ts';
import { lossMicros } from '../../../domain/money/settle-takes.ts';
import { text } from '../../../locales/text.ts';
import { operatorIds } from '../../interactions/operator-ids.ts';
import { button } from '../components/buttons.ts';
import { madeBy, providerTitle } from '../parts/job-facts.ts';
import { oneLine } from '../parts/user-text.ts';
import { type CardView, small } from '../view.ts';
import { backButton, type OperatorCardOptions, operatorCard, operatorMenu, refreshButton } from './operator-parts.ts';

/** What the operator can say of a job in doubt. */
export type DoubtAnswer = 'spent' | 'free' | 'retry';

const SHOWN = 20;
const ID_MAXIMUM = 60;

const askIds = { spent: operatorIds.askSpent, free: operatorIds.askFree, retry: operatorIds.askRetry } as const;

/** What may have been paid for, and nobody knows. */
export function doubtsCard(options: OperatorCardOptions & { jobs: readonly Job[] }): CardView {
  const { locale, jobs } = options;
  const shown = jobs.slice(0, SHOWN);
  return operatorCard(options, 'doubts', {
    lines:
      shown.length === 0
        ? [text(locale, 'operator.doubt.none')]
        : [small(text(locale, 'operator.doubt.about')), ...shown.map((job) => doubtLine(job, locale))],
    menus:
      shown.length === 0
        ? []
        : [
            operatorMenu(
              operatorIds.doubt('doubts'),
              text(locale, 'operator.placeholder.doubt'),
              shown.map((job) => ({ name: job.id, value: job.id, description: optionText(job, locale) })),
            ),
          ],
    buttons: [refreshButton(locale, 'doubts')],
  });
}

/** One of them; `asks`: what was pressed once, and is done with the next click. */
export function doubtCard(options: OperatorCardOptions & { job: Job; asks?: DoubtAnswer }): CardView {
  const { locale, job, asks } = options;
  const seen = String(job.version);
  const micros = doubtfulMicros(job);
  const { ourId, ref = null } = job.task ?? { ourId: '' };
  const styles = { spent: ButtonStyle.Secondary, free: ButtonStyle.Secondary, retry: ButtonStyle.Danger } as const;
  const answers = (['spent', 'free', 'retry'] as const).map((answer) =>
    button(text(locale, `button.operator.${answer}`), askIds[answer](job.id, seen), styles[answer]),
  );
  return operatorCard(options, 'doubts', {
    lines: [
      doubtLine(job, locale),
      small(text(locale, 'operator.doubt.server', { id: job.guildId })),
      ...(ourId === ''
        ? []
        : [
            text(locale, 'operator.doubt.task', {
              ourId: codeOf(ourId),
              ref: ref === null ? null : codeOf(ref),
            }),
          ]),
      ...(asks ? [text(locale, `operator.doubt.ask.${asks}`, { micros })] : []),
    ],
    buttons: [
      ...(asks
        ? [button(text(locale, `button.operator.${asks}Now`), operatorIds[asks](job.id, seen), ButtonStyle.Danger)]
        : answers),
      backButton(locale, 'doubts'),
    ],
  });
}

/** In micro-dollars: what is presumed, or the most that it can have cost. */
export function doubtfulMicros(job: Job): number {
  return job.settled === 'presumed' ? job.spentMicros : lossMicros(job);
}

function doubtLine(job: Job, locale: string): string {
  return text(locale, 'operator.doubt.line', {
    id: oneLine(job.id, ID_MAXIMUM),
    provider: providerTitle(madeBy(job).provider),
    micros: doubtfulMicros(job),
    state: job.state === 'unknown' ? 'unknown' : 'presumed',
    at: job.timeline.at(-1)?.at ?? job.acceptedAt,
  });
}

function optionText(job: Job, locale: string): string {
  return text(locale, 'operator.doubt.option', {
    provider: providerTitle(madeBy(job).provider),
    micros: doubtfulMicros(job),
  });
}

/** An id within a code span, which nothing but a backtick ends. */
function codeOf(id: string): string {
  return id.replace(/[`\s]/g, '').slice(0, ID_MAXIMUM);
}
