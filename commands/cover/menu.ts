import { z } from 'zod';
import { defineHandler, type FirstAnswer, type Handler } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { removalCard } from '../../src/discord/views/cards/removal-card.ts';
import { moreChoices } from '../../src/discord/views/components/cover-controls.ts';
import { detailsView } from '../../src/discord/views/covers/details-view.ts';
import { lyricsView } from '../../src/discord/views/covers/lyrics-view.ts';
import { originalView } from '../../src/discord/views/covers/original-view.ts';
import { reportForm } from '../../src/discord/views/forms/report-form.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { Job } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { coverOf, type RemovalRights, removalRightsOf } from '../shared/cover-access.ts';

const wishSchema = z.object({ values: z.tuple([z.enum(moreChoices)]) }).transform(({ values: [wish] }) => wish);

type Wish = z.output<typeof wishSchema>;

interface Guarded {
  job: Job;
  /** Null where no removal is asked for. */
  removal: RemovalRights | null;
}

/** The menu under a cover; what is chosen decides how it is answered. */
export function createCoverMenu(deps: Pick<CommandDeps, 'history' | 'originals' | 'removal'>): Handler {
  return defineHandler({
    input: wishSchema,
    needs: ['job'],
    guard(call) {
      const job = coverOf(call);
      return { job, removal: call.input === 'remove' ? removalRightsOf(call, job) : null };
    },
    respond: firstAnswer,
    execute: (call, guarded) => laterAnswer(deps, call, guarded),
  });
}

function firstAnswer(call: InteractionContext<Wish>, { job }: Guarded): FirstAnswer {
  switch (call.input) {
    case 'details':
      return { kind: 'reply', view: detailsView(job, call.locale) };
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
  call: InteractionContext<Wish>,
  { job, removal: rights }: Guarded,
): Promise<View | undefined> {
  const { locale, attachmentSizeLimit: limitBytes } = call;
  if (call.input === 'original')
    return originalView({ locale, job, file: await originals.original(job, call.member.id), limitBytes });
  if (!rights) return undefined;
  const entry = await history.find(call, job.id);
  if (!entry?.cover) throw new UserError({ key: 'cover.gone', params: {} });
  const { takesDownAs } = rights;
  const takeDown = takesDownAs && (await removal.takeDownOf(job, takesDownAs));
  return removalCard({ locale, job, takeDown });
}
