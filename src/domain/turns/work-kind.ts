import type { Job } from '../job.ts';

/**
 * `make`: from a turn to kept takes (queued, submitting, generating). `prepare`: from kept takes to the files of a message.
 * `deliver`: from there to a posted cover.
 */
export type WorkKind = 'make' | 'prepare' | 'deliver';

/** The kind of work that a job needs as it stands; undefined when it needs none. */
export function workKindOf({ state, delivery, preparedFor }: Job): WorkKind | undefined {
  if (state === 'queued' || state === 'submitting' || state === 'generating') return 'make';
  if (state !== 'delivering') return undefined;
  return preparedFor === null && !delivery?.startedAt ? 'prepare' : 'deliver';
}
