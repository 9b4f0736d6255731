import { z } from 'zod';
import { type Command, defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { healthCard } from '../../src/discord/views/operator/health-card.ts';
import { type OperatorPage, operatorPages } from '../../src/discord/views/operator/operator-parts.ts';
import { spendCard } from '../../src/discord/views/operator/spend-card.ts';
import { providerTitle } from '../../src/discord/views/parts/job-facts.ts';
import { messageOf, type View } from '../../src/discord/views/view.ts';
import { spendCsv } from '../../src/domain/money/spend.ts';
import { withProviderPaused } from '../../src/domain/policy/operator-choices.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/locales/text.ts';
import { chosenSchema } from '../shared/inputs.ts';
import { operatorData } from './definition.ts';
import { createDoubtHandlers } from './doubt-handlers.ts';
import { createGuildHandlers } from './guild-handlers.ts';
import { createCheckOperator, type OperatorDeps } from './operator-access.ts';

/** `/cover-operator`: how the bot is, what it costs, and what is to be begun where, for whoever runs it. */
export function createOperatorCommand(deps: OperatorDeps): Command {
  const { operatorDesk, operator, clock } = deps;
  const checkOperator = createCheckOperator(deps);
  const guilds = createGuildHandlers(deps, checkOperator);
  const doubts = createDoubtHandlers(deps, checkOperator);

  const showHealth = async ({ locale }: InteractionContext, notices: readonly string[] = []) =>
    healthCard({ locale, health: await operatorDesk.health(), notices });

  const showSpend = async ({ locale }: InteractionContext, month?: string) => {
    const [spend, names] = await Promise.all([operatorDesk.spend(), operatorDesk.names()]);
    return spendCard({ locale, spend, names, month: month ?? spend.month, now: clock.now() });
  };

  const pages: Record<OperatorPage, (call: InteractionContext) => Promise<View>> = {
    health: (call) => showHealth(call),
    spend: (call) => showSpend(call),
    guilds: (call) => guilds.list(call, 0),
    doubts: (call) => doubts.list(call),
  };

  const slash = defineHandler({
    input: noInput,
    guard: checkOperator,
    respond: () => ({ kind: 'defer' }),
    execute: (call) => showHealth(call),
  });

  const page = defineHandler({
    input: chosenSchema,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call) => pages[pageCalled(call.input)](call),
  });

  const show = defineHandler({
    input: noInput,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call) => pages[pageCalled(call.id)](call),
  });

  const drain = defineHandler({
    input: noInput,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call) {
      const isDrained = call.id === 'on';
      await operatorDesk.choose(call.member, `maintenance ${call.id}`, (now) => ({ ...now, isDrained }));
      return showHealth(call, [text(call.locale, `operator.${isDrained ? 'drained' : 'undrained'}.done`)]);
    },
  });

  const provider = defineHandler({
    input: chosenSchema,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call) {
      const [what, name = ''] = call.input.split(':');
      const { providers } = await operatorDesk.health();
      if (!providers.some((one) => one.name === name)) throw new UserError({ key: 'settings.gone', params: {} });
      const isPaused = what === 'pause';
      await operatorDesk.choose(call.member, call.input, (now) => withProviderPaused(now, name, isPaused));
      const key = isPaused ? 'operator.providerPaused.done' : 'operator.providerResumed.done';
      return showHealth(call, [text(call.locale, key, { name: providerTitle(name) })]);
    },
  });

  const month = defineHandler({
    input: z.object({ values: z.tuple([z.string().regex(/^\d{4}-\d{2}$/)]) }),
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call) => showSpend(call, call.input.values[0]),
  });

  const csv = defineHandler({
    input: noInput,
    guard: checkOperator,
    respond: () => ({ kind: 'defer' }),
    async execute({ locale }) {
      const [{ rows }, names] = await Promise.all([operatorDesk.spend(), operatorDesk.names()]);
      const data = spendCsv(rows, (guildId) => names.get(guildId) ?? '');
      const file = { name: 'spend.csv', data, contentType: 'text/csv; charset=utf-8' };
      return { ...messageOf([text(locale, 'operator.spend.csv')]), files: [file] };
    },
  });

  return {
    name: 'cover-operator',
    data: [inAllLanguages(operatorData)],
    guildIds: operator.guildIds,
    slash,
    buttons: { show, drain, csv, ...guilds.buttons, ...doubts.buttons },
    modals: guilds.modals,
    selects: { page, provider, month, ...guilds.selects, ...doubts.selects },
  };
}

function pageCalled(name: string | null): OperatorPage {
  const page = operatorPages.find((one) => one === name);
  if (!page) throw new UserError({ key: 'settings.gone', params: {} });
  return page;
}
