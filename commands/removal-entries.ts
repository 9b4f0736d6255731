import type { Removal } from '../src/covers/removal.ts';
import type { Call } from '../src/discord/call.ts';
import { defineEntry, noInput } from '../src/discord/command.ts';
import { removedView } from '../src/discord/views/removal-card.ts';
import type { TakenDownBy } from '../src/domain/take-down.ts';
import { UserError } from '../src/errors.ts';
import { coverOf, removalRightsOf } from './cover-access.ts';

/** The buttons of the card that asks before a cover is deleted: who may is looked at again. */
export function createRemovalEntries({ removal }: { removal: Removal }) {
  const remove = defineEntry({
    input: noInput,
    needs: ['job'],
    first(call) {
      removalRightsOf(call, coverOf(call));
      return { kind: 'deferUpdate' };
    },
    run: async (call) => removedView(await removal.remove(coverOf(call)), call.locale),
  });

  const takeDown = defineEntry({
    input: noInput,
    needs: ['job'],
    first(call) {
      takerDownOf(call);
      return { kind: 'deferUpdate' };
    },
    run: async (call) => removedView(await removal.takeDown(coverOf(call), takerDownOf(call)), call.locale),
  });

  return { remove, takeDown };
}

function takerDownOf(call: Call): TakenDownBy {
  const { takesDownAs } = removalRightsOf(call, coverOf(call));
  if (!takesDownAs) throw new UserError({ key: 'cover.notYoursToRemove', params: {} });
  return takesDownAs;
}
