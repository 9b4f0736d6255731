import type { PageStart } from '../../src/covers/library/history.ts';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { formIds } from '../../src/discord/interactions/cover-ids.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { compareSnowflakes } from '../../src/discord/snowflake.ts';
import { filesView, mostBytes } from '../../src/discord/views/covers/files-view.ts';
import { keptFilesView } from '../../src/discord/views/covers/kept-files-view.ts';
import { draftOfValue, mineView } from '../../src/discord/views/lists/mine-view.ts';
import { titleOf } from '../../src/discord/views/parts/list-parts.ts';
import { nothingKnown, progressView } from '../../src/discord/views/progress/progress-view.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { Draft } from '../../src/domain/draft.ts';
import { isFinal, isKept, type Job } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';
import { checkMayMake } from '../shared/access.ts';
import { progressOf } from '../shared/apply-input.ts';
import { hasUpload } from '../shared/build-draft-form.ts';
import { ownCoverOf } from '../shared/cover-access.ts';
import type { DraftFlow } from '../shared/draft-flow.ts';
import { chosenSchema } from '../shared/inputs.ts';

const SONG_MAXIMUM = 120;

/** Of what was filled in and not made, more than that is no help. */
const DRAFTS_MAXIMUM = 5;

export type PageDeps = Pick<CommandDeps, 'history' | 'originals' | 'drafts'> & { draftFlow: DraftFlow };

/** `/covers mine`: its pages, and the menus that hand out what was made or lead on with what is not. */
export function createPageHandlers({ history, originals, drafts, draftFlow }: PageDeps) {
  /** What was begun from a cover says nothing any more where its member no longer sees that. */
  const seesOrigin = async ({ lineage }: Draft, call: InteractionContext): Promise<boolean> =>
    lineage === null || (await history.find(call, lineage.parent.id)) !== undefined;

  /** A job has the id of its draft, and may be there while that is. */
  const draftsOf = async (call: InteractionContext): Promise<Draft[]> => {
    const own = await drafts.of(call.member.id);
    const here = own.filter((draft) => draft.guildId === call.guildId && (draft.kind === 'song' || hasUpload(draft)));
    const newest = here.toSorted((one, other) => compareSnowflakes(other.id, one.id));
    const open: Draft[] = [];
    for (const draft of newest) {
      if (open.length === DRAFTS_MAXIMUM) break;
      if (!(await history.find(call, draft.id)) && (await seesOrigin(draft, call))) open.push(draft);
    }
    return open;
  };

  const newestOf = async (call: InteractionContext): Promise<View> => {
    const { entries, ...page } = await history.mine(call.guildId, call.member.id, { kind: 'newest' });
    const looked = await history.lookedAt(entries);
    return mineView({ ...page, entries: looked, drafts: await draftsOf(call) }, call.locale);
  };

  const pageOf = async (call: InteractionContext, from: PageStart): Promise<View> => {
    const page = await history.mine(call.guildId, call.member.id, from);
    // Nothing is left beyond the place where the member was.
    if (page.entries.length === 0 || from.kind === 'newest') return newestOf(call);
    return mineView({ ...page, entries: await history.lookedAt(page.entries) }, call.locale);
  };

  const mine = defineHandler({
    input: noInput,
    respond: () => ({ kind: 'defer' }),
    execute: newestOf,
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

  /** The card that asks for it, in place of the one that was lost. */
  const goOn = async (id: string, call: InteractionContext): Promise<View | undefined> => {
    const draft = await drafts.get(id);
    if (draft?.requester.id !== call.member.id || !(await seesOrigin(draft, call))) {
      throw new UserError({ key: 'draft.gone', params: {} });
    }
    checkMayMake(call);
    const seen = { ...draft, locale: call.locale, progress: progressOf(call), needsReview: true };
    return draftFlow.submit(seen, call);
  };

  const play = defineHandler({
    input: chosenSchema,
    needs: ['settings'],
    retryButtonId({ input }) {
      const draft = draftOfValue(input);
      return draft ? formIds(draft.kind).fix(draft.id) : null;
    },
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const { member, locale, attachmentSizeLimit: limitBytes, input } = call;
      const asked = draftOfValue(input);
      const { job } = (await history.find(call, asked?.id ?? input)) ?? {};
      if (!job && asked) return goOn(asked.id, call);
      if (!job) throw new UserError({ key: 'job.gone', params: {} });
      if (job.requester.id !== member.id) throw new UserError({ key: 'job.notYours', params: {} });
      if (job.takes.length === 0 || !isFinal(job.state)) return progressView(job, nothingKnown);
      const files = await takesOf(job, limitBytes);
      if (isKept(job)) return keptFilesView({ locale, job, files, limitBytes });
      return filesView({ locale, lines: [playLine(job, locale)], files, limitBytes, jobId: job.id, job });
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
      return filesView({ locale, lines: [playLine(job, locale)], files, limitBytes, jobId: null, job });
    },
  });

  return { mine, buttons: { older: turn('olderThan'), newer: turn('newerThan') }, selects: { play, take } };
}

function playLine(job: Job, locale: string): string {
  return text(locale, 'handed.play', { title: titleOf(job, locale, SONG_MAXIMUM) });
}
