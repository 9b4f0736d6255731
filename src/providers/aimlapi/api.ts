import { text } from 'node:stream/consumers';
import type { ApiCall, GuardedFetch, JsonAnswer, JsonCall, StreamedAnswer } from '../../http-guard.ts';
import { parseJson } from '../../lib/parse-json.ts';
import { redact } from '../shared/redact.ts';
import { costOf, readBody, type VendorBody } from './answer.ts';

export interface AimlapiApiOptions {
  apiKey: string;
  baseUrl: string;
  http: Pick<GuardedFetch, 'getJson' | 'postForStream'>;
}

export interface AimlapiCall {
  /** Below `/v2/generate/audio`. */
  path: '' | '/preprocess' | '/minimax/upload' | '/minimax/generate';
  body: JsonCall['body'];
  /** Sent along, so that a request can be found in AI/ML API's own logs. */
  ourId?: string;
  timeoutMs: number;
  idleMs?: number;
  signal: AbortSignal;
  mayLeave?: ApiCall['mayLeave'];
  maximumAnswerBytes?: number;
}

/** What a paid request is told of when it may leave, and until when. */
export type Sending = Pick<AimlapiCall, 'signal' | 'mayLeave'>;

export interface VendorAnswer {
  status: number;
  /** Undefined when it was no JSON object. */
  body: VendorBody | undefined;
  /** The same, as it came. */
  raw: unknown;
  /** The generation's id as the headers have it. */
  inferenceId: string | undefined;
  costMicros: number | undefined;
  retryAfterMs?: number;
}

/** AI/ML API's endpoints for music. Each call is one attempt and resolves with any HTTP status; see `GuardedFetch`. */
export interface AimlapiApi {
  post(call: AimlapiCall): Promise<VendorAnswer>;
  /** For an answer that is read with `read` by the caller. */
  postForStream(call: AimlapiCall): Promise<StreamedAnswer>;
  poll(generationId: string, call: Pick<AimlapiCall, 'timeoutMs' | 'signal'>): Promise<VendorAnswer>;
  /** The list of all models, with their prices; needs no key, so none is sent. */
  models(call: Pick<AimlapiCall, 'timeoutMs' | 'signal'>): Promise<Pick<JsonAnswer, 'status' | 'body'>>;
  read(answer: Omit<JsonAnswer, 'body'>, body: unknown): VendorAnswer;
}

/** Hundreds of models, each with all that is said of it. */
const MAXIMUM_LIST_BYTES = 3_000_000;

export function createAimlapiApi({ apiKey, baseUrl, http }: AimlapiApiOptions): AimlapiApi {
  const origin = baseUrl.replace(/\/+$/, '');
  const url = `${origin}/v2/generate/audio`;
  const authorization = `Bearer ${apiKey}`;
  const redacted = (message: string | undefined) => (message === undefined ? undefined : redact(message, apiKey));

  const read: AimlapiApi['read'] = ({ status, headers, retryAfterMs }, raw) => {
    const body = readBody(raw);
    const said = (name: string) => Number(headerOf(headers[name]) || Number.NaN);
    const spentMicros = costOf(said('x-aimlapi-usd-spent'), said('x-aimlapi-credits-used'));
    return {
      status,
      raw,
      body: body && {
        ...body,
        message: redacted(body.message),
        error: body.error && { message: redacted(body.error.message) },
        base: body.base && { ...body.base, message: redacted(body.base.message) },
      },
      inferenceId: headerOf(headers['x-inference-id']) || undefined,
      // A poll may well say what the poll has cost: nothing.
      costMicros: body?.costMicros ?? (spentMicros || undefined),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  };

  const postForStream: AimlapiApi['postForStream'] = ({ path, ourId, ...call }) => {
    const headers = { authorization, ...(ourId !== undefined && { 'x-client-request-id': ourId }) };
    return http.postForStream({ ...call, url: url + path, headers });
  };

  return {
    read,
    postForStream,
    async post(call) {
      const { body, ...answer } = await postForStream(call);
      const isNamed = answer.status < 300 && headerOf(answer.headers['x-inference-id']);
      const json = await text(body).catch((error: unknown) => {
        // The head of an answer that breaks off has already told what counts: what was taken, and under which id.
        if (isNamed && !call.signal.aborted) return '';
        throw error;
      });
      return read(answer, parseJson(json));
    },
    async poll(generationId, call) {
      const query = `generation_id=${encodeURIComponent(generationId)}`;
      const { body, ...answer } = await http.getJson({ ...call, url: `${url}?${query}`, headers: { authorization } });
      return read(answer, body);
    },
    models: (call) =>
      http.getJson({
        ...call,
        url: `${origin}/v1/models?include=pricing`,
        headers: {},
        maximumAnswerBytes: MAXIMUM_LIST_BYTES,
      }),
  };
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
