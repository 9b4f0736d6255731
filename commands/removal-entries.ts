import type { Removal } from '../src/covers/removal.ts';
import { defineEntry, noInput } from '../src/discord/command.ts';
import { removedView } from '../src/discord/views/removal-card.ts';
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
      const { mayTakeDown } = removalRightsOf(call, coverOf(call));
      if (!mayTakeDown) throw new UserError({ key: 'cover.notYoursToRemove', params: {} });
      return { kind: 'deferUpdate' };
    },
    run: async (call) => removedView(await removal.takeDown(coverOf(call)), call.locale),
  });

  return { remove, takeDown };
}
