import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import {
  type DoubtAnswer,
  doubtCard,
  doubtfulMicros,
  doubtsCard,
} from '../../src/discord/views/operator/doubt-cards.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { Job } from '../../src/domain/job.ts';
import { memberText, text } from '../../src/locales/text.ts';
import { chosenSchema } from '../shared/inputs.ts';
import type { CheckOperator, OperatorDeps } from './operator-access.ts';

/** What nobody knows to be paid: settled or made anew with a second click, where nothing has changed since the first. */
export function createDoubtHandlers({ operatorDesk }: OperatorDeps, checkOperator: CheckOperator) {
  const { doubts } = operatorDesk;

  const list = async ({ locale }: InteractionContext, notices: readonly string[] = []) =>
    doubtsCard({ locale, jobs: await doubts.list(), notices });

  /** In place of a card that is not true any more, what there is now. */
  const changed = (call: InteractionContext) =>
    list(call, [memberText(call.locale, { key: 'operator.changed', params: {} })]);

  /** The job as it was when the card was made that was clicked; undefined where it is not that any more. */
  const seen = async ({ id, fingerprint }: InteractionContext): Promise<Job | undefined> => {
    const job = await doubts.find(id ?? '');
    return job && String(job.version) === fingerprint ? job : undefined;
  };

  const handlerOf = (execute: (call: InteractionContext, job: Job) => Promise<View>) =>
    defineHandler({
      input: noInput,
      guard: checkOperator,
      respond: () => ({ kind: 'deferUpdate' }),
      async execute(call) {
        const job = await seen(call);
        return job ? execute(call, job) : changed(call);
      },
    });

  const doubt = defineHandler({
    input: chosenSchema,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call) {
      const job = await doubts.find(call.input);
      return job ? doubtCard({ locale: call.locale, job }) : changed(call);
    },
  });

  const asking = (asks: DoubtAnswer) => handlerOf(async ({ locale }, job) => doubtCard({ locale, job, asks }));

  const settling = (as: 'spent' | 'free') =>
    handlerOf(async (call, job) => {
      const settled = await doubts.settle(job.id, job.version, as);
      if (!settled) return changed(call);
      return list(call, [text(call.locale, `operator.doubt.done.${as}`, { micros: doubtfulMicros(job) })]);
    });

  const retry = handlerOf(async (call, job) => {
    const tried = await doubts.retry(job.id, job.version);
    if (tried.kind === 'changed') return changed(call);
    const { locale } = call;
    if (tried.kind === 'begun') return list(call, [text(locale, 'operator.doubt.done.retry', { id: tried.job.id })]);
    const reason = memberText(locale, tried.text);
    return list(call, [tried.kind === 'refused' ? reason : text(locale, 'operator.doubt.notRetried', { reason })]);
  });

  return {
    list,
    buttons: {
      askSpent: asking('spent'),
      askFree: asking('free'),
      askRetry: asking('retry'),
      spent: settling('spent'),
      free: settling('free'),
      retry,
    },
    selects: { doubt },
  };
}
