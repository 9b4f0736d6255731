import type { Removal } from '../../src/covers/library/removal.ts';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { removedView } from '../../src/discord/views/removal-card.ts';
import type { TakenDownBy } from '../../src/domain/take-down.ts';
import { UserError } from '../../src/errors.ts';
import { coverOf, removalRightsOf } from '../shared/cover-access.ts';

/** The buttons of the card that asks before a cover is deleted: who may is looked at again. */
export function createRemovalHandlers({ removal }: { removal: Removal }) {
  const remove = defineHandler({
    input: noInput,
    needs: ['job'],
    respond(call) {
      removalRightsOf(call, coverOf(call));
      return { kind: 'deferUpdate' };
    },
    execute: async (call) => removedView(await removal.remove(coverOf(call)), call.locale),
  });

  const takeDown = defineHandler({
    input: noInput,
    needs: ['job'],
    respond(call) {
      takerDownOf(call);
      return { kind: 'deferUpdate' };
    },
    execute: async (call) => removedView(await removal.takeDown(coverOf(call), takerDownOf(call)), call.locale),
  });

  return { remove, takeDown };
}

function takerDownOf(call: InteractionContext): TakenDownBy {
  const { takesDownAs } = removalRightsOf(call, coverOf(call));
  if (!takesDownAs) throw new UserError({ key: 'cover.notYoursToRemove', params: {} });
  return takesDownAs;
}
