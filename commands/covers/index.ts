import { z } from 'zod';
import { type Command, defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { queueView } from '../../src/discord/views/lists/queue-view.ts';
import { showView } from '../../src/discord/views/lists/show-view.ts';
import { topView } from '../../src/discord/views/lists/top-view.ts';
import { type TreeEntry, treeView } from '../../src/discord/views/lists/tree-view.ts';
import { coverChoices } from '../../src/discord/views/parts/cover-choices.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { showsPrices } from '../shared/access.ts';
import { createDraftFlow } from '../shared/draft-flow.ts';
import { optionTextSchema } from '../shared/inputs.ts';
import { createCancelHandlers, isLike } from './cancel.ts';
import { coversData } from './definition.ts';
import { createExportHandlers } from './export.ts';
import { createPageHandlers } from './pages.ts';

export type CoversDeps = Pick<
  CommandDeps,
  'history' | 'cancelCover' | 'originals' | 'coverExport' | 'requests' | 'drafts' | 'lastStyles' | 'clock'
>;

const TOP_LENGTH = 10;

const wantedSchema = z.object({ cover: optionTextSchema });

/**
 * `/covers`: what was made in a server and what is on its way. Every answer is private, and tells of no channel that its reader
 * does not see.
 */
export function createCoversCommand(deps: CoversDeps): Command {
  const { history } = deps;
  const { mine, buttons, selects } = createPageHandlers({ ...deps, draftFlow: createDraftFlow(deps) });
  const cancel = createCancelHandlers(deps);
  const exporting = createExportHandlers(deps);

  const queue = defineHandler({
    input: noInput,
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const { guildId, member, locale } = call;
      const { entries, own, count } = await history.queue(guildId, member.id);
      const visible = await history.visible(call, entries);
      const unseen = entries.length - visible.length;
      return queueView({ locale, memberId: member.id, entries: visible, own, count: count - unseen });
    },
  });

  const show = defineHandler({
    input: wantedSchema,
    needs: ['settings'],
    respond: () => ({ kind: 'defer' }),
    execute: async (call) =>
      showView({ ...(await postedOf(deps, call)), locale: call.locale, showsPrices: showsPrices(call) }),
  });

  const top = defineHandler({
    input: z.object({ period: z.enum(['week', 'month', 'all']).default('week') }),
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const { guildId, locale, input } = call;
      const visible = await history.visible(call, await history.top(guildId, input.period));
      const entries = (await history.lookedAt(visible.slice(0, TOP_LENGTH))).filter(({ cover }) => cover);
      return topView({ locale, period: input.period, entries });
    },
  });

  const tree = defineHandler({
    input: wantedSchema,
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const asked = await postedOf(deps, call);
      const family = await history.lookedAt(await history.visible(call, await history.family(asked)));
      const others = family.flatMap(({ job, cover }) => (cover ? [{ job, cover }] : []));
      const isThere = others.some(({ job }) => job.id === asked.job.id);
      return treeView({ locale: call.locale, asked, family: isThere ? others : [...others, asked] });
    },
  });

  const autocomplete = defineHandler({
    input: z.object({ cover: z.string().default('') }),
    async prepare(call) {
      const { guildId, member, subcommand, input } = call;
      if (subcommand !== 'cancel') {
        const found = await history.search(guildId, input.cover.trim());
        return history.visible(call, found);
      }
      const own = await history.unfinishedOf(guildId, member.id);
      return own.filter((job) => isLike(job, input.cover)).map((job) => ({ job, cover: undefined }));
    },
    respond: ({ locale }, entries) => ({ kind: 'choices', choices: coverChoices(entries, locale) }),
  });

  return {
    name: 'covers',
    data: [inAllLanguages(coversData)],
    subcommands: { queue, cancel: cancel.slash, mine, export: exporting.slash, show, top, tree },
    autocomplete,
    buttons: { ...buttons, mine, export: exporting.button },
    modals: {},
    selects: { ...selects, cancel: cancel.select },
  };
}

/** The posted cover that was chosen from the list, or whose id was typed. */
async function postedOf(
  { history }: Pick<CoversDeps, 'history'>,
  call: InteractionContext<z.output<typeof wantedSchema>>,
): Promise<TreeEntry> {
  const { input } = call;
  const entry = input.cover === null ? undefined : await history.find(call, input.cover);
  if (!entry) throw new UserError({ key: 'cover.none', params: {} });
  const [{ job, cover } = entry] = await history.lookedAt([entry]);
  if (cover) return { job, cover };
  throw new UserError({ key: job.delivery?.messageId ? 'cover.gone' : 'cover.none', params: {} });
}
