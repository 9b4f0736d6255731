import { z } from 'zod';
import type { Moderated, Moderation } from '../../src/covers/moderation/moderation.ts';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { decidedControls } from '../../src/discord/views/moderation/approval-view.ts';
import { moderationForm } from '../../src/discord/views/moderation/moderation-forms.ts';
import { UserError } from '../../src/errors.ts';
import { checkModerates } from '../shared/access.ts';
import { optionTextSchema } from '../shared/inputs.ts';
import { moderatorOf } from './case-card.ts';

/** *Post* and *Refuse* under a cover that waits: of any number of moderators one decides, and stands in place of the buttons. */
export function createApprovalHandlers(moderation: Moderation) {
  const controlsOf = (call: InteractionContext, decision: 'granted' | 'refused') => {
    const locale = call.settings?.locale ?? 'en-US';
    const by = { jobId: idOf(call), name: call.member.name };
    return { kind: 'updateControls', components: decidedControls(decision, by, locale) } as const;
  };

  const announce = async (_call: InteractionContext, moderated: Moderated) => {
    await moderation.announce(moderated);
    return undefined;
  };

  const approve = defineHandler({
    input: noInput,
    needs: ['settings'],
    guard: checkModerates,
    prepare: (call): Promise<Moderated> => moderation.decide(moderatorOf(call), idOf(call), 'granted'),
    respond: (call) => controlsOf(call, 'granted'),
    execute: announce,
  });

  const askRefuse = defineHandler({
    input: noInput,
    needs: ['settings'],
    guard: checkModerates,
    respond: (call) => ({
      kind: 'modal',
      modal: moderationForm('refuse', { jobId: idOf(call), reportId: null }, call.locale),
    }),
  });

  const refuse = defineHandler({
    input: z.object({ reason: optionTextSchema }),
    needs: ['settings'],
    guard: checkModerates,
    prepare: (call): Promise<Moderated> =>
      moderation.decide(moderatorOf(call, call.input.reason), idOf(call), 'refused'),
    respond: (call) => controlsOf(call, 'refused'),
    execute: announce,
  });

  return { buttons: { approve, askRefuse }, modals: { refuse } };
}

function idOf({ id }: InteractionContext): string {
  if (id === null) throw new UserError({ key: 'moderation.gone', params: {} });
  return id;
}
