import type { ProviderError } from '../errors.ts';
import { settlementOfFailure } from './after-refusal.ts';
import type { Job, Settlement, Take } from './job.ts';
import { reservedMicros } from './new-job.ts';

type Billed = readonly Pick<Take, 'costMicros'>[];

/**
 * What a job with results has used: as many takes as were kept or billed, whichever is more, and what was billed for all
 * results, those too that failed or could not be had.
 */
export function settlementOfTakes(
  job: Job,
  takes: Billed = job.takes,
  micros = job.billedMicros ?? billedMicros(job, takes),
): Settlement {
  const priceMicros = priceOf(job);
  const billedCount = priceMicros === 0 ? 0 : Math.round(micros / priceMicros);
  return { kind: 'commit', count: Math.max(takes.length, billedCount), micros };
}

/** What the provider says that results cost, else the price that the job was accepted at. */
export function billedMicros(job: Job, results: Billed): number {
  const priceMicros = priceOf(job);
  return results.reduce((sum, result) => sum + (result.costMicros ?? priceMicros), 0);
}

/**
 * A task that the provider took and then failed. Of one that it took and does not know any more, nobody can say what became of
 * it.
 */
export function settlementOfFailedTask(job: Job, error: ProviderError): Settlement {
  return error.code === 'notFound' ? settlementOfLoss(job) : settlementOfFailure(error);
}

/** Nobody can say what was billed: the member's count goes back, the money is taken as spent, at the most it can be. */
export function settlementOfLoss(job: Job): Settlement {
  return { kind: 'commit', count: 0, micros: reservedMicros(job) };
}

function priceOf({ task, candidates }: Job): number {
  return (task ?? candidates[0])?.priceMicros ?? 0;
}
