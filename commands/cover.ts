import { z } from 'zod';
import { attachmentSchema, type Call } from '../src/discord/call.ts';
import { type Command, defineEntry, noInput } from '../src/discord/command.ts';
import { alreadyView } from '../src/discord/views/already-view.ts';
import { coverForm } from '../src/discord/views/cover-form.ts';
import { detailsView } from '../src/discord/views/details-view.ts';
import { keptView } from '../src/discord/views/ended-view.ts';
import { progressView } from '../src/discord/views/progress-view.ts';
import type { View } from '../src/discord/views/view.ts';
import type { Draft } from '../src/domain/draft.ts';
import { UserError } from '../src/errors.ts';
import { checkBotMayPost, jobOf, ownDraftOf, ownJobOf } from './cover-access.ts';
import { coverData } from './cover-data.ts';
import { draftAfter, progressOf } from './cover-draft.ts';
import type { CommandDeps, Requested } from './deps.ts';

/** What is left empty is the same as what is not there. */
const textSchema = z
  .string()
  .trim()
  .nullish()
  .transform((value) => value || null);

const slashSchema = z.object({
  song: attachmentSchema.nullish(),
  style: textSchema,
  takes: z.number().int().optional(),
  seed: z.number().int().optional(),
});

const formSchema = z.object({
  /** A form that asks for no song has no such field; one where none was chosen gives an empty list of ids. */
  song: z.union([z.array(attachmentSchema).min(1), z.array(z.string()).max(0)]).nullish(),
  style: textSchema,
  lyrics: textSchema,
});

const NO_PLACE = { place: undefined, expectedStartAt: undefined, expectedEndAt: undefined };

/** `/cover`, its form, and the buttons under everything that became of it. */
export function createCoverCommand({ requests, cancelCover, drafts, model }: CommandDeps): Command {
  const slash = defineEntry({
    input: slashSchema,
    draftId: (call) => call.interaction.id,
    first(call) {
      checkBotMayPost(call);
      const { song, style } = call.input;
      if (song && (style || model.style.need !== 'required')) return { kind: 'defer' };
      const modal = coverForm({
        locale: call.locale,
        draftId: call.interaction.id,
        model,
        song: song ? { kind: 'given' } : { kind: 'missing' },
        style,
        lyrics: null,
      });
      return { kind: 'modal', modal };
    },
    async run(call) {
      const { song, style, takes, seed } = call.input;
      const draft = draftAfter(call, call.interaction.id, undefined, { song: song ?? undefined, style, takes, seed });
      await drafts.save(draft);
      if (draft.song && (style || model.style.need !== 'required')) return shown(await requests.request(draft));
      if (draft.song) requests.begin(draft);
      return undefined;
    },
  });

  const submit = defineEntry({
    input: formSchema,
    needs: ['draft'],
    draftId: (call) => call.id,
    first(call) {
      checkBotMayPost(call);
      return { kind: 'defer' };
    },
    async run(call) {
      const { style, lyrics } = call.input;
      const [song] = call.input.song ?? [];
      const before = ownDraftOf(call);
      const file = typeof song === 'object' ? song : undefined;
      if (!before && !file) throw new UserError({ key: 'draft.gone', params: {} });
      const draft = draftAfter(call, call.id ?? call.interaction.id, before, { song: file, style, lyrics });
      await drafts.save(draft);
      return shown(await requests.request(draft));
    },
  });

  const fix = defineEntry({
    input: noInput,
    needs: ['draft'],
    first(call) {
      const draft = ownDraftOf(call);
      if (!draft) throw new UserError({ key: 'draft.gone', params: {} });
      const { id, style, lyrics } = draft;
      const name = songNameOf(draft);
      const song = name === undefined ? ({ kind: 'missing' } as const) : ({ kind: 'replaceable', name } as const);
      return { kind: 'modal', modal: coverForm({ locale: call.locale, draftId: id, model, song, style, lyrics }) };
    },
  });

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

  return {
    name: 'cover',
    data: [coverData(model)],
    slash,
    buttons: { fix, cancel, again, details, kept },
    modals: { submit },
    selects: {},
  };
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

/** A new job shows itself from here on; one that was there already is shown once. */
function shown({ job, isNew }: Requested): View | undefined {
  return isNew ? undefined : alreadyView(job);
}

function songNameOf({ song }: Draft): string | undefined {
  if (!song) return undefined;
  return song.kind === 'link' ? song.name : song.reference.name;
}
