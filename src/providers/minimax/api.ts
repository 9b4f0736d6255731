import { ProviderError } from '../../errors.ts';
import type { ApiCall, GuardedFetch, JsonCall } from '../../http-guard.ts';
import type { Files } from '../../store/port.ts';
import { type AnswerWithAudio, readAnswerWithAudio } from '../shared/answer-audio.ts';
import { CLOSED_CODE, type Refusal, saysClosed, saysFeatureGone, verdictOf } from '../shared/minimax/failure-codes.ts';
import { redact } from '../shared/redact.ts';
import { rethrowAs } from '../shared/transport-failure.ts';
import { UnusableAnswer } from '../shared/unusable-answer.ts';
import { readEnvelope } from './answer.ts';
import { PROVIDER } from './models.ts';

export interface MinimaxApiOptions {
  apiKey: string;
  baseUrl: string;
  http: Pick<GuardedFetch, 'postForStream' | 'getJson'>;
  files: Pick<Files, 'put'>;
  timeoutMs: number;
}

export interface MinimaxCall {
  path: '/v1/music_generation' | '/v1/music_cover_preprocess' | '/v1/lyrics_generation';
  body: JsonCall['body'];
  /** Nothing is ever accepted of a call that costs nothing. */
  isPaid: boolean;
  /** Whether it is a cover in one step, whose words MiniMax takes from the song. */
  takesWordsFromSong?: boolean;
  signal: AbortSignal;
  mayLeave?: ApiCall['mayLeave'];
}

export interface MinimaxApi {
  /** One attempt. Resolves with a success and throws a `ProviderError` for everything else. */
  post(call: MinimaxCall): Promise<AnswerWithAudio>;
  /** What is left of the account's plan; free. Resolves where the key is good, and throws a `ProviderError` else. */
  askForPlan(signal: AbortSignal): Promise<void>;
}

/** A refusal of the id under which MiniMax remembers a song, which is then of no more use. */
export class FeatureGone extends ProviderError {}

/** Six minutes of 24-bit stereo WAV at 48 kHz are 104 MB, and twice as much in hex. */
const MAXIMUM_AUDIO_BYTES = 120_000_000;
const MAXIMUM_ANSWER_BYTES = 2 * MAXIMUM_AUDIO_BYTES + 1_000_000;

/** For what is answered without making anything. */
const FREE_TIMEOUT_MS = 45_000;

interface Answered {
  status: number;
  retryAfterMs?: number | undefined;
  envelope: ReturnType<typeof readEnvelope>;
}

/** MiniMax's endpoints. The audio of an answer goes to our files as it comes; all the rest is small. */
export function createMinimaxApi({ apiKey, baseUrl, http, files, timeoutMs }: MinimaxApiOptions): MinimaxApi {
  let isClosed = false;
  const root = baseUrl.replace(/\/+$/, '');
  const headers = { authorization: `Bearer ${apiKey}` };

  const failureOf = (
    { status, retryAfterMs, envelope }: Answered,
    { isPaid, takesWordsFromSong = false }: Pick<MinimaxCall, 'isPaid' | 'takesWordsFromSong'>,
  ): ProviderError => {
    const said = redact(envelope?.message ?? `an answer with status ${status} that says nothing else`, apiKey);
    const refusal: Refusal = { status, code: envelope?.code, message: said, takesWordsFromSong };
    if (saysClosed(refusal)) {
      isClosed = true;
      return closed();
    }
    const { code, accepted } = verdictOf(refusal);
    const RefusalError = saysFeatureGone(refusal) ? FeatureGone : ProviderError;
    return new RefusalError(said, {
      provider: PROVIDER,
      code,
      accepted: isPaid ? accepted : 'no',
      vendorCode: String(envelope?.code || status),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  };

  const send = async ({ path, body, signal, mayLeave }: MinimaxCall) => {
    const { status, retryAfterMs, ...answer } = await http.postForStream({
      url: root + path,
      headers,
      body,
      timeoutMs,
      signal,
      mayLeave,
      maximumAnswerBytes: MAXIMUM_ANSWER_BYTES,
    });
    const read = await readAnswerWithAudio({
      body: answer.body,
      // The documentation has the first, an official client the second; the others are how such APIs name it elsewhere.
      audioPaths: ['audio', 'audio_url', 'audio_file', 'audio_hex'].map((name) => ['data', name]),
      encoding: 'hex',
      files,
      maximumBytes: MAXIMUM_AUDIO_BYTES,
      signal,
    }).catch((error: unknown): AnswerWithAudio => {
      // A page of some gateway in between: its status says what there is to say.
      if (error instanceof UnusableAnswer && status >= 300)
        return { rest: undefined, file: undefined, text: undefined };
      throw error;
    });
    return { status, retryAfterMs, read };
  };

  return {
    async post(call) {
      if (isClosed) throw closed();
      const { status, retryAfterMs, read } = await send(call).catch(
        rethrowAs(PROVIDER, (sent) => (call.isPaid ? sent : 'no')),
      );
      const envelope = readEnvelope(read.rest);
      if (status < 300 && (envelope?.code ?? 0) === 0) return read;

      throw failureOf({ status, retryAfterMs, envelope }, call);
    },

    async askForPlan(signal) {
      if (isClosed) throw closed();
      const url = `${root}/v1/token_plan/remains`;
      const { status, retryAfterMs, body } = await http
        .getJson({ url, headers, timeoutMs: FREE_TIMEOUT_MS, signal })
        .catch(rethrowAs(PROVIDER, () => 'no'));
      const envelope = readEnvelope(body);
      if (status >= 300 || envelope?.code !== 0) throw failureOf({ status, retryAfterMs, envelope }, { isPaid: false });
    },
  };
}

function closed(): ProviderError {
  const message =
    'MiniMax has closed its music API for this account, as for all that did not pay for it before 20 August 2026: ' +
    'take its key out of the settings. Nothing more is sent to it until the bot starts again';
  return new ProviderError(message, {
    provider: PROVIDER,
    code: 'noAccess',
    accepted: 'no',
    vendorCode: String(CLOSED_CODE),
  });
}
