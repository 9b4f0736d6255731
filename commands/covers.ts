import { z } from 'zod';
import type { Call } from '../src/discord/call.ts';
import { type Command, defineEntry, noInput } from '../src/discord/command.ts';
import { coverChoices } from '../src/discord/views/cover-choices.ts';
import { queueView } from '../src/discord/views/queue-view.ts';
import { showView } from '../src/discord/views/show-view.ts';
import { topView } from '../src/discord/views/top-view.ts';
import { type TreeEntry, treeView } from '../src/discord/views/tree-view.ts';
import { UserError } from '../src/errors.ts';
import { createCancelEntry, isLike, ownUnfinished } from './covers-cancel.ts';
import { coversData } from './covers-data.ts';
import { createPageEntries } from './covers-pages.ts';
import type { CommandDeps } from './deps.ts';
import { optionTextSchema } from './inputs.ts';

export type CoversDeps = Pick<CommandDeps, 'history' | 'cancelCover' | 'originals'>;

const wantedSchema = z.object({ cover: optionTextSchema });

/** `/covers`: what was made in a server and what is on its way. Every answer is private. */
export function createCoversCommand(deps: CoversDeps): Command {
  const { history } = deps;
  const { mine, buttons, selects } = createPageEntries(deps);

  const queue = defineEntry({
    input: noInput,
    first: () => ({ kind: 'defer' }),
    run: async ({ guildId, member, locale }) =>
      queueView({ locale, memberId: member.id, entries: await history.queue(guildId) }),
  });

  const show = defineEntry({
    input: wantedSchema,
    first: () => ({ kind: 'defer' }),
    run: async (call) => showView({ ...(await postedOf(deps, call)), locale: call.locale }),
  });

  const top = defineEntry({
    input: z.object({ period: z.enum(['week', 'month', 'all']).default('week') }),
    first: () => ({ kind: 'defer' }),
    run: async ({ guildId, locale, input: { period } }) =>
      topView({ locale, period, entries: await history.top(guildId, period) }),
  });

  const tree = defineEntry({
    input: wantedSchema,
    first: () => ({ kind: 'defer' }),
    async run(call) {
      const asked = await postedOf(deps, call);
      const others = (await history.family(asked)).flatMap(({ job, cover }) => (cover ? [{ job, cover }] : []));
      const isThere = others.some(({ job }) => job.id === asked.job.id);
      return treeView({ locale: call.locale, asked, family: isThere ? others : [...others, asked] });
    },
  });

  const autocomplete = defineEntry({
    input: z.object({ cover: z.string().default('') }),
    async prepare({ guildId, member, subcommand, input }) {
      if (subcommand !== 'cancel') return (await history.search(guildId, input.cover.trim())).map(({ job }) => job);
      return (await ownUnfinished(history, guildId, member.id)).filter((job) => isLike(job, input.cover));
    },
    first: ({ locale }, jobs) => ({ kind: 'choices', choices: coverChoices(jobs, locale) }),
  });

  return {
    name: 'covers',
    data: [coversData()],
    subcommands: { queue, cancel: createCancelEntry(deps), mine, show, top, tree },
    autocomplete,
    buttons,
    modals: {},
    selects,
  };
}

/** The posted cover that was chosen from the list, or whose id was typed. */
async function postedOf(
  { history }: Pick<CoversDeps, 'history'>,
  { guildId, input }: Call<z.output<typeof wantedSchema>>,
): Promise<TreeEntry> {
  const entry = input.cover === null ? undefined : await history.find(guildId, input.cover);
  if (!entry || entry.job.guildId !== guildId) throw new UserError({ key: 'cover.none', params: {} });
  const { job, cover } = entry;
  if (cover) return { job, cover };
  throw new UserError({ key: job.delivery?.messageId ? 'cover.gone' : 'cover.none', params: {} });
}
