import { pipeline, Readable } from 'node:stream';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { parseJson } from '../lib/parse-json.ts';
import { requestUntil } from '../lib/request-until.ts';
import { type AnswerHeaders, decoderFor, discard, parseRetryAfter } from './answer.ts';
import { type MultipartForm, multipartBody, type StreamedBody } from './multipart.ts';

export interface ApiCall {
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** For the whole exchange, in milliseconds of real time. */
  timeoutMs: number;
  /** Until the answer begins, in milliseconds of real time; `timeoutMs` where this does not say. */
  beginMs?: number;
  /** The longest silence in the middle of the answer, in milliseconds of real time. */
  idleMs?: number;
  signal: AbortSignal;
  /** Asked in the moment in which the first byte of a body would leave; where it may not, nothing does. Default: it may. */
  mayLeave?: (() => boolean) | undefined;
  /** Counted after content decoding. */
  maximumAnswerBytes?: number;
}

export interface JsonCall extends ApiCall {
  /** A JSON value, one made piece by piece for what should not be held in memory, or a form with a file in it. */
  body: { json: unknown } | StreamedBody | { multipart: MultipartForm };
}

export interface StreamedAnswer {
  status: number;
  headers: Readonly<AnswerHeaders>;
  /** From `Retry-After`, given in seconds or as a date. */
  retryAfterMs?: number;
  /**
   * To be read once, to its end or not: leaving the loop drops the connection. Throws what `postForStream` throws, with
   * `answerTooLarge` as soon as there is more than allowed.
   */
  body: AsyncIterable<Uint8Array>;
}

export interface JsonAnswer extends Omit<StreamedAnswer, 'body'> {
  /** Undefined when the answer was not JSON, or more than `parseJson` reads. */
  body: unknown;
}

/** A request that got no whole answer. `sent` is `no` only if not one byte of it can have left. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly sent: 'no' | 'unknown';
  readonly reason: 'connection' | 'timeout' | 'answerTooLarge' | 'heldBack';

  constructor(sent: RequestFailure['sent'], reason: RequestFailure['reason'], options?: ErrorOptions) {
    super(`no answer: ${reason}`, options);
    this.sent = sent;
    this.reason = reason;
  }
}

/** A thousand polled tasks are less. */
const MAXIMUM_ANSWER_BYTES = 300_000;

/** One attempt; see `GuardedFetch`. */
export async function callForStream(
  method: 'GET' | 'POST',
  call: ApiCall & { body?: JsonCall['body'] },
  dispatcher: Dispatcher,
): Promise<StreamedAnswer> {
  const body = call.body && (await streamedBody(call.body));
  const watch = watchTime(call);
  let sent: RequestFailure['sent'] = body ? 'no' : 'unknown';
  /** The body is first pulled once a connection stands, and the head leaves with its first piece, never before. */
  const pulled = async function* (chunks: StreamedBody['chunks']) {
    // What was given up is taken for not sent, whatever becomes of its connection.
    watch.signal.throwIfAborted();
    if (call.mayLeave?.() === false) throw new RequestFailure('no', 'heldBack');
    sent = 'unknown';
    yield* chunks();
  };
  const failureOf = (error: unknown): unknown => {
    if (call.signal.aborted) return call.signal.reason;
    // Whoever stood still with a connection on its way finds it gone, or its time over: that says nothing of who was asked.
    if (sent === 'no' && call.mayLeave?.() === false) return new RequestFailure('no', 'heldBack', { cause: error });
    if (watch.hasTimedOut()) return new RequestFailure(sent, 'timeout', { cause: error });
    return error instanceof RequestFailure ? error : new RequestFailure(sent, 'connection', { cause: error });
  };
  try {
    const answer = await requestUntil(watch.signal, call.url, {
      method,
      dispatcher,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(body && { 'content-type': body.contentType ?? 'application/json' }),
        ...call.headers,
        ...(body && { 'content-length': String(body.sizeBytes) }),
      },
      body: body ? Readable.from(pulled(body.chunks), { objectMode: false }) : null,
    });
    watch.pause();
    // Until it is read, an answer that breaks off has nobody else to tell.
    answer.body.on('error', () => undefined);
    const retryAfterMs = parseRetryAfter(answer.headers);
    return {
      status: answer.statusCode,
      headers: answer.headers,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      body: readBody(answer, call.maximumAnswerBytes ?? MAXIMUM_ANSWER_BYTES, watch, failureOf),
    };
  } catch (error) {
    watch.stop();
    throw failureOf(error);
  }
}

/** The whole answer as JSON. */
export async function readJson({ body, ...answer }: StreamedAnswer): Promise<JsonAnswer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { ...answer, body: parseJson(Buffer.concat(chunks).toString('utf8')) };
}

async function streamedBody(body: JsonCall['body']): Promise<StreamedBody> {
  if ('chunks' in body) return body;
  if ('multipart' in body) return multipartBody(body.multipart);
  const bytes = Buffer.from(JSON.stringify(body.json));
  return {
    sizeBytes: bytes.length,
    async *chunks() {
      yield bytes;
    },
  };
}

interface TimeWatch {
  signal: AbortSignal;
  hasTimedOut(): boolean;
  /** Silence counts from now on. */
  listen(): void;
  /** Something has come; whoever takes it may take their time. */
  pause(): void;
  stop(): void;
}

function watchTime({ timeoutMs, beginMs = timeoutMs, idleMs = timeoutMs, signal }: ApiCall): TimeWatch {
  const timeout = new AbortController();
  const expire = () => timeout.abort();
  const total = setTimeout(expire, timeoutMs);
  let idle = setTimeout(expire, beginMs);
  const pause = () => clearTimeout(idle);
  return {
    signal: AbortSignal.any([signal, timeout.signal]),
    hasTimedOut: () => timeout.signal.aborted,
    listen() {
      pause();
      idle = setTimeout(expire, idleMs);
    },
    pause,
    stop() {
      pause();
      clearTimeout(total);
    },
  };
}

/** Of nothing but commas and brackets, this much takes a reader who does something with each of them some 10 ms. */
const PIECE_BYTES = 4_096;

function* piecesOf(chunk: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
}

async function* readBody(
  answer: Dispatcher.ResponseData,
  maximumBytes: number,
  watch: TimeWatch,
  failureOf: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  try {
    const decoder = decoderFor(answer.headers);
    pipeline(answer.body, decoder, () => undefined);
    watch.listen();
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      watch.pause();
      sizeBytes += chunk.length;
      if (sizeBytes > maximumBytes) throw new RequestFailure('unknown', 'answerTooLarge');
      for (const piece of piecesOf(chunk)) {
        yield piece;
        // Whoever reads it may have a great deal to do with it, and the next one may be there already.
        await turnOfTheLoop();
      }
      watch.listen();
    }
  } catch (error) {
    throw failureOf(error);
  } finally {
    watch.stop();
    discard(answer.body);
  }
}
