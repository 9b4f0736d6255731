import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { CountedFault } from '../shared/faults.ts';
import type { ApiAnswer, Endpoint } from './answer.ts';

/** How the body of an answer goes wrong; the call has always taken effect. */
export type BodyFaultKind =
  /** Half the body, without a length announced, then the connection is cut. */
  | 'cutBody'
  /** Only half of the audio, in JSON that is otherwise right. */
  | 'cutHex'
  /** Something that is not a digit in the middle of the audio. */
  | 'badHex'
  /** One digit of the audio is missing. */
  | 'oddHex'
  /** An answer of `megabytes`, without a length announced: in the audio where there is one. */
  | 'hugeAnswer';

export interface BodyFault extends CountedFault {
  kind: BodyFaultKind;
  endpoint?: Endpoint;
  when?: 'after';
  /** For `hugeAnswer`; 100 when not said. */
  megabytes?: number;
}

const KINDS: readonly string[] = ['cutBody', 'cutHex', 'badHex', 'oddHex', 'hugeAnswer'] satisfies BodyFaultKind[];

export function isBodyFault(fault: { kind: string }): fault is BodyFault {
  return KINDS.includes(fault.kind);
}

/** Sends a spoilt answer and returns its status. What spoils the audio leaves an answer without any as it is. */
export function breakBody(reply: FastifyReply, fault: BodyFault, { status, body }: ApiAnswer): number {
  reply.code(status).type('application/json');
  if (fault.kind === 'cutBody') sendHalf(reply, status, body);
  else if (fault.kind === 'hugeAnswer') reply.send(Readable.from(hugeBody(body, fault.megabytes ?? 100)));
  else reply.send(withAudio(body, spoilt[fault.kind]));
  return status;
}

const spoilt = {
  cutHex: (hex: string) => hex.slice(0, 2 * Math.floor(hex.length / 4)),
  badHex: (hex: string) => `${hex.slice(0, hex.length / 2)}z${hex.slice(hex.length / 2 + 1)}`,
  oddHex: (hex: string) => hex.slice(0, -1),
};

function withAudio(body: Record<string, unknown>, change: (audio: string) => string): Record<string, unknown> {
  const { data } = body;
  if (typeof data !== 'object' || data === null || !('audio' in data)) return body;
  return { ...body, data: { ...data, audio: change(String(data.audio)) } };
}

function sendHalf(reply: FastifyReply, status: number, body: Record<string, unknown>): void {
  const bytes = Buffer.from(JSON.stringify(body));
  reply.hijack();
  reply.raw.writeHead(status, { 'content-type': 'application/json' });
  // Destroyed only once the half has left, or the caller would see a plain reset.
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reply.raw.destroy());
}

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 100_000;
const HOLE = '[hole]';

function* hugeBody(body: Record<string, unknown>, megabytes: number): Generator<Uint8Array> {
  const filled = withAudio(body, () => HOLE);
  const [head = '', tail = ''] = JSON.stringify(filled === body ? { ...body, padding: HOLE } : filled).split(HOLE);
  yield Buffer.from(head);
  const zeros = Buffer.alloc(CHUNK_BYTES, '0');
  for (let sent = 0; sent < megabytes * MEGABYTE; sent += CHUNK_BYTES) yield zeros;
  yield Buffer.from(tail);
}
