import { z } from 'zod';
import { defineHandler, type FirstAnswer, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { removalCard } from '../../src/discord/views/cards/removal-card.ts';
import { moreChoices } from '../../src/discord/views/components/cover-controls.ts';
import { detailsView } from '../../src/discord/views/covers/details-view.ts';
import { mostBytes } from '../../src/discord/views/covers/files-view.ts';
import { lyricsView } from '../../src/discord/views/covers/lyrics-view.ts';
import { originalView } from '../../src/discord/views/covers/original-view.ts';
import { reportForm } from '../../src/discord/views/forms/report-form.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { Job } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { showsPrices } from '../shared/access.ts';
import { coverOf, type RemovalRights, removalRightsOf } from '../shared/cover-access.ts';

const wishSchema = z.object({ values: z.tuple([z.enum(moreChoices)]) }).transform(({ values: [wish] }) => wish);

type Wish = z.output<typeof wishSchema>;

interface Guarded {
  job: Job;
  /** Null where no removal is asked for. */
  removal: RemovalRights | null;
}

export interface CoverMenuDeps extends Pick<CommandDeps, 'history' | 'originals' | 'removal'> {
  /** Entries that lead to a draft of the reader's own; what answers them answers buttons with the same custom ids as well. */
  drafts: Readonly<Record<DraftWish, Handler>>;
}

type DraftWish = 'remixCover' | 'own' | 'editLyrics';
type PlainWish = Exclude<Wish, DraftWish>;

/** The menu under a cover: each entry has an answer of its own. */
export function createCoverMenu(deps: CoverMenuDeps): Handler {
  const { drafts } = deps;
  const draftHandler = (wish: Wish): Handler | undefined => (isDraftWish(wish) ? drafts[wish] : undefined);

  return defineHandler<typeof wishSchema, unknown>({
    input: wishSchema,
    needs: ['job', 'settings'],
    retryButtonId: (call) => draftHandler(call.input)?.retryButtonId?.(call) ?? null,
    guard(call): unknown {
      const handler = draftHandler(call.input);
      if (handler) return handler.guard?.(call);
      const job = coverOf(call);
      return { job, removal: call.input === 'remove' ? removalRightsOf(call, job) : null } satisfies Guarded;
    },
    respond(call, guarded) {
      const { input } = call;
      const handler = draftHandler(input);
      return handler
        ? handler.respond(call, guarded)
        : firstAnswer({ ...call, input: input as PlainWish }, guarded as Guarded);
    },
    async execute(call, guarded, followUp) {
      const { input } = call;
      const handler = draftHandler(input);
      if (handler) return handler.execute?.(call, guarded, followUp);
      return laterAnswer(deps, { ...call, input: input as PlainWish }, guarded as Guarded);
    },
  });
}

function isDraftWish(wish: Wish): wish is DraftWish {
  return wish === 'remixCover' || wish === 'own' || wish === 'editLyrics';
}

/** What the cover was made from, to play; the button under a cover. */
export function createOriginalHandler({ originals }: Pick<CommandDeps, 'originals'>): Handler {
  return defineHandler({
    input: noInput,
    needs: ['job'],
    guard: coverOf,
    respond: () => ({ kind: 'defer' }),
    execute: (call, job) => originalFor(originals, call, job),
  });
}

async function originalFor(
  originals: CommandDeps['originals'],
  { locale, member, attachmentSizeLimit: limitBytes }: InteractionContext,
  job: Job,
): Promise<View> {
  const file = await originals.original(job, member.id, mostBytes(limitBytes));
  return originalView({ locale, job, file, limitBytes });
}

function firstAnswer(call: InteractionContext<PlainWish>, { job }: Guarded): FirstAnswer {
  switch (call.input) {
    case 'details':
      return { kind: 'reply', view: detailsView(job, call.locale, showsPrices(call)) };
    case 'lyrics':
      return { kind: 'reply', view: lyricsView(job, call.locale) };
    case 'report':
      return { kind: 'modal', modal: reportForm(job.id, call.locale) };
    case 'remove':
    case 'original':
      return { kind: 'defer' };
  }
}

async function laterAnswer(
  { history, originals, removal }: Pick<CommandDeps, 'history' | 'originals' | 'removal'>,
  call: InteractionContext<PlainWish>,
  { job, removal: rights }: Guarded,
): Promise<View | undefined> {
  const { locale } = call;
  if (call.input === 'original') return originalFor(originals, call, job);
  if (!rights) return undefined;
  const entry = await history.find(call, job.id);
  if (!entry?.cover) throw new UserError({ key: 'cover.gone', params: {} });
  const { takesDownAs } = rights;
  const takeDown = takesDownAs && (await removal.takeDownOf(job, takesDownAs));
  return removalCard({ locale, job, takeDown });
}
