import { defineEntry, type Entry, noInput } from '../src/discord/command.ts';
import { formIds } from '../src/discord/cover-ids.ts';
import type { Draft } from '../src/domain/draft.ts';
import { UserError } from '../src/errors.ts';
import { checkBotMayPost, neededDraftOf, ownDraftOf } from './access.ts';
import type { CommandDeps } from './deps.ts';
import { draftAfter } from './draft-after.ts';
import { offeredModel } from './first-model.ts';
import { formOf, isComplete } from './form-of.ts';
import { formSchema } from './inputs.ts';
import { shown } from './shown.ts';

/** The form of a kind of drafts: what becomes of it when it is sent, and the button that opens it again. */
export function createFormEntries(
  { requests, drafts, models }: Pick<CommandDeps, 'requests' | 'drafts' | 'models'>,
  kind: Draft['kind'],
): { submit: Entry; fix: Entry } {
  const submit = defineEntry({
    input: formSchema,
    needs: ['draft'],
    fixId: ({ id }) => id && formIds(kind).fix(id),
    first(call) {
      checkBotMayPost(call);
      return { kind: 'defer' };
    },
    async run(call) {
      // A quick hand may send the form before what opened it has saved the draft.
      const draftNow = call.draft ?? (call.id === null ? undefined : await drafts.get(call.id));
      const before = ownDraftOf({ ...call, draft: draftNow });
      const draft = draftAfter(call, call.id ?? call.interaction.id, kind, before, call.input);
      if (!before && !isComplete(draft, offeredModel(models, kind))) {
        throw new UserError({ key: 'draft.gone', params: {} });
      }
      await drafts.save(draft);
      return shown(await requests.request(draft));
    },
  });

  const fix = defineEntry({
    input: noInput,
    needs: ['draft'],
    first(call) {
      const draft = neededDraftOf(call);
      const modal = formOf(draft, offeredModel(models, kind), call.locale, { uploads: 'all', lyrics: 'field' });
      return { kind: 'modal', modal };
    },
  });

  return { submit, fix };
}
