import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import {
  type DoubtAnswer,
  doubtCard,
  doubtfulMicros,
  doubtsCard,
} from '../../src/discord/views/operator/doubt-cards.ts';
import type { Job } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import { memberText, text } from '../../src/locales/text.ts';
import { chosenSchema } from '../shared/inputs.ts';
import type { CheckOperator, OperatorDeps } from './operator-access.ts';

/** What nobody knows to be paid: settled or made anew with a second click, where nothing has changed since the first. */
export function createDoubtHandlers({ operatorDesk }: OperatorDeps, checkOperator: CheckOperator) {
  const { doubts } = operatorDesk;

  const found = async (id: string): Promise<Job> => {
    const job = await doubts.find(id);
    if (!job) throw new UserError({ key: 'operator.changed', params: {} });
    return job;
  };

  /** The job as it was when the card was made that was clicked. */
  const seen = async ({ id, fingerprint }: InteractionContext): Promise<Job> => {
    const job = await found(id ?? '');
    if (String(job.version) !== fingerprint) throw new UserError({ key: 'operator.changed', params: {} });
    return job;
  };

  const list = async ({ locale }: InteractionContext, notices: readonly string[] = []) =>
    doubtsCard({ locale, jobs: await doubts.list(), notices });

  const doubt = defineHandler({
    input: chosenSchema,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: async ({ input, locale }) => doubtCard({ locale, job: await found(input) }),
  });

  const asking = (asks: DoubtAnswer) =>
    defineHandler({
      input: noInput,
      guard: checkOperator,
      respond: () => ({ kind: 'deferUpdate' }),
      execute: async (call) => doubtCard({ locale: call.locale, job: await seen(call), asks }),
    });

  const settling = (as: 'spent' | 'free') =>
    defineHandler({
      input: noInput,
      guard: checkOperator,
      respond: () => ({ kind: 'deferUpdate' }),
      async execute(call) {
        const job = await seen(call);
        const settled = await doubts.settle(job.id, job.version, as);
        if (!settled) throw new UserError({ key: 'operator.changed', params: {} });
        return list(call, [text(call.locale, `operator.doubt.done.${as}`, { micros: doubtfulMicros(job) })]);
      },
    });

  const retry = defineHandler({
    input: noInput,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call) {
      const { locale } = call;
      const job = await seen(call);
      const tried = await doubts.retry(job.id, job.version);
      if (tried.kind === 'changed') throw new UserError({ key: 'operator.changed', params: {} });
      const line =
        tried.kind === 'begun'
          ? text(locale, 'operator.doubt.done.retry', { id: tried.job.id })
          : text(locale, 'operator.doubt.notRetried', { reason: memberText(locale, tried.text) });
      return list(call, [line]);
    },
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
