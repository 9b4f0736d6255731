import { z } from 'zod';
import type { Moderated, Moderation } from '../../src/covers/moderation/moderation.ts';
import { defineHandler, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import { parseCustomId } from '../../src/discord/interactions/custom-id.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { askName, type CardAction, cardActions } from '../../src/discord/interactions/moderation-ids.ts';
import { refusedLines } from '../../src/discord/views/cards/removal-card.ts';
import { moderationForm } from '../../src/discord/views/moderation/moderation-forms.ts';
import { blockEnd, blockHours } from '../../src/domain/moderation/moderation.ts';
import { UserError } from '../../src/errors.ts';
import { checkModerates } from '../shared/access.ts';
import { optionTextSchema } from '../shared/inputs.ts';
import { caseCard, moderatorOf, refuseSecond } from './case-card.ts';

const formSchema = z.object({
  reason: optionTextSchema,
  hours: z
    .tuple([z.string()])
    .nullish()
    .transform((values) => blockHours.find((count) => String(count) === values?.[0])),
});

type FormCall = InteractionContext<z.output<typeof formSchema>>;

/** The card of a cover: each of its buttons asks why, and each form does it. Who may is looked at at every step. */
export function createCardHandlers(moderation: Moderation) {
  const ask = (action: CardAction) =>
    defineHandler({
      input: noInput,
      needs: ['settings'],
      guard: checkModerates,
      respond: (call) => ({
        kind: 'modal',
        modal: moderationForm(action, { jobId: jobIdOf(call), reportId: call.fingerprint }, call.locale),
      }),
    });

  const act = async (action: CardAction, call: FormCall): Promise<Moderated> => {
    const jobId = jobIdOf(call);
    const by = moderatorOf(call, call.input.reason);
    if (action !== 'block') return moderation[action](by, jobId);
    const { job } = await moderation.look(call.guildId, jobId, null);
    const { hours } = call.input;
    if (hours === undefined) throw new UserError({ key: 'moderation.gone', params: {} });
    return moderation.block(by, job.requester.id, blockEnd(hours, call.interaction.receivedAt), jobId);
  };

  const submit = (action: CardAction) =>
    defineHandler({
      input: formSchema,
      needs: ['settings'],
      guard: checkModerates,
      respond: () => ({ kind: 'deferUpdate' }),
      async execute(call) {
        const moderated = await act(action, call);
        refuseSecond(moderated);
        const card = caseCard(await moderation.look(call.guildId, jobIdOf(call), call.fingerprint), call);
        const refused = refusedLines(moderated.refused ?? 0, call.locale);
        return refused.length === 0 ? card : { ...card, content: [...refused, card.content].join('\n') };
      },
    });

  const all = <Made>(make: (action: CardAction) => readonly [string, Made]) =>
    Object.fromEntries(cardActions.map(make)) as Readonly<Record<string, Made>>;
  return {
    buttons: all<Handler>((action) => [askName(action), ask(action)]),
    modals: all<Handler>((action) => [action, submit(action)]),
  };
}

/** The menu of a message: the card of the cover that it is. */
export function createMessageCard(moderation: Moderation): Handler {
  return defineHandler({
    input: z.object({ targetId: z.string(), customIds: z.array(z.string()) }),
    needs: ['settings'],
    guard: checkModerates,
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const { targetId, customIds } = call.input;
      const ids = customIds.map(parseCustomId).flatMap((one) => (one?.command === 'cover' ? one.id : []));
      for (const id of new Set(ids)) {
        const found = await moderation.look(call.guildId, id, null).catch((error: unknown) => {
          if (error instanceof UserError) return undefined;
          throw error;
        });
        // By its message, too: anybody's bot can put our ids under its own.
        if (found?.job.delivery?.messageId === targetId) return caseCard(found, call);
      }
      throw new UserError({ key: 'moderation.notACover', params: {} });
    },
  });
}

function jobIdOf({ id }: InteractionContext): string {
  if (id === null) throw new UserError({ key: 'moderation.gone', params: {} });
  return id;
}
