import { FetchError, ProviderError, type ProviderErrorCode } from '../../errors.ts';
import { RequestFailure } from '../../http-guard.ts';
import { UnusableAnswer, type UnusableReason } from './unusable-answer.ts';

type Accepted = ProviderError['accepted'];

const REQUEST_CODES: Record<RequestFailure['reason'], ProviderErrorCode> = {
  connection: 'unavailable',
  timeout: 'timeout',
  answerTooLarge: 'badResponse',
  heldBack: 'heldBack',
};

const ANSWER_CODES: Record<UnusableReason, ProviderErrorCode> = {
  notJson: 'badResponse',
  cutOff: 'unavailable',
  badAudio: 'badResponse',
  tooLarge: 'badResponse',
};

/**
 * For `catch`: turns a request that got no answer, or none that can be used, into a `ProviderError`, and lets everything
 * else through. `sent` is `no` only if not one byte of the request can have left.
 */
export function rethrowAs(provider: string, acceptedOf: (sent: RequestFailure['sent']) => Accepted) {
  return (error: unknown): never => {
    const code = transportCode(error);
    if (!code || !(error instanceof Error)) throw error;
    const sent = error instanceof RequestFailure ? error.sent : 'unknown';
    throw new ProviderError(error.message, { provider, code, accepted: acceptedOf(sent), cause: error });
  };
}

function transportCode(error: unknown): ProviderErrorCode | undefined {
  if (error instanceof RequestFailure) return REQUEST_CODES[error.reason];
  if (error instanceof UnusableAnswer) return ANSWER_CODES[error.reason];
  // Audio that came with an answer and is larger than any take may be.
  return error instanceof FetchError ? 'badResponse' : undefined;
}
