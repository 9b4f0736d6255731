import type { Job } from '../domain/job.ts';
import type { WorkKind } from './runner.ts';

/** The kind of work that a job needs as it stands; undefined when it needs none. */
export function workKindOf({ state, delivery, preparedFor }: Job): WorkKind | undefined {
  if (state === 'queued' || state === 'submitting' || state === 'generating') return 'make';
  if (state !== 'delivering') return undefined;
  return preparedFor === null && !delivery?.startedAt ? 'prepare' : 'deliver';
}
