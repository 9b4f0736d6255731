import { FilesAwayError, ProviderError, UserError } from '../../errors.ts';
import type { RequestFailure } from '../../http-guard.ts';
import { microsOf } from '../shared/money.ts';
import { failureCodeOfStatus } from '../shared/status-code.ts';
import { rethrowAs as rethrowTransportAs } from '../shared/transport-failure.ts';
import type { VendorAnswer, VendorError } from './answer.ts';
import { failureCodeOf } from './failure-codes.ts';
import { PROVIDER } from './models.ts';

type Accepted = ProviderError['accepted'];

/** What an error item says of a task that was accepted. */
export function taskFailure(error: VendorError): ProviderError {
  return new ProviderError(error.message ?? 'the task failed', {
    provider: PROVIDER,
    code: failureCodeOf(error) ?? 'failed',
    accepted: 'yes',
    costMicros: microsOf(error.cost),
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

/** For `catch`: see the one that is shared. Audio that found no room here says nothing of its task either. */
export function rethrowAs(acceptedOf: (sent: RequestFailure['sent']) => Accepted): (error: unknown) => never {
  const rethrow = rethrowTransportAs(PROVIDER, acceptedOf);
  return (error) => {
    if (!(error instanceof UserError || error instanceof FilesAwayError)) return rethrow(error);
    throw new ProviderError(`audio that came with an answer could not be kept: ${error.message}`, {
      provider: PROVIDER,
      code: 'badResponse',
      accepted: acceptedOf('unknown'),
      cause: error,
    });
  };
}
