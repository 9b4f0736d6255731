import type { Job, Settlement, Take } from './job.ts';
import { reservedMicros } from './new-job.ts';

/**
 * What a job with results has used: as many takes as were kept or billed, whichever is more, and what the provider says
 * they cost, else the price it was accepted at.
 */
export function settlementOfTakes(job: Job, takes: readonly Pick<Take, 'costMicros'>[] = job.takes): Settlement {
  const priceMicros = (job.task ?? job.candidates[0])?.priceMicros ?? 0;
  const micros = takes.reduce((sum, take) => sum + (take.costMicros ?? priceMicros), 0);
  const billedCount = priceMicros === 0 ? 0 : Math.round(micros / priceMicros);
  return { kind: 'commit', count: Math.max(takes.length, billedCount), micros };
}

/** Nobody can say what was billed: the member's count goes back, the money is taken as spent, at the most it can be. */
export function settlementOfLoss(job: Job): Settlement {
  return { kind: 'commit', count: 0, micros: reservedMicros(job) };
}
