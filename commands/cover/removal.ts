import type { Removal } from '../../src/covers/library/removal.ts';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { removedView } from '../../src/discord/views/cards/removal-card.ts';
import { UserError } from '../../src/errors.ts';
import { coverOf, removalRightsOf } from '../shared/cover-access.ts';

/** The buttons of the card that asks before a cover is deleted: who may is looked at again. */
export function createRemovalHandlers({ removal }: { removal: Removal }) {
  const remove = defineHandler({
    input: noInput,
    needs: ['job'],
    guard(call) {
      const cover = coverOf(call);
      removalRightsOf(call, cover);
      return cover;
    },
    respond: () => ({ kind: 'deferUpdate' }),
    execute: async ({ locale }, cover) => removedView(await removal.remove(cover), locale),
  });

  const takeDown = defineHandler({
    input: noInput,
    needs: ['job'],
    guard(call) {
      const cover = coverOf(call);
      const { takesDownAs } = removalRightsOf(call, cover);
      if (!takesDownAs) throw new UserError({ key: 'cover.notYoursToRemove', params: {} });
      return { cover, takesDownAs };
    },
    respond: () => ({ kind: 'deferUpdate' }),
    execute: async ({ locale }, { cover, takesDownAs }) =>
      removedView(await removal.takeDown(cover, takesDownAs), locale),
  });

  return { remove, takeDown };
}
