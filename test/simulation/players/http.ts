import { FetchError } from '../../../src/errors.ts';
import { readJson } from '../../../src/http-guard/api-call.ts';
import {
  type ApiCall,
  type GuardedFetch,
  type JsonCall,
  RequestFailure,
  type StreamedAnswer,
} from '../../../src/http-guard.ts';
import type { Incarnation } from '../incarnation.ts';

/** A server of the web, as far as the bot's requests see it. */
export interface HttpPlayer {
  /** Which of its doings an address and body ask for, such as `submit`. */
  nameOf(request: HttpRequest): string;
  handle(by: number, request: HttpRequest): HttpAnswer | Promise<HttpAnswer>;
  /** What it says when it has trouble of its own. */
  refuse(by: number, roll: number, request: HttpRequest): HttpAnswer;
  /** What it may say, having done it all the same; a gateway's answer unless told otherwise. */
  leaveOpen?(roll: number): HttpAnswer;
}

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  /** Parsed, where there is one. */
  body: unknown;
  authorization: string | undefined;
  /** Of the sender, by which a provider may be asked later. */
  clientId: string | undefined;
}

export interface HttpAnswer {
  status: number;
  json: unknown;
  /** Where it is no JSON. */
  text?: string;
  headers?: Record<string, string>;
  retryAfterMs?: number;
}

/** Of an order for music: by them it is known again. */
export function wordsOf({ prompt, lyrics }: Record<string, unknown>): string {
  return `${prompt ?? ''} ${lyrics ?? ''}`;
}

/** A refusal on its way through the queue, which is an answer like any other. */
class Answered extends Error {
  readonly answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    super('answered');
    this.answer = answer;
  }
}

const OUT_OF_ORDER: HttpAnswer = { status: 503, json: { message: 'out of order' } };

const TAKES_MS = 400;
/** In pieces, since answers are read as they come. */
const PIECE_BYTES = 4_000;

/** What the bot's guarded HTTP is to its providers: one attempt each, whose answer is really read. */
export function createHttp(
  incarnation: Incarnation,
  players: ReadonlyMap<string, HttpPlayer>,
  /** Whether a provider is out of order when it is asked for that. */
  isAway: (provider: string, what: string, body: unknown) => boolean,
  target = 'files',
): GuardedFetch {
  const send = async (
    method: HttpRequest['method'],
    call: ApiCall & { body?: JsonCall['body'] },
  ): Promise<StreamedAnswer> => {
    const player = players.get(target);
    if (!player) throw new Error(`nobody plays ${target}`);
    const { headers = {}, signal, timeoutMs, beginMs = timeoutMs } = call;
    const body = call.body && (await readBody(call.body));
    const request: HttpRequest = {
      method,
      url: new URL(call.url),
      body,
      authorization: headers.authorization,
      clientId: headers['x-client-request-id'],
    };
    const what = player.nameOf(request);
    if (call.mayLeave?.() === false) throw new RequestFailure('no', 'heldBack');
    const answer = await incarnation
      .effect<HttpAnswer>({
        name: `${target}:${what}`,
        act: () => (isAway(target, what, body) ? OUT_OF_ORDER : player.handle(incarnation.number, request)),
        takesMs: TAKES_MS,
        isRemote: true,
        lost(mayHaveArrived, roll) {
          if (!mayHaveArrived) return new RequestFailure('no', 'connection');
          return roll < 0.5
            ? new RequestFailure('unknown', 'connection')
            : new Answered(player.leaveOpen?.(roll) ?? cutOff(roll));
        },
        refuse: (roll) => new Answered(player.refuse(incarnation.number, roll, request)),
        signal,
        patience: { ms: beginMs, error: () => new RequestFailure('unknown', 'timeout') },
      })
      .catch((error: unknown) => {
        if (error instanceof Answered) return error.answer;
        throw error;
      });
    const { status, retryAfterMs } = answer;
    return {
      status,
      headers: answer.headers ?? {},
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      body: piecesOf(Buffer.from(answer.text ?? JSON.stringify(answer.json)), signal),
    };
  };

  return {
    postForStream: (call) => send('POST', call),
    postJson: async (call) => readJson(await send('POST', call)),
    getJson: async (call) => readJson(await send('GET', call)),
    named: (name) => createHttp(incarnation, players, isAway, name),
    download: () => Promise.reject(new FetchError('failed', 'files are fetched by the store of files')),
    faultOf: async () => null,
    get dispatcher(): GuardedFetch['dispatcher'] {
      throw new Error('nothing of this life goes by a real network');
    },
    close: async () => undefined,
  };
}

/** What comes in the place of an answer that is lost; whether the request arrived, a gateway does not say, nor does half an answer. */
function cutOff(roll: number): HttpAnswer {
  const status = [500, 502, 504, 408, 409, undefined][Math.floor(roll * 1_000) % 6];
  const json = { message: 'no answer' };
  return status === undefined ? { status: 200, json: undefined, text: '{"data": [{"task' } : { status, json };
}

async function readBody(body: JsonCall['body']): Promise<unknown> {
  if ('json' in body) return JSON.parse(JSON.stringify(body.json));
  if ('multipart' in body) throw new Error('no provider of this life takes forms');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body.chunks()) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

async function* piecesOf(bytes: Buffer, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    signal.throwIfAborted();
    yield bytes.subarray(at, at + PIECE_BYTES);
  }
}
