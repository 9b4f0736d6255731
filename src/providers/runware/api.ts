import type { ApiCall, GuardedFetch, JsonCall } from '../../http-guard.ts';
import type { Files } from '../../store/port.ts';
import { readAnswerWithAudios } from '../shared/answer-audios.ts';
import { redact } from '../shared/redact.ts';
import { UnusableAnswer } from '../shared/unusable-answer.ts';
import { isAudioPlace, readAnswer, type VendorAnswer, type VendorError, type VendorItem } from './answer.ts';

export interface RunwareApiOptions {
  apiKey: string;
  baseUrl: string;
  http: Pick<GuardedFetch, 'postForStream'>;
  files: Pick<Files, 'put'>;
}

export interface RunwareCall {
  /** An array of task objects, as a value or made piece by piece. */
  body: JsonCall['body'];
  timeoutMs: number;
  /** For an answer that may hold audio: it must begin within `timeoutMs`, and come to its end within this. */
  longAnswerMs?: number;
  /** Where audio is better asked for again than taken: it then throws `AudioInAnswer`. */
  refusesAudio?: boolean;
  signal: AbortSignal;
  mayLeave?: ApiCall['mayLeave'];
}

/**
 * Runware's one endpoint. Each call is one attempt and resolves with any HTTP status; see `GuardedFetch.postForStream`. The
 * audio of an answer goes to our files as it comes; all the rest is small. Throws `UnusableAnswer` too, and what
 * `files.put` throws.
 */
export interface RunwareApi {
  post(call: RunwareCall): Promise<VendorAnswer>;
}

/** An answer holds audio where none was to be. */
export class AudioInAnswer extends Error {
  override readonly name = 'AudioInAnswer';
}

/** Six minutes of 24-bit stereo WAV at 48 kHz are 104 MB. */
const MAXIMUM_AUDIO_BYTES = 120_000_000;

/** Four results in base64, and what stands beside them. */
const MAXIMUM_ANSWER_BYTES = 4 * (MAXIMUM_AUDIO_BYTES / 3) * 4 + 2_000_000;

export function createRunwareApi({ apiKey, baseUrl, http, files }: RunwareApiOptions): RunwareApi {
  const redacted = (error: VendorError): VendorError => ({
    ...error,
    message: error.message && redact(error.message, apiKey),
  });
  const redactedItem = ({ error, answered, ...item }: VendorItem): VendorItem => ({
    ...item,
    error: error && redacted(error),
    answered: { items: answered.items.map(redactedItem), errors: answered.errors.map(redacted) },
  });

  const send = async ({ body, timeoutMs, longAnswerMs = timeoutMs, signal, mayLeave }: RunwareCall) => {
    const headers = { authorization: `Bearer ${apiKey}` };
    const call = { url: baseUrl, headers, body, timeoutMs: longAnswerMs, maximumAnswerBytes: MAXIMUM_ANSWER_BYTES };
    return http.postForStream({ ...call, beginMs: timeoutMs, idleMs: timeoutMs, signal, mayLeave });
  };

  return {
    async post(call) {
      const { status, body, retryAfterMs } = await send(call);
      const { rest, audios, failure } = await readAnswerWithAudios({
        body,
        isAudio: isAudioPlace,
        encoding: 'base64',
        files: call.refusesAudio ? NO_FILES : files,
        maximumBytes: MAXIMUM_AUDIO_BYTES,
        signal: call.signal,
      });
      if (failure && !isNoAnswerOfTheirs(failure.error)) throw failure.error;
      const { isReadable, items, errors } = readAnswer(rest, audios);
      return {
        status,
        isReadable,
        items: items.map(redactedItem),
        errors: errors.map(redacted),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
    },
  };
}

const NO_FILES: Pick<Files, 'put'> = {
  async put() {
    throw new AudioInAnswer('audio where none was to be');
  },
};

/** Such as a page of some gateway in between, of which the status says what there is to say. */
function isNoAnswerOfTheirs(error: unknown): boolean {
  return error instanceof UnusableAnswer && error.reason !== 'badAudio';
}
