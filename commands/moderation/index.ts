import { PermissionFlagsBits } from 'discord.js';
import { z } from 'zod';
import { type Command, defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { IN_LOG } from '../../src/discord/interactions/moderation-ids.ts';
import { blocksView } from '../../src/discord/views/moderation/blocks-view.ts';
import { memberHistoryView } from '../../src/discord/views/moderation/member-history-view.ts';
import { coverChoices } from '../../src/discord/views/parts/cover-choices.ts';
import type { View } from '../../src/discord/views/view.ts';
import { blockEnd, blockHours, isUndoable } from '../../src/domain/moderation/moderation.ts';
import { UserError } from '../../src/errors.ts';
import { isLike } from '../covers/cancel.ts';
import type { CommandDeps } from '../services.ts';
import { checkModerates } from '../shared/access.ts';
import { chosenSchema, optionTextSchema } from '../shared/inputs.ts';
import { createApprovalHandlers } from './approval-handlers.ts';
import { createCardHandlers, createMessageCard } from './card-handlers.ts';
import { caseCard, doneView, moderatorOf, refuseSecond } from './case-card.ts';
import { GIVEN_MAXIMUM, moderateMessageData, moderationData } from './definition.ts';

const memberSchema = z.object({ member: z.string(), reason: optionTextSchema });
const coverSchema = z.object({ cover: z.string(), reason: optionTextSchema });

/** `/cover-mod`, the card of a cover for moderators, and its menu: for those who look after a server, asked at each click. */
export function createModerationCommand({ moderation, history }: Pick<CommandDeps, 'moderation' | 'history'>): Command {
  const card = createCardHandlers(moderation);
  const approval = createApprovalHandlers(moderation);
  const needs = ['settings'] as const;
  const defer = () => ({ kind: 'defer' }) as const;
  const deferUpdate = () => ({ kind: 'deferUpdate' }) as const;

  const block = defineHandler({
    input: memberSchema.extend({ for: z.number().refine((hours) => blockHours.some((one) => one === hours)) }),
    needs,
    guard: checkModerates,
    respond: defer,
    async execute(call) {
      const { reason, for: hours } = call.input;
      const until = blockEnd(hours, call.interaction.receivedAt);
      return doneView(await moderation.block(moderatorOf(call, reason), memberOf(call), until), call);
    },
  });

  const unblock = defineHandler({
    input: memberSchema,
    needs,
    guard: checkModerates,
    respond: defer,
    execute: async (call) =>
      doneView(await moderation.unblock(moderatorOf(call, call.input.reason), memberOf(call)), call),
  });

  const blocksOf = async ({ guildId, locale }: InteractionContext): Promise<View> =>
    blocksView({
      locale,
      guildId,
      blocks: await moderation.blocks(guildId),
      actions: await moderation.latest(guildId),
    });

  const list = defineHandler({
    input: noInput,
    needs,
    guard: checkModerates,
    respond: defer,
    execute: (call) => blocksOf(call),
  });

  const lift = defineHandler({
    input: chosenSchema,
    needs,
    guard: checkModerates,
    respond: deferUpdate,
    async execute(call) {
      await moderation.unblock(moderatorOf(call), call.input);
      return blocksOf(call);
    },
  });

  const cancel = defineHandler({
    input: coverSchema,
    needs,
    guard: checkModerates,
    respond: defer,
    execute: async (call) =>
      doneView(await moderation.cancel(moderatorOf(call, call.input.reason), call.input.cover), call),
  });

  const refund = defineHandler({
    input: coverSchema,
    needs,
    guard: checkManagesLimits,
    respond: defer,
    async execute(call) {
      const moderated = await moderation.refund(moderatorOf(call, call.input.reason), call.input.cover);
      refuseSecond(moderated);
      return doneView(moderated, call);
    },
  });

  const give = defineHandler({
    input: memberSchema.extend({ takes: z.number().int().min(1).max(GIVEN_MAXIMUM) }),
    needs,
    guard: checkManagesLimits,
    respond: defer,
    async execute(call) {
      const { reason, takes } = call.input;
      return doneView(await moderation.give(moderatorOf(call, reason), memberOf(call), takes), call);
    },
  });

  const historyOf = async (call: InteractionContext, memberId: string): Promise<View> => {
    const found = await moderation.historyOf(call.guildId, memberId);
    const undoable = found.actions.filter((action) => isUndoable(action, call.interaction.receivedAt));
    return memberHistoryView({ ...found, locale: call.locale, undoable });
  };

  const historySlash = defineHandler({
    input: z.object({ member: z.string() }),
    needs,
    guard: checkModerates,
    respond: defer,
    execute: (call) => historyOf(call, memberOf(call)),
  });

  const historyButton = defineHandler({
    input: noInput,
    needs,
    guard: checkModerates,
    respond: defer,
    execute: (call) => historyOf(call, idOf(call)),
  });

  const undoOne = defineHandler({
    input: chosenSchema,
    needs,
    guard: checkModerates,
    respond: deferUpdate,
    async execute(call) {
      await takeBack(call, call.input);
      return historyOf(call, idOf(call));
    },
  });

  const takeBack = (call: InteractionContext, actionId: string) =>
    moderation.undo(moderatorOf(call), actionId, isManager(call));

  /** On a cover's card, that card as it is then; elsewhere what was undone. */
  const undo = defineHandler({
    input: noInput,
    needs,
    guard: checkModerates,
    respond: deferUpdate,
    async execute(call) {
      const action = await takeBack(call, idOf(call));
      return call.fingerprint === null || call.fingerprint === IN_LOG || action.jobId === null
        ? doneView({ action }, call)
        : caseCard(await moderation.look(call.guildId, action.jobId, call.fingerprint), call);
    },
  });

  const autocomplete = defineHandler({
    input: z.object({ cover: z.string().default('') }),
    needs,
    guard: checkModerates,
    async prepare({ guildId, subcommand, input }) {
      if (subcommand === 'refund') return history.search(guildId, input.cover.trim());
      const jobs = await moderation.unfinishedIn(guildId);
      return jobs.filter((job) => isLike(job, input.cover)).map((job) => ({ job, cover: undefined }));
    },
    respond: ({ locale }, entries) => ({ kind: 'choices', choices: coverChoices(entries, locale) }),
  });

  return {
    name: 'cover-mod',
    data: [inAllLanguages(moderationData), inAllLanguages(moderateMessageData)],
    subcommands: { block, unblock, list, cancel, refund, give, history: historySlash },
    autocomplete,
    menu: createMessageCard(moderation),
    buttons: { ...card.buttons, ...approval.buttons, history: historyButton, undo },
    modals: { ...card.modals, ...approval.modals },
    selects: { lift, undoOne },
  };
}

/** What is given beside the limits is for those who set them. */
function checkManagesLimits(call: InteractionContext): void {
  if (!isManager(call)) throw new UserError({ key: 'moderation.managersOnly', params: {} });
}

function isManager({ member }: InteractionContext): boolean {
  return (member.permissions & PermissionFlagsBits.ManageGuild) !== 0n;
}

/** Who was chosen; bots make no covers. */
function memberOf({ input, resolved }: InteractionContext<{ member: string }>): string {
  const user = resolved.users.get(input.member);
  if (!user || user.isBot) throw new UserError({ key: 'moderation.noMember', params: {} });
  return input.member;
}

function idOf({ id }: InteractionContext): string {
  if (id === null) throw new UserError({ key: 'moderation.gone', params: {} });
  return id;
}
