import type { Call } from '../src/discord/call.ts';
import { defineEntry, type Entry, noInput } from '../src/discord/command.ts';
import { detailsView } from '../src/discord/views/details-view.ts';
import { keptView } from '../src/discord/views/ended-view.ts';
import { progressView } from '../src/discord/views/progress-view.ts';
import { checkBotMayPost, jobOf, ownJobOf } from './access.ts';
import type { CommandDeps } from './deps.ts';
import { progressOf } from './draft-after.ts';
import { shown } from './shown.ts';

const NO_PLACE = { place: undefined, expectedStartAt: undefined, expectedEndAt: undefined };

/** The buttons under everything that became of a job. */
export function createJobEntries({ requests, cancelCover }: Pick<CommandDeps, 'requests' | 'cancelCover'>) {
  const cancel = defineEntry({
    input: noInput,
    needs: ['job'],
    first(call) {
      ownJobOf(call);
      return { kind: 'deferUpdate' };
    },
    run: async (call) => progressView(await cancelCover(ownJobOf(call)), NO_PLACE),
  });

  const again = defineEntry({
    input: noInput,
    needs: ['job'],
    first(call) {
      ownJobOf(call);
      checkBotMayPost(call);
      return { kind: 'defer' };
    },
    run: async (call) => shown(await requests.newTry(ownJobOf(call), progressOf(call))),
  });

  return { cancel, again, details, kept } satisfies Record<string, Entry>;
}

/** For anyone who sees the cover. */
const details = defineEntry({
  input: noInput,
  needs: ['job'],
  first: (call) => ({ kind: 'reply', view: detailsView(jobOf(call), call.locale) }),
});

const kept = defineEntry({
  input: noInput,
  needs: ['job'],
  first: (call: Call) => ({ kind: 'reply', view: keptView(ownJobOf(call)) }),
});
