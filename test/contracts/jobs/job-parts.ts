import type { Candidate, Job, Move, Take } from '../../../src/domain/job.ts';
import { type LimitedCharge, monthOf } from '../../../src/domain/money/quota.ts';
import { buildJob } from '../../support/build-job.ts';

/** A job as it is accepted: number `n` of a test. */
export function newcomer(n: number, changes: Partial<Job> = {}): Job {
  return buildJob({ id: `job-${String(n).padStart(4, '0')}`, ...changes });
}

export const requestedBy = (id: string): Partial<Job> => ({ requester: { id, name: id } });

export const guild = (id: string): Partial<Job> => ({ guildId: id });

export function candidateOf(provider: string): Candidate {
  return { provider, model: `${provider}-model`, priceMicros: 100_000 };
}

export function aTake(changes: Partial<Take> = {}): Take {
  return {
    hash: 'b'.repeat(64),
    sizeBytes: 1,
    format: 'mp3',
    seed: null,
    costMicros: 0,
    link: null,
    sound: null,
    playable: null,
    ...changes,
  };
}

export function aCharge(changes: Partial<LimitedCharge> = {}): LimitedCharge {
  return {
    scope: { name: 'guild', id: 'guild-1' },
    window: monthOf(Date.UTC(2026, 10, 20)),
    count: 1,
    micros: 100_000,
    limit: {},
    ...changes,
  };
}

/** The moves of a cover that goes well. */
export const steps = {
  submitting: (candidate: Candidate): Move => ({
    to: 'submitting',
    set: { task: { ...candidate, ourId: 'our-id', submittedAt: 0, attempts: 1, ref: null, acceptedAt: null } },
  }),
  generating: (): Move => ({ to: 'generating' }),
  delivering: (): Move => ({
    to: 'delivering',
    set: { takes: [aTake()], delivery: { startedAt: null, messageId: null }, preparedFor: 10_000_000 },
  }),
  /** The takes are kept, and the files of the message are still to be made. */
  unprepared: (): Move => ({
    to: 'delivering',
    set: { takes: [aTake()], delivery: { startedAt: null, messageId: null } },
  }),
  /** The record says that a post begins, and not yet whether it came about. */
  posting: (startedAt: number): Move => ({ to: 'delivering', set: { delivery: { startedAt, messageId: null } } }),
  delivered: (messageId = 'message-1'): Move => ({
    to: 'delivered',
    set: { delivery: { startedAt: 0, messageId } },
    settle: { kind: 'commit', count: 1, micros: 90_000 },
  }),
  cancelled: (): Move => ({ to: 'cancelled', settle: { kind: 'refund' } }),
  failed: (): Move => ({ to: 'failed', settle: { kind: 'refund' } }),
  unknown: (): Move => ({ to: 'unknown' }),
} as const;
