import { defineEntry, type Entry, noInput } from '../src/discord/command.ts';
import { formIds } from '../src/discord/cover-ids.ts';
import type { Draft } from '../src/domain/draft.ts';
import { UserError } from '../src/errors.ts';
import { checkBotMayPost, checkTick, neededDraftOf, ownDraftOf, ownJobOf, wantsTick } from './access.ts';
import type { Asking } from './asking.ts';
import type { CommandDeps } from './deps.ts';
import { draftAfter } from './draft-after.ts';
import { offeredModel } from './first-model.ts';
import { formOf, isComplete } from './form-of.ts';
import { formSchema } from './inputs.ts';

export type FormEntriesDeps = Pick<CommandDeps, 'drafts' | 'models'> & { asking: Asking };

/** The form of a kind of drafts: what becomes of it when it is sent, and the button that opens it again. */
export function createFormEntries(
  { drafts, models, asking }: FormEntriesDeps,
  kind: Draft['kind'],
): { submit: Entry; fix: Entry } {
  const submit = defineEntry({
    input: formSchema,
    needs: ['draft', 'job', 'settings'],
    fixId: ({ id }) => id && formIds(kind).fix(id),
    first(call) {
      // The draft may be gone, and a job has its id.
      if (call.job) ownJobOf(call);
      checkBotMayPost(call);
      return { kind: 'defer' };
    },
    async run(call) {
      const before = ownDraftOf(call);
      const draft = draftAfter(call, call.id ?? call.interaction.id, kind, before, call.input);
      if (!before && !isComplete(draft, offeredModel(models, kind))) {
        throw new UserError({ key: 'draft.gone', params: {} });
      }
      await drafts.save(draft);
      checkTick(call);
      return asking.ask(draft, call);
    },
  });

  const fix = defineEntry({
    input: noInput,
    needs: ['draft', 'settings'],
    first(call) {
      const draft = neededDraftOf(call);
      const customId = formIds(kind).submit(draft.id);
      const asks = { customId, purpose: 'make', uploads: 'all', wantsTick: wantsTick(call) } as const;
      return { kind: 'modal', modal: formOf(draft, offeredModel(models, kind), call.locale, asks) };
    },
  });

  return { submit, fix };
}
