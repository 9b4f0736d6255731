import { z } from 'zod';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { coverControls } from '../../src/discord/views/components/cover-controls.ts';
import { cardOf } from '../../src/discord/views/view.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';
import { coverOf } from '../shared/cover-access.ts';
import { createCoverMenu, createOriginalHandler, type CoverMenuDeps as MenuDeps } from './menu.ts';
import { createRemovalHandlers } from './removal.ts';

export type CoverMenuDeps = Pick<CommandDeps, 'vote' | 'report'> & MenuDeps;

/** The vote and the menu under a cover, for anyone who sees it, and what they lead to. */
export function createCoverMenuHandlers(deps: CoverMenuDeps) {
  const vote = defineHandler({
    input: noInput,
    needs: ['job'],
    guard: coverOf,
    async prepare({ member }, cover) {
      const given = await deps.vote(cover.id, member.id);
      if (!given) throw new UserError({ key: 'cover.gone', params: {} });
      return { cover, count: given.count };
    },
    respond: (_call, { cover, count }) => ({ kind: 'updateControls', components: coverControls(cover, count) }),
  });

  const report = defineHandler({
    input: z.object({ reason: z.string().trim() }),
    needs: ['job'],
    guard: coverOf,
    respond: () => ({ kind: 'defer' }),
    async execute({ locale, member, input }, cover) {
      if (input.reason === '') return cardOf([text(locale, 'report.empty')]);
      const reporter = { id: member.id, name: member.name };
      const { delivered } = await deps.report(cover, reporter, input.reason);
      return cardOf([text(locale, delivered ? 'report.delivered' : 'report.notDelivered')]);
    },
  });

  return {
    buttons: { vote, original: createOriginalHandler(deps), ...createRemovalHandlers(deps) },
    selects: { more: createCoverMenu(deps) },
    modals: { report },
  };
}
