import type { ProviderError, ProviderErrorCode } from '../../errors.ts';
import { isRefusing } from '../shared/status-code.ts';
import type { VendorAnswer } from './answer.ts';
import { failureCodeOf } from './failure-codes.ts';
import { answerFailure } from './failures.ts';

/** An error of these families is a refusal even under a 2xx status. */
const REFUSING_CODES = new Set<ProviderErrorCode | undefined>([
  'auth',
  'noAccess',
  'noCredit',
  'rateLimited',
  'content',
  'badAudio',
  'songLength',
  'badRequest',
]);

/**
 * What the answer to the paid request says: `accepted`, `knownAlready` when the same `taskUUID` had arrived before, or
 * the error to throw, which says whether the request may be sent again.
 */
export function judgeSubmission(answer: VendorAnswer, taskUUID: string): 'accepted' | 'knownAlready' | ProviderError {
  if (answer.items.some((item) => item.taskUUID === taskUUID)) return 'accepted';
  const codes = answer.errors.map(failureCodeOf);
  if (codes.includes('duplicate')) return 'knownAlready';

  const saysNo = codes.length > 0 && codes.every((code) => REFUSING_CODES.has(code));
  const isRefused = isRefusing(answer.status) || (answer.status < 300 && saysNo);
  return answerFailure(answer, isRefused ? 'no' : 'unknown');
}
