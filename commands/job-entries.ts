import type { Call } from '../src/discord/call.ts';
import { defineEntry, type Entry, noInput } from '../src/discord/command.ts';
import { alreadyView } from '../src/discord/views/already-view.ts';
import { keptView } from '../src/discord/views/ended-view.ts';
import { mostBytes } from '../src/discord/views/files-view.ts';
import { keptFilesView } from '../src/discord/views/kept-files-view.ts';
import { nothingKnown, progressView } from '../src/discord/views/progress-view.ts';
import type { View } from '../src/discord/views/view.ts';
import type { Job } from '../src/domain/job.ts';
import { checkBotMayPost } from './access.ts';
import { ownCoverOf } from './cover-access.ts';
import type { CommandDeps } from './deps.ts';
import { progressOf } from './draft-after.ts';
import { shown } from './shown.ts';

/** The buttons under everything that became of a job. */
export function createJobEntries({
  requests,
  cancelCover,
  originals,
  postKept,
}: Pick<CommandDeps, 'requests' | 'cancelCover' | 'originals' | 'postKept'>) {
  const cancel = defineEntry({
    input: noInput,
    needs: ['job'],
    first(call) {
      ownCoverOf(call);
      return { kind: 'deferUpdate' };
    },
    run: async (call) => progressView(await cancelCover(ownCoverOf(call), progressOf(call)), nothingKnown),
  });

  const again = postingEntry(async (job, call) =>
    shown(await requests.newTry(job, progressOf(call)), { draftId: job.id, locale: call.locale }),
  );

  const kept = defineEntry({
    input: noInput,
    needs: ['job'],
    first(call) {
      ownCoverOf(call);
      return { kind: 'defer' };
    },
    async run(call) {
      const { locale, attachmentSizeLimit: limitBytes } = call;
      const job = ownCoverOf(call);
      const files = await originals.takes(job, mostBytes(limitBytes));
      return files.length === 0 ? keptView(job, []) : keptFilesView({ locale, job, files, limitBytes });
    },
  });

  const post = postingEntry(async (kept, call) => {
    const { channelId, parentChannelId } = call;
    const progress = progressOf(call);
    const job = await postKept(kept, { channelId, parentChannelId, progress });
    // What goes on with it is shown in the answer to the first click.
    return job.progress?.token === progress.token ? progressView(job, nothingKnown) : alreadyView(job);
  });

  return { cancel, again, kept, post } satisfies Record<string, Entry>;
}

/** A button under the member's own job that ends in a post where it is pressed. */
function postingEntry(act: (job: Job, call: Call) => Promise<View | undefined>) {
  return defineEntry({
    input: noInput,
    needs: ['job', 'settings'],
    first(call) {
      ownCoverOf(call);
      checkBotMayPost(call);
      return { kind: 'defer' };
    },
    run: (call) => act(ownCoverOf(call), call),
  });
}
