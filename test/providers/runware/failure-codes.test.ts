import { expect, it } from 'vitest';
import { failureCodeOf } from '../../../src/providers/runware/failure-codes.ts';
import { failureCodeOfStatus } from '../../../src/providers/shared/status-code.ts';

it.each([
  ['insufficientCredits', 'noCredit'],
  ['quotaExceeded', 'noCredit'],
  ['paymentRequired', 'noCredit'],
  ['lowAccountBalance', 'noCredit'],
  ['rateLimitExceeded', 'rateLimited'],
  ['providerRateLimitExceeded', 'rateLimited'],
  ['contentPolicyViolation', 'content'],
  ['providerContentPolicyViolation', 'content'],
  ['sensitiveContentDetected', 'content'],
  ['promptBlocked', 'content'],
  ['moderationFailed', 'content'],
  ['invalidApiKey', 'auth'],
  ['missingApiKey', 'auth'],
  ['unauthorized', 'auth'],
  ['tokenExpired', 'auth'],
  ['accountSuspended', 'noAccess'],
  ['organizationDisabled', 'noAccess'],
  ['forbidden', 'noAccess'],
  ['timeoutProvider', 'timeout'],
  ['providerTimeout', 'timeout'],
  ['timeout', 'timeout'],
  ['taskNotFound', 'notFound'],
  ['taskExpired', 'notFound'],
  ['taskCancelled', 'notFound'],
  ['taskFailedOrNotFound', 'notFound'],
  ['mediaNotFound', 'badAudio'],
  ['modelNotFound', 'noAccess'],
  ['internalServerError', 'unavailable'],
  ['serviceUnavailable', 'unavailable'],
  ['noAvailableServer', 'unavailable'],
  ['modelUnavailable', 'unavailable'],
  ['providerError', 'failed'],
  ['inferenceError', 'failed'],
  ['invalidAudio', 'badAudio'],
  ['invalidAudioDuration', 'songLength'],
  ['invalidDuration', 'songLength'],
  ['maxAudioDurationExceeded', 'songLength'],
  ['maxMediaSizeExceeded', 'badAudio'],
  ['invalidPositivePrompt', 'badRequest'],
  ['missingPositivePrompt', 'badRequest'],
  ['unsupportedParameter', 'badRequest'],
  ['incompatibleParameters', 'badRequest'],
  ['conflictTaskUUID', 'duplicate'],
  ['duplicateTaskUUID', 'duplicate'],
  ['somethingNew', undefined],
  ['', undefined],
])('takes %j for %s', (code, expected) => {
  expect(failureCodeOf({ code })).toBe(expected);
});

it('tells a refused song from the rest of a request by the parameter', () => {
  expect(failureCodeOf({ code: 'invalidValue', parameter: 'inputs.audio' })).toBe('badAudio');
  expect(failureCodeOf({ code: 'invalidValue', parameter: ['seed', 'inputs.audio'] })).toBe('badAudio');
  expect(failureCodeOf({ code: 'invalidValue', parameter: ['seed'] })).toBe('badRequest');
});

it.each([
  [400, 'badRequest'],
  [401, 'auth'],
  [402, 'noCredit'],
  [403, 'noAccess'],
  [404, 'notFound'],
  [408, 'timeout'],
  [413, 'badRequest'],
  [429, 'rateLimited'],
  [500, 'unavailable'],
  [504, 'timeout'],
  [200, 'badResponse'],
  [302, 'badResponse'],
])('takes status %d without a known code for %s', (status, expected) => {
  expect(failureCodeOfStatus(status)).toBe(expected);
});
