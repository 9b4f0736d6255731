import type { MemberText, ProviderError, ProviderErrorCode } from '../errors.ts';
import type { Job, Settlement } from './job.ts';

/** How long a job is offered again to a provider that is busy or away, counted from its acceptance. */
export const PATIENCE_MS = 30 * 60_000;

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 120_000;

export type AfterRefusal =
  | { kind: 'again'; notBefore: number; dropsLink: boolean }
  | { kind: 'fail'; text: MemberText };

/**
 * What becomes of a job whose paid request was proven not accepted: another turn later when the provider was only busy or
 * out of reach, else its end. A song that was given as a link is first sent once more as a file: Discord does not say for
 * how long it serves what came with a command, so the link may just have died. `random` is in [0, 1).
 */
export function decideAfterRefusal(job: Job, error: ProviderError, now: number, random: number): AfterRefusal {
  if (error.code === 'badAudio' && job.reference.link) return { kind: 'again', notBefore: now, dropsLink: true };
  const isPassing = error.code === 'rateLimited' || error.code === 'unavailable' || error.code === 'timeout';
  if (!isPassing) return { kind: 'fail', text: failureText(error) };

  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** job.tried.length) * (0.5 + random / 2);
  const notBefore = now + Math.round(Math.max(pauseMs, error.retryAfterMs ?? 0));
  if (notBefore > job.acceptedAt + PATIENCE_MS) return { kind: 'fail', text: failureText(error) };
  return { kind: 'again', notBefore, dropsLink: false };
}

const FAILURE_KEYS = {
  auth: 'provider.noAccess',
  noAccess: 'provider.noAccess',
  noCredit: 'provider.noCredit',
  rateLimited: 'provider.busy',
  content: 'provider.rejectedContent',
  badAudio: 'provider.rejectedAudio',
  badRequest: 'provider.rejectedRequest',
  duplicate: 'provider.failed',
  notFound: 'provider.failed',
  timeout: 'provider.unavailable',
  unavailable: 'provider.unavailable',
  failed: 'provider.failed',
  badResponse: 'provider.failed',
} as const satisfies Record<ProviderErrorCode, MemberText['key']>;

/** What a member is told when a provider said no. */
export function failureText(error: ProviderError): MemberText {
  return { key: FAILURE_KEYS[error.code], params: { provider: error.provider } };
}

/** A task that the provider took and then failed: what it billed is spent, and nothing else. */
export function settlementOfFailure(error: ProviderError): Settlement {
  if (error.costMicros === 0) return { kind: 'refund' };
  return { kind: 'commit', count: 0, micros: error.costMicros };
}

/** Whether only the operator can mend it: a key, an account, money. */
export function isOperatorsMatter(error: ProviderError): boolean {
  return error.code === 'auth' || error.code === 'noAccess' || error.code === 'noCredit';
}
