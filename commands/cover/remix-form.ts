import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import type { AskedChoice } from '../../src/discord/views/forms/draft-form.ts';
import type { Job } from '../../src/domain/job.ts';
import type { Model } from '../../src/domain/models.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/locales/text.ts';
import { wantsTick } from '../shared/access.ts';
import { draftOfJob } from '../shared/apply-input.ts';
import { buildDraftForm } from '../shared/build-draft-form.ts';
import { serverModel } from '../shared/default-model.ts';

/** What the new cover is made from: what the old one was made from, or one of its takes. */
export type RemixFrom = 'reference' | 'take';

/** The kind of what is made. A cover of a cover is one, also where the cover is a new song. */
export function remixKind(job: Job, from: RemixFrom): Model['kind'] {
  return from === 'take' ? 'cover' : job.kind;
}

/** Asks for another style, and for other words where somebody wants them. Throws `UserError` where it cannot be made. */
export function remixForm(
  call: InteractionContext,
  job: Job,
  models: readonly Model[],
  from: RemixFrom,
): APIModalInteractionResponseCallbackData {
  const isOfCover = from === 'take';
  if (isOfCover && job.takes.length === 0) throw new UserError({ key: 'files.gone', params: {} });
  const model = serverModel(call, models, remixKind(job, from));
  const draft = { ...draftOfJob(call, job, model), style: null };
  return buildDraftForm(draft, model, call, {
    customId: (isOfCover ? coverIds.remixedCover : coverIds.remixed)(job.id),
    purpose: isOfCover ? (job.kind === 'cover' ? 'coverCover' : 'coverSong') : 'remix',
    uploads: 'none',
    which: isOfCover ? takeChoice(job, call.locale) : null,
    styleExample: job.style,
    wantsTick: wantsTick(call),
  });
}

function takeChoice({ takes }: Job, locale: string): AskedChoice | null {
  if (takes.length < 2) return null;
  return {
    of: 'take',
    choices: takes.map((_, index) => ({ name: text(locale, 'form.which.take.option', { number: index + 1 }) })),
  };
}
