import type { ProviderError } from '../../errors.ts';
import type { Job, Settlement, Take } from '../job.ts';
import type { Model } from '../models.ts';
import { reservedMicros } from '../new-job.ts';

type Billed = readonly Pick<Take, 'costMicros'>[];

/** What a job with results has used: the takes that were kept, and what was billed for all results, those too that failed. */
export function settlementOfTakes(job: Job): Settlement {
  return { kind: 'commit', count: job.takes.length, micros: job.billedMicros ?? billedMicros(job, job.takes) };
}

/** What the provider says that results cost, else the price that the job was accepted at. */
export function billedMicros(job: Job, results: Billed): number {
  const priceMicros = takePriceOf(job);
  return results.reduce((sum, result) => sum + (result.costMicros ?? priceMicros), 0);
}

/**
 * A task that the provider took and then failed, or refused after it had cost something. The takes go back in any case. Of one
 * that it does not know any more, nobody can say what became of it.
 */
export function settlementOfFailedTask(
  job: Job,
  error: Pick<ProviderError, 'code' | 'costMicros'>,
  billsFailures: Model['billsFailures'],
): Settlement {
  if (error.code === 'notFound') return settlementOfLoss(job);
  if (error.costMicros === undefined) return billsFailures === 'no' ? { kind: 'refund' } : settlementOfLoss(job);
  return error.costMicros === 0 ? { kind: 'refund' } : { kind: 'commit', count: 0, micros: error.costMicros };
}

/** Nobody can say what was billed: the member's count goes back, and the money is presumed spent, at the most it can be. */
export function settlementOfLoss(job: Job): Settlement {
  const micros = lossMicros(job);
  return micros === 0 ? { kind: 'refund' } : { kind: 'presume', micros };
}

/**
 * The most that was billed for a request of which nobody knows, in micro-dollars: all takes, by the price where it went; where that is not
 * known, by the highest.
 */
export function lossMicros(job: Job): number {
  const priceMicros = job.task?.priceMicros ?? null;
  return priceMicros === null ? reservedMicros(job) : job.wanted.takes * priceMicros;
}

/** In micro-dollars, for a take. */
export function takePriceOf({ task, candidates }: Pick<Job, 'task' | 'candidates'>): number {
  return (task ?? candidates[0])?.priceMicros ?? 0;
}

/** How many times the price of a take a provider is believed to have billed for it. */
const MOST_TIMES_PRICE = 10;

/** In micro-dollars: what is believed of a stated cost where the price is nothing. */
const MOST_FOR_FREE = 1_000_000;

/** From which share of the price a stated cost is another price. */
const OTHER_PRICE_SHARE = 0.2;

export interface BelievedCost {
  micros: number;
  /** The provider stated more than is believed. */
  isCapped: boolean;
}

/** What is believed of the cost that a provider states for so many takes. */
export function believedCost(statedMicros: number, priceMicros: number, takes = 1): BelievedCost {
  const most = takes * (priceMicros === 0 ? MOST_FOR_FREE : MOST_TIMES_PRICE * priceMicros);
  return { micros: Math.min(statedMicros, most), isCapped: statedMicros > most };
}

/** Whether what a take has cost says that the price is not what it was. A take that was free says nothing of the next one. */
export function isOtherPrice(micros: number, priceMicros: number): boolean {
  return micros > 0 && Math.abs(micros - priceMicros) > OTHER_PRICE_SHARE * priceMicros;
}
