import type { ProviderErrorCode } from '../../errors.ts';
import type { VendorError } from './answer.ts';

/**
 * Runware's error codes, by family; the first that fits counts. The families are those of Runware's own client
 * (`@runware/sdk` 1.6.8), which checks them in this order; the lines marked + are ours.
 */
const FAMILIES: readonly (readonly [RegExp, ProviderErrorCode])[] = [
  // + The same `taskUUID` was sent before.
  [/^(conflict|duplicate)/i, 'duplicate'],
  [/Credits|Quota|Balance|^insufficient|^(quotaExceeded|paymentRequired)$/, 'noCredit'],
  [/RateLimit|^(rateLimitExceeded|providerRateLimitExceeded)$/, 'rateLimited'],
  [/^(provider)?contentPolicyViolation$/i, 'content'],
  [/^(sensitive|unsafe|nsfw)ContentDetected$|^(prompt|image)Blocked$|^moderationFailed$/, 'content'],
  // + Rights and suspensions need the operator as keys do, but another message.
  [/^(forbidden|permissionDenied)$|(Suspended|Disabled)$/, 'noAccess'],
  [/ApiKey|^(unauthorized|authenticationFailed|tokenExpired|tokenInvalid)/, 'auth'],
  // + `timeoutProvider` slips through the client's own rule for timeouts.
  [/Timeout|^timeout/, 'timeout'],
  // + What was not found is the song, or the model; neither says anything about the task.
  [/^(media|audio|file|input|asset)\w*(NotFound|Expired)$/i, 'badAudio'],
  [/^model\w*NotFound$/i, 'noAccess'],
  [/(NotFound|Expired)$|^(notFound|taskCancelled|taskFailedOrNotFound)$/, 'notFound'],
  [/^(internalServer|standard|unknown|undefined|default)Error$|^(service|server)Unavailable$/, 'unavailable'],
  [/^noAvailableServer$|^model(Unavailable|NotReady)$/, 'unavailable'],
  [/^provider|^(inferenceError|processingFailed|taskFailed|downloadFailed|uploadFailed)$/, 'failed'],
  // + A refused song is told apart from the rest of the request, and its length from the rest of it.
  [/^(invalid|unsupported|max|value)\w*Duration/, 'songLength'],
  [/^(invalid|missing|unsupported|max)\w*(Audio|Media)/, 'badAudio'],
  [/^(invalid|missing|unsupported|value|array|max)/, 'badRequest'],
  [/^(unknownParameter|incompatibleParameters|validationFailed)$/, 'badRequest'],
];

/** Undefined when the code belongs to no family: the vendor says that codes are still changing. */
export function failureCodeOf({ code = '', parameter = [] }: VendorError): ProviderErrorCode | undefined {
  const family = FAMILIES.find(([pattern]) => pattern.test(code))?.[1];
  const isAboutTheSong = [parameter].flat().some((name) => name === 'inputs.audio' || name === 'audio');
  return family === 'badRequest' && isAboutTheSong ? 'badAudio' : family;
}
