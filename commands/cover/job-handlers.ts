import { defineHandler, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { mostBytes } from '../../src/discord/views/covers/files-view.ts';
import { keptFilesView } from '../../src/discord/views/covers/kept-files-view.ts';
import { keptView } from '../../src/discord/views/progress/ended-view.ts';
import { existingJobView } from '../../src/discord/views/progress/existing-job-view.ts';
import { nothingKnown, progressView } from '../../src/discord/views/progress/progress-view.ts';
import type { View } from '../../src/discord/views/view.ts';
import { withLiveLinks } from '../../src/domain/delivery/live-links.ts';
import type { Job } from '../../src/domain/job.ts';
import type { CommandDeps } from '../services.ts';
import { askingMember, checkMayMake } from '../shared/access.ts';
import { progressOf } from '../shared/apply-input.ts';
import { ownCoverOf } from '../shared/cover-access.ts';
import { viewOfResult } from '../shared/draft-flow.ts';

/** The buttons under everything that became of a job. */
export function createJobHandlers({
  requests,
  cancelCover,
  originals,
  postKept,
  clock,
}: Pick<CommandDeps, 'requests' | 'cancelCover' | 'originals' | 'postKept' | 'clock'>) {
  const cancel = defineHandler({
    input: noInput,
    needs: ['job'],
    guard: ownCoverOf,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: async (call, job) => progressView(await cancelCover(job, progressOf(call)), nothingKnown),
  });

  const again = postingHandler(async (job, call) =>
    viewOfResult(await requests.newTry(job, progressOf(call), askingMember(call)), {
      draftId: job.id,
      locale: call.locale,
    }),
  );

  const kept = defineHandler({
    input: noInput,
    needs: ['job'],
    guard: ownCoverOf,
    respond: () => ({ kind: 'defer' }),
    async execute({ locale, attachmentSizeLimit: limitBytes }, job) {
      const files = await originals.takes(job, mostBytes(limitBytes));
      return files.length === 0
        ? keptView(withLiveLinks(job, clock.now()), [])
        : keptFilesView({ locale, job, files, limitBytes });
    },
  });

  const post = postingHandler(async (kept, call) => {
    const { channelId, parentChannelId } = call;
    const progress = progressOf(call);
    const job = await postKept(kept, { channelId, parentChannelId, progress });
    // What goes on with it is shown in the answer to the first click.
    return job.progress?.token === progress.token ? progressView(job, nothingKnown) : existingJobView(job);
  });

  return { cancel, again, kept, post } satisfies Record<string, Handler>;
}

/** A button under the member's own job that ends in a post where it is pressed. */
function postingHandler(act: (job: Job, call: InteractionContext) => Promise<View | undefined>) {
  return defineHandler({
    input: noInput,
    needs: ['job', 'settings'],
    guard(call) {
      const job = ownCoverOf(call);
      checkMayMake(call);
      return job;
    },
    respond: () => ({ kind: 'defer' }),
    execute: (call, job) => act(job, call),
  });
}
