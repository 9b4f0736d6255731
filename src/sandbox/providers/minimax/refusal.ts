/** The words of `base_resp` by code; those that were never published are this stand-in's own. */
const WORDS: Readonly<Record<number, string>> = {
  1000: 'unknown error',
  1001: 'request timeout',
  1002: 'rate limit exceeded(RPM)',
  1004: 'login fail: Please carry the API secret key in the Authorization field of the request header',
  1008: 'insufficient balance',
  1024: 'internal error',
  1026: 'input new_sensitive',
  1027: 'output new_sensitive',
  1028: 'usage limit exceeded',
  1030: 'usage limit exceeded',
  1033: 'system error',
  1039: 'rate limit exceeded(TPM)',
  1041: 'conn limit exceeded',
  1042: 'too many invisible characters',
  1043: 'asr similarity check failed',
  1044: 'clone prompt similarity check failed',
  2013: 'invalid params',
  2037: 'voice duration too short or too long',
  2038: 'real-name verification is required',
  2039: 'voice clone voice id duplicate',
  2042: 'no permission to use this voice id',
  2045: 'rate growth limit exceeded',
  2048: 'prompt audio too long',
  2049: 'invalid api key',
  2056: 'usage limit exceeded, the window of the plan is used up',
  2061: 'your current token plan does not support this model',
  2068: 'your current plan tier does not support this model',
  2153:
    'This Music API is no longer available to new users. Existing paying customers can continue to use the service. ' +
    'For new access, please try MiniMax Audio or the open-source model. (This is a stand-in.)',
  20132: 'invalid samples or voice id',
};

/** Every code that the stand-in has words for. */
export const minimaxCodes: readonly number[] = Object.keys(WORDS).map(Number);

/** The API refuses a call: what goes into `base_resp`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: number;

  constructor(code: number, message = WORDS[code] ?? `error ${code}, made up by a stand-in`) {
    super(message);
    this.code = code;
  }
}

/** Bad input. */
export function invalid(says: string): Refusal {
  return new Refusal(2013, `invalid params, ${says}`);
}

/** Seen for own lyrics, and for short references, in one step. */
export function dtwRequired(): Refusal {
  const says = 'Cover mode requires dtw_result, beat_result, and audio_duration in the request';
  return invalid(`biz error: code=400, msg=amadeus play err, ttm fail, err = ${says}`);
}

export function noVocals(): Refusal {
  return invalid('cover mode does not support instrumental music (no lyrics detected, dtw_result is empty)');
}

/** Seen live for songs without singing, in one step and without lyrics. */
export function noWords(says: 'explained' | 'lyricsTooShort' | 'unknownError'): Refusal {
  if (says === 'unknownError') return new Refusal(1000);
  return says === 'lyricsTooShort' ? invalid('lyrics is too short') : noVocals();
}
