import type { Candidate, JobState } from '../../domain/job.ts';
import type { WorkKind } from '../port.ts';
import type { StoredJob } from './job-table.ts';

/** What has to be known of a job between two claims; the record is read anew for each. */
export interface KnownJob {
  id: string;
  guildId: string;
  order: number;
  version: number;
  state: JobState;
  candidates: readonly Candidate[];
  /** Of its task, else the first to be tried. */
  candidate: Candidate;
  notBefore: number;
  /** Its post has begun; whether it came about is for its delivery to find out. */
  isPosting: boolean;
}

/** The kind of work that a job in this state needs; undefined when it needs none. */
export function workKindOf(state: JobState): WorkKind | undefined {
  if (state === 'queued' || state === 'submitting' || state === 'generating') return 'make';
  return state === 'delivering' ? 'deliver' : undefined;
}

export function knownFrom({ order, job }: StoredJob): KnownJob {
  const [first] = job.candidates;
  const candidate = job.task ?? first;
  // The schema asks for one at least.
  if (!candidate) throw new Error(`the job ${job.id} has no candidate`);
  const { provider, model, priceMicros } = candidate;
  const { id, guildId, version, state, candidates, notBefore } = job;
  return {
    id,
    guildId,
    order,
    version,
    state,
    candidates,
    candidate: { provider, model, priceMicros },
    notBefore,
    isPosting: typeof job.delivery?.startedAt === 'number',
  };
}
