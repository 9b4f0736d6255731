import type { MinePage, PageStart } from '../../src/covers/library/history.ts';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { filesView, mostBytes } from '../../src/discord/views/covers/files-view.ts';
import { keptFilesView } from '../../src/discord/views/covers/kept-files-view.ts';
import { mineView } from '../../src/discord/views/lists/mine-view.ts';
import { titleOf } from '../../src/discord/views/parts/list-parts.ts';
import type { View } from '../../src/discord/views/view.ts';
import { isKept, type Job } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';
import { ownCoverOf } from '../shared/cover-access.ts';
import { chosenSchema } from '../shared/inputs.ts';

const SONG_MAXIMUM = 120;

/** `/covers mine`: its pages, and the menus that hand out what was made. */
export function createPageHandlers({ history, originals }: Pick<CommandDeps, 'history' | 'originals'>) {
  const looked = async (page: MinePage): Promise<MinePage> => ({
    ...page,
    entries: await history.lookedAt(page.entries),
  });

  const pageOf = async ({ guildId, member, locale }: InteractionContext, from: PageStart): Promise<View> => {
    const page = await looked(await history.mine(guildId, member.id, from));
    // Nothing is left beyond the place where the member was.
    if (page.entries.length === 0 && from.kind !== 'newest') {
      return mineView(await looked(await history.mine(guildId, member.id, { kind: 'newest' })), locale);
    }
    return mineView(page, locale);
  };

  const mine = defineHandler({
    input: noInput,
    respond: () => ({ kind: 'defer' }),
    execute: (call) => pageOf(call, { kind: 'newest' }),
  });

  const turn = (kind: 'olderThan' | 'newerThan') =>
    defineHandler({
      input: noInput,
      respond: () => ({ kind: 'deferUpdate' }),
      execute: (call) => pageOf(call, call.id === null ? { kind: 'newest' } : { kind, jobId: call.id }),
    });

  const takesOf = async (job: Job, limitBytes: number) => {
    const files = await originals.takes(job, mostBytes(limitBytes));
    if (files.length === 0) throw new UserError({ key: 'files.notKept', params: {} });
    return files;
  };

  const play = defineHandler({
    input: chosenSchema,
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const { member, locale, attachmentSizeLimit: limitBytes, input } = call;
      const { job } = (await history.find(call, input)) ?? {};
      if (!job) throw new UserError({ key: 'job.gone', params: {} });
      if (job.requester.id !== member.id) throw new UserError({ key: 'job.notYours', params: {} });
      const files = await takesOf(job, limitBytes);
      if (isKept(job)) return keptFilesView({ locale, job, files, limitBytes });
      return filesView({ locale, lines: [playLine(job, locale)], files, limitBytes, jobId: job.id });
    },
  });

  const take = defineHandler({
    input: chosenSchema,
    needs: ['job'],
    guard: ownCoverOf,
    respond: () => ({ kind: 'defer' }),
    async execute({ locale, attachmentSizeLimit: limitBytes, input }, job) {
      const files = (await takesOf(job, limitBytes)).filter(({ name }) => name === input);
      if (files.length === 0) throw new UserError({ key: 'files.notKept', params: {} });
      return filesView({ locale, lines: [playLine(job, locale)], files, limitBytes, jobId: null });
    },
  });

  return { mine, buttons: { older: turn('olderThan'), newer: turn('newerThan') }, selects: { play, take } };
}

function playLine(job: Job, locale: string): string {
  return text(locale, 'handed.play', { title: titleOf(job, locale, SONG_MAXIMUM) });
}
