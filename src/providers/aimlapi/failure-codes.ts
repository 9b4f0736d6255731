import type { ProviderErrorCode } from '../../errors.ts';
import { SONG_LENGTH } from '../shared/minimax/failure-codes.ts';
import { failureCodeOfStatus } from '../shared/status-code.ts';

/**
 * What AI/ML API says in its own words and passes on in MiniMax's; the first that fits counts. MiniMax's messages were
 * seen, not documented.
 */
const MESSAGES: readonly (readonly [RegExp, ProviderErrorCode])[] = [
  // Own lyrics, or a short song, in one step.
  [/requires dtw_result/i, 'badRequest'],
  [/dtw_result|no lyrics detected|instrumental music|no vocals?\b/i, 'noVocals'],
  [/sensitive|moderation|content policy/i, 'content'],
  [/audio_setting|cover_feature_id/i, 'badRequest'],
  [SONG_LENGTH, 'songLength'],
  [/audio_url|audio (file|size|format|length)|(download|decode|load|fetch) audio/i, 'badAudio'],
];

/** Undefined when the message is of no known kind. */
export function failureCodeOfMessage(message: string | undefined): ProviderErrorCode | undefined {
  return message === undefined ? undefined : MESSAGES.find(([pattern]) => pattern.test(message))?.[1];
}

export function failureCodeOf(status: number, message: string | undefined): ProviderErrorCode {
  // There is no 402: a spent balance and an account that is not verified have the same status.
  if (status === 403 && /credit|balance|top up/i.test(message ?? '')) return 'noCredit';
  // Of a path: the model was switched off, or the account's plan does not have it.
  if (status === 404) return 'noAccess';
  const code = failureCodeOfStatus(status);
  const isVague = code === 'badRequest' || code === 'unavailable';
  return (isVague && failureCodeOfMessage(message)) || code;
}
