import type { GuardedFetch, JsonCall } from '../../http-guard.ts';
import { readAnswer, type VendorAnswer, type VendorError } from './answer.ts';

export interface RunwareApiOptions {
  apiKey: string;
  baseUrl: string;
  http: Pick<GuardedFetch, 'postJson'>;
}

export interface RunwareCall {
  /** An array of task objects, as a value or made piece by piece. */
  body: JsonCall['body'];
  timeoutMs: number;
  signal: AbortSignal;
}

/** Runware's one endpoint. Each call is one attempt and resolves with any HTTP status; see `GuardedFetch.postJson`. */
export interface RunwareApi {
  post(call: RunwareCall): Promise<VendorAnswer>;
}

const LONGEST_MESSAGE = 500;

export function createRunwareApi({ apiKey, baseUrl, http }: RunwareApiOptions): RunwareApi {
  /** Vendors quote what they were sent: neither our key nor the signed part of a link may reach a log. */
  const redact = (message: string) =>
    message
      .replaceAll(apiKey, '[key]')
      .replace(/\?[^\s"')]+/g, '?…')
      .slice(0, LONGEST_MESSAGE);
  const redacted = (error: VendorError): VendorError => ({ ...error, message: error.message && redact(error.message) });

  return {
    async post(call) {
      const answer = await http.postJson({ ...call, url: baseUrl, headers: { authorization: `Bearer ${apiKey}` } });
      const { isReadable, items, errors } = readAnswer(answer.body);
      return {
        status: answer.status,
        isReadable,
        items: items.map((item) => ({ ...item, error: item.error && redacted(item.error) })),
        errors: errors.map(redacted),
        ...(answer.retryAfterMs !== undefined && { retryAfterMs: answer.retryAfterMs }),
      };
    },
  };
}
