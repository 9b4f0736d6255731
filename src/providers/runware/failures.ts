import { ProviderError } from '../../errors.ts';
import { RequestFailure } from '../../http-guard.ts';
import type { VendorAnswer, VendorError } from './answer.ts';
import { failureCodeOf, failureCodeOfStatus } from './failure-codes.ts';
import { microsOf } from './money.ts';
import { PROVIDER } from './names.ts';

type Accepted = ProviderError['accepted'];

/** What an error item says of a task that was accepted. */
export function taskFailure(error: VendorError): ProviderError {
  return new ProviderError(error.message ?? 'the task failed', {
    provider: PROVIDER,
    code: failureCodeOf(error) ?? 'failed',
    accepted: 'yes',
    costMicros: microsOf(error.cost) ?? 0,
    ...(error.code !== undefined && { vendorCode: error.code }),
  });
}

/** A request that was answered, but not as it was hoped: its first error, else its HTTP status. */
export function answerFailure(
  { status, errors: [error], retryAfterMs }: VendorAnswer,
  accepted: Accepted,
): ProviderError {
  const code = (error && failureCodeOf(error)) ?? failureCodeOfStatus(status);
  return new ProviderError(error?.message ?? `an answer with status ${status} that says nothing of the task`, {
    provider: PROVIDER,
    code: status === 429 ? 'rateLimited' : code,
    accepted,
    vendorCode: error?.code ?? String(status),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** For `catch`: turns a request without an answer into a `ProviderError`, and lets everything else through. */
export function rethrowAs(acceptedOf: (failure: RequestFailure) => Accepted): (error: unknown) => never {
  return (error) => {
    throw error instanceof RequestFailure ? requestFailure(error, acceptedOf(error)) : error;
  };
}

function requestFailure(failure: RequestFailure, accepted: Accepted): ProviderError {
  const codes = { connection: 'unavailable', timeout: 'timeout', answerTooLarge: 'badResponse' } as const;
  return new ProviderError(failure.message, {
    provider: PROVIDER,
    code: codes[failure.reason],
    accepted,
    cause: failure,
  });
}
