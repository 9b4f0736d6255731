import type { ProviderError, ProviderErrorCode } from '../../../errors.ts';
import { failureCodeOfStatus, isRefusing } from '../status-code.ts';

export interface Verdict {
  code: ProviderErrorCode;
  accepted: ProviderError['accepted'];
}

const no = (code: ProviderErrorCode): Verdict => ({ code, accepted: 'no' });
const unknown = (code: ProviderErrorCode): Verdict => ({ code, accepted: 'unknown' });

/** The music API is closed for this account, as for every one that had not paid for it before 2026-08-20. */
export const CLOSED_CODE = 2153;

const INVALID_PARAMETERS = 2013;
const UNKNOWN_ERROR = 1000;

/** `base_resp.status_code` as the error pages explain it; those that were only seen are marked +. */
const VERDICTS: ReadonlyMap<number, Verdict> = new Map([
  [UNKNOWN_ERROR, unknown('unavailable')],
  [1001, unknown('timeout')],
  [1002, no('rateLimited')], // requests per minute
  [1004, no('auth')],
  [1008, no('noCredit')],
  [1024, unknown('unavailable')], // internal error
  [1026, no('content')],
  // What came out is withheld: it was made, and nobody says whether it is billed.
  [1027, { code: 'content', accepted: 'yes' }],
  [1028, no('noCredit')],
  [1030, no('noCredit')],
  [1033, unknown('unavailable')], // system, or something behind it
  [1039, no('rateLimited')], // tokens per minute
  [1041, no('rateLimited')], // connections at once
  [1042, no('badRequest')], // invisible characters
  [1043, no('badRequest')],
  [1044, no('badRequest')],
  [INVALID_PARAMETERS, no('badRequest')],
  [2037, no('badRequest')],
  [2038, no('noAccess')], // real-name verification
  [2039, no('badRequest')],
  [2042, no('badRequest')],
  [2045, no('rateLimited')], // requests that grow too fast
  [2048, no('badRequest')],
  [2049, no('auth')], // also a key of the other region
  [2056, no('noCredit')], // the plan's window is used up
  [2061, no('noAccess')], // the model is not in the plan
  [2068, no('noAccess')], // + the tier of the plan
  [CLOSED_CODE, no('noAccess')], // +
  [20132, no('badRequest')],
]);

/** How MiniMax was seen to word it, live: `audio duration must be between 6s and 360s`. */
export const SONG_LENGTH = /(audio|song|music)[ _]duration\b|duration must be\b/i;

/** What 2013 says beside it; the first that fits counts. Seen, not documented. */
const INVALID_PARAMETER_MESSAGES: readonly (readonly [RegExp, ProviderErrorCode])[] = [
  // Own lyrics, or a short song, in one step.
  [/requires dtw_result/i, 'badRequest'],
  [/dtw_result is empty|not support instrumental|no lyrics detected/i, 'noVocals'],
  [SONG_LENGTH, 'songLength'],
  [/audio (file|size|format|length)|(download|decode|load|fetch) audio/i, 'badAudio'],
  [/audio_(url|base64)\b.*\b(invalid|not valid|too (long|large|short))/i, 'badAudio'],
];

export interface Refusal {
  /** Of HTTP. */
  status: number;
  /** `base_resp.status_code`; undefined when there is none, 0 for success. */
  code: number | undefined;
  message: string;
  /** Whether it was a cover in one step, whose words MiniMax takes from the song. */
  takesWordsFromSong?: boolean;
}

/**
 * What MiniMax says of words that it could not take from a song. Seen live, of songs in which nobody sings; the second under 1000,
 * its code for everything that it does not know.
 */
const NO_WORDS = /lyrics is too short|^\W*unknown error\W*$/i;

/** Whether a refusal of an order that has no lyrics says that nobody sings in the song. */
export function saysNoWords({
  message,
  takesWordsFromSong = false,
}: Pick<Refusal, 'message' | 'takesWordsFromSong'>): boolean {
  return takesWordsFromSong && NO_WORDS.test(message);
}

/** What an answer that is no success means. The API's own code counts more than the status, which is mostly 200. */
export function verdictOf(refusal: Refusal): Verdict {
  const { status, code, message } = refusal;
  if ((code === INVALID_PARAMETERS || code === UNKNOWN_ERROR) && saysNoWords(refusal)) return no('noVocals');
  const byStatus: Verdict = {
    code: failureCodeOfStatus(status),
    accepted: isRefusing(status) || status === 410 ? 'no' : 'unknown',
  };
  if (code === INVALID_PARAMETERS) return no(codeOfMessage(message));
  const byCode = code === undefined ? undefined : VERDICTS.get(code);
  // A vague code does not take back what a clear status says.
  if (!byCode || (byCode.accepted === 'unknown' && byStatus.accepted === 'no')) return byStatus;
  return byCode;
}

/** Whether the account will never be let in again. */
export function saysClosed({ status, code }: Refusal): boolean {
  return status === 410 || code === CLOSED_CODE;
}

/**
 * Whether what was refused may be the id under which MiniMax remembers a song: nobody has published what it says when one is
 * over. What the id stands for is `dtw_result` and more.
 */
export function saysFeatureGone({ code, message }: Refusal): boolean {
  return code === INVALID_PARAMETERS && /feature|requires dtw_result/i.test(message);
}

function codeOfMessage(message: string): ProviderErrorCode {
  return INVALID_PARAMETER_MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? 'badRequest';
}
