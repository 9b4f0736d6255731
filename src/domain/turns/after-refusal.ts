import type { MemberText, ProviderError, ProviderErrorCode } from '../../errors.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';
import type { Candidate, Job } from '../job.ts';

/** How long a job is offered again to providers that are busy or away, counted from the first who was. */
export const PATIENCE_MS = 30 * 60_000;

const PAUSES = { firstMs: 5_000, longestMs: 120_000, spread: 0.5 };

export type AfterRefusal = Again | { kind: 'fail'; text: MemberText };

/** Back into the line: when, for whom, and whether the song goes as a file from now on. */
export interface Again {
  kind: 'again';
  notBefore: number;
  candidates: Candidate[];
  dropsLink: boolean;
}

const PASSING = new Set<ProviderErrorCode>(['rateLimited', 'unavailable', 'timeout']);

/**
 * What becomes of a job whose paid request to a candidate was proven not accepted, and not billed. A candidate that is only busy or away goes
 * to the end of the list, one that cannot do it at all goes off it; with nobody left the job ends. What is refused for its
 * content is not carried to the next provider. A song that was given as a link is first sent once more as a file: Discord does
 * not say for how long it serves what came with a command, so the link may just have died. `random` is in [0, 1); while the bot
 * was away, until `backSince`, nobody was tried in vain.
 */
export function decideAfterRefusal(
  job: Job,
  candidate: Candidate,
  error: ProviderError,
  now: number,
  random: number,
  backSince = 0,
): AfterRefusal {
  const fail = { kind: 'fail', text: failureText(error) } as const;
  if (error.code === 'content') return fail;
  if (error.code === 'badAudio' && job.reference?.link) {
    return { kind: 'again', notBefore: now, candidates: job.candidates, dropsLink: true };
  }
  const others = job.candidates.filter((other) => !isSame(other, candidate));
  if (!PASSING.has(error.code)) {
    return others.length === 0 ? fail : { kind: 'again', notBefore: now, candidates: others, dropsLink: false };
  }
  const candidates = [...others, candidate];
  const timesTried = (one: Candidate) => job.tried.filter((tried) => isSame(tried, one)).length;
  if (others.some((other) => timesTried(other) <= timesTried(candidate))) {
    return { kind: 'again', notBefore: now, candidates, dropsLink: false };
  }
  const pauseMs = retryPauseMs(timesTried(candidate) + 1, PAUSES, random);
  const notBefore = now + Math.round(Math.max(pauseMs, error.retryAfterMs ?? 0));
  const triedSince = Math.max(job.tried[0]?.at ?? now, backSince);
  return notBefore > triedSince + PATIENCE_MS ? fail : { kind: 'again', notBefore, candidates, dropsLink: false };
}

function isSame(one: { provider: string; model: string }, other: { provider: string; model: string }): boolean {
  return one.provider === other.provider && one.model === other.model;
}

const FAILURE_KEYS = {
  auth: 'provider.noAccess',
  noAccess: 'provider.noAccess',
  noCredit: 'provider.noCredit',
  rateLimited: 'provider.busy',
  content: 'provider.rejectedContent',
  badAudio: 'provider.rejectedAudio',
  songLength: 'provider.songLength',
  noVocals: 'provider.noVocals',
  badRequest: 'provider.rejectedRequest',
  duplicate: 'provider.failed',
  notFound: 'provider.failed',
  timeout: 'provider.unavailable',
  unavailable: 'provider.unavailable',
  failed: 'provider.failed',
  badResponse: 'provider.failed',
  heldBack: 'provider.failed',
} as const satisfies Record<ProviderErrorCode, MemberText['key']>;

/** What a member is told when a provider said no. */
export function failureText(error: ProviderError): MemberText {
  return { key: FAILURE_KEYS[error.code], params: { provider: error.provider } };
}

/** Whether only the operator can mend it: a key, an account, money. */
export function isOperatorsMatter(error: ProviderError): boolean {
  return error.code === 'auth' || error.code === 'noAccess' || error.code === 'noCredit';
}
