import { z } from 'zod';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { guildCard, guildsCard, limitForm, nameOf } from '../../src/discord/views/operator/guild-cards.ts';
import { type GuildChoice, withGuildChoice } from '../../src/domain/policy/operator-choices.ts';
import type { DeskGuild } from '../../src/domain/policy/operator-desk.ts';
import { readDollars, readWhole } from '../../src/domain/policy/read-choice.ts';
import { text } from '../../src/locales/text.ts';
import { chosenSchema, optionTextSchema } from '../shared/inputs.ts';
import { type CheckOperator, guildIdOf, type OperatorDeps } from './operator-access.ts';

type GuildChange = { [Key in 'isAllowed' | 'isPaused' | 'monthTakes' | 'monthMicros']?: GuildChoice[Key] | undefined };

/** Servers and what the operator gives them: each change holds from the next click on. */
export function createGuildHandlers({ operatorDesk }: OperatorDeps, checkOperator: CheckOperator) {
  const guardGuild = (call: InteractionContext): string => {
    checkOperator(call);
    return guildIdOf(call);
  };

  const one = async (id: string): Promise<DeskGuild> => operatorDesk.guild(id);

  const list = async ({ locale }: InteractionContext, part: number, notices: readonly string[] = []) =>
    guildsCard({ locale, guilds: await operatorDesk.guilds(), part, notices });

  const change = async (call: InteractionContext, guildId: string, changed: GuildChange) => {
    const what = `server ${guildId}: ${Object.keys(changed).join(', ')}`;
    await operatorDesk.choose(call.member, what, (now) => withGuildChoice(now, guildId, changed));
    const { locale } = call;
    return guildCard({ locale, guild: await one(guildId), notices: [text(locale, 'operator.guild.saved')] });
  };

  const changing = (changed: GuildChange) =>
    defineHandler({
      input: noInput,
      guard: guardGuild,
      respond: () => ({ kind: 'deferUpdate' }),
      execute: (call, guildId) => change(call, guildId, changed),
    });

  const guilds = defineHandler({
    input: noInput,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call) => list(call, Number(call.id) || 0),
  });

  const guild = defineHandler({
    input: chosenSchema,
    guard: checkOperator,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute({ input, locale }) {
      return guildCard({ locale, guild: await one(guildIdOf({ id: input })) });
    },
  });

  const limit = defineHandler({
    input: noInput,
    guard: guardGuild,
    prepare: async (_, guildId) => operatorDesk.choiceOf(guildId),
    respond: ({ locale, id }, choice) => ({ kind: 'modal', modal: limitForm({ id: id ?? '', choice }, locale) }),
  });

  const setLimit = defineHandler({
    input: z.object({ takes: optionTextSchema, money: optionTextSchema }),
    guard: guardGuild,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call, guildId) {
      const { locale, input } = call;
      const takes = input.takes === null ? undefined : readWhole(input.takes);
      const micros = input.money === null ? undefined : readDollars(input.money);
      const isOdd = (typed: string | null, read: number | undefined) => typed !== null && read === undefined;
      if (isOdd(input.takes, takes) || isOdd(input.money, micros)) {
        const notices = [text(locale, 'operator.form.invalid')];
        return guildCard({ locale, guild: await one(guildId), notices });
      }
      return change(call, guildId, { monthTakes: takes, monthMicros: micros });
    },
  });

  const askLeave = defineHandler({
    input: noInput,
    guard: guardGuild,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: async ({ locale }, guildId) => guildCard({ locale, guild: await one(guildId), asksToLeave: true }),
  });

  const leave = defineHandler({
    input: noInput,
    guard: guardGuild,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call, guildId) {
      const name = nameOf(await one(guildId));
      const hasLeft = await operatorDesk.leave(call.member, guildId);
      return list(call, 0, [text(call.locale, hasLeft ? 'operator.guild.left' : 'operator.guild.notThere', { name })]);
    },
  });

  return {
    list,
    buttons: {
      guilds,
      allow: changing({ isAllowed: true }),
      deny: changing({ isAllowed: false }),
      pause: changing({ isPaused: true }),
      resume: changing({ isPaused: undefined }),
      reset: changing({ isAllowed: undefined, monthTakes: undefined, monthMicros: undefined }),
      limit,
      askLeave,
      leave,
    },
    selects: { guild },
    modals: { setLimit },
  };
}
