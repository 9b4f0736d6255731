import type { Call } from '../src/discord/call.ts';
import { missingPermissions } from '../src/discord/missing-permissions.ts';
import type { Draft } from '../src/domain/draft.ts';
import type { Job } from '../src/domain/job.ts';
import { UserError } from '../src/errors.ts';

/** Refuses at once, before anything is downloaded, where the bot could not post the cover in the end. */
export function checkBotMayPost({ appPermissions, isInThread, locale }: Call): void {
  const missing = missingPermissions(appPermissions, { isThread: isInThread, isLocked: false }, locale);
  if (missing !== undefined) throw new UserError({ key: 'permissions.bot', params: { missing } });
}

/** The job that a button is about. */
export function jobOf({ job }: Call): Job {
  if (!job) throw new UserError({ key: 'job.gone', params: {} });
  return job;
}

/** The same, for what only its requester may do: custom ids carry ids only, the record decides who may. */
export function ownJobOf(call: Call): Job {
  const job = jobOf(call);
  if (job.requester.id !== call.member.id) throw new UserError({ key: 'job.notYours', params: {} });
  return job;
}

/** The draft that a form or button is about, if it is still there; it must be the member's own. */
export function ownDraftOf({ draft, member }: Call): Draft | undefined {
  if (draft && draft.requester.id !== member.id) throw new UserError({ key: 'job.notYours', params: {} });
  return draft;
}

/** The same where nothing can be done without it. */
export function neededDraftOf(call: Call): Draft {
  const draft = ownDraftOf(call);
  if (!draft) throw new UserError({ key: 'draft.gone', params: {} });
  return draft;
}
