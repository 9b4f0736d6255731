import type { Clock } from '../../clock.ts';
import type { Candidate, Job, JobState } from '../../domain/job.ts';
import type { WorkKind } from '../runner.ts';

/** What has to be known of a job between two claims; the record is read anew for each. */
export interface JobSummary {
  id: string;
  guildId: string;
  memberId: string;
  channelId: string;
  order: number;
  version: number;
  state: JobState;
  /** Undefined when it needs no work. */
  kind: WorkKind | undefined;
  candidates: readonly Candidate[];
  /** Of its task, else the first to be tried. */
  candidate: Candidate;
  /** As it stands on the record. */
  notBefore: number;
  /** When it may be worked on, by the monotonic clock, as reckoned when the job was first known with its `notBefore`. */
  dueAt: number;
  /** Its post has begun; whether it came about is for its delivery to find out. */
  isPosting: boolean;
}

/** The kind of work that a job needs as it stands; undefined when it needs none. */
export function workKindOf({ state, delivery, preparedFor }: Job): WorkKind | undefined {
  if (state === 'queued' || state === 'submitting' || state === 'generating') return 'make';
  if (state !== 'delivering') return undefined;
  return preparedFor === null && !delivery?.startedAt ? 'prepare' : 'deliver';
}

/** No job is put back for longer: a moment beyond it is of another clock, and would never come. */
const LONGEST_WAIT_MS = 30 * 60_000;

/** `order`: its place among all that the process knows; `before`: what was known of it until now. */
export function summarize(job: Job, order: number, clock: Clock, before: JobSummary | undefined): JobSummary {
  const [first] = job.candidates;
  const candidate = job.task ?? first;
  // The schema asks for one at least.
  if (!candidate) throw new Error(`the job ${job.id} has no candidate`);
  const { provider, model, priceMicros } = candidate;
  const { id, guildId, channelId, requester, version, state, candidates, notBefore } = job;
  return {
    id,
    guildId,
    memberId: requester.id,
    channelId,
    order,
    version,
    state,
    kind: workKindOf(job),
    candidates,
    candidate: { provider, model, priceMicros },
    notBefore,
    dueAt: before?.notBefore === notBefore ? before.dueAt : dueAtOf(notBefore, clock),
    isPosting: typeof job.delivery?.startedAt === 'number',
  };
}

function dueAtOf(notBefore: number, clock: Clock): number {
  return clock.monotonic() + Math.min(LONGEST_WAIT_MS, Math.max(0, notBefore - clock.now()));
}
