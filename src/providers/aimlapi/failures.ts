import { ProviderError, type ProviderErrorCode } from '../../errors.ts';
import { saysNoWords, verdictOf } from '../shared/minimax/failure-codes.ts';
import { isRefusing } from '../shared/status-code.ts';
import type { VendorAnswer } from './api.ts';
import { failureCodeOf, failureCodeOfMessage } from './failure-codes.ts';
import { PROVIDER } from './models.ts';

type Accepted = ProviderError['accepted'];

/** What the answer to the paid request says when it is not an acceptance. Of an order without lyrics, the words are the song's. */
export function paidFailure(answer: VendorAnswer, takesWordsFromSong = false): ProviderError {
  const message = answer.body?.base?.message ?? answer.body?.message ?? '';
  if (saysNoWords({ message, takesWordsFromSong })) return answerFailure(answer, 'no', 'noVocals');
  const passedOn = passedOnVerdict(answer);
  if (passedOn) return answerFailure(answer, passedOn.accepted);
  return answerFailure(answer, isRefusing(answer.status) ? 'no' : 'unknown');
}

/** An answer that is not what was hoped for. */
export function answerFailure(answer: VendorAnswer, accepted: Accepted, known?: ProviderErrorCode): ProviderError {
  const { status, body, retryAfterMs } = answer;
  const passedOn = passedOnVerdict(answer);
  const message = (passedOn && body?.base?.message) ?? body?.message;
  return new ProviderError(message ?? `an answer with status ${status} that says nothing else`, {
    provider: PROVIDER,
    code: known ?? passedOn?.code ?? failureCodeOf(status, message),
    accepted,
    vendorCode: String(passedOn ? body?.base?.code : status),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** What a generation says of itself that was accepted and came to nothing. */
export function taskFailure({ body, costMicros }: VendorAnswer, message = body?.error?.message): ProviderError {
  return new ProviderError(message ?? 'the generation failed', {
    provider: PROVIDER,
    code: failureCodeOfMessage(message) ?? laterCodeOf(message ?? ''),
    accepted: 'yes',
    costMicros,
    ...(body?.status !== undefined && { vendorCode: body.status }),
  });
}

/** Whose lyrics are too short is not known any more by then; what our orders have is long enough. */
function laterCodeOf(message: string): ProviderErrorCode {
  if (/lyrics is too short/i.test(message)) return 'noVocals';
  return /timeout/i.test(message) ? 'timeout' : 'failed';
}

/** MiniMax refuses under a good status; where that is passed on as it is, its codes mean what they mean there. */
function passedOnVerdict({ status, body }: VendorAnswer) {
  const base = body?.base;
  if (status >= 300 || !base || base.code === 0) return undefined;
  return verdictOf({ status, code: base.code, message: base.message ?? '' });
}
