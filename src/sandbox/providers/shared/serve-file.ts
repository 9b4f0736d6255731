import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../../../clock.ts';
import type { StoredFile } from './expiring-files.ts';
import type { CountedFault } from './faults.ts';

/** How one download of a result goes wrong. */
export type LinkFaultKind =
  /** 403 or 404, as the settings say, before its time. */
  | 'dead'
  | '500'
  /** Half the file, then the connection is reset. */
  | 'reset'
  /** Announces more bytes than it sends, then ends the connection in order. */
  | 'wrongLength'
  /** Half the file with an honest length: only its contents tell. */
  | 'cutFile'
  /** Half the file, a pause of `delayMs`, then the rest. */
  | 'slow'
  /** Headers, the first bytes, and then silence. */
  | 'hang'
  /** `sizeBytes` of nothing, without a length. */
  | 'huge'
  /** The file's bytes as a web page. */
  | 'wrongType';

export interface LinkFault extends CountedFault {
  kind: LinkFaultKind;
  /** For `slow`, in milliseconds of the stand-in's clock. */
  delayMs?: number;
  /** For `huge`; a gigabyte when not said. */
  sizeBytes?: number;
}

const GIGABYTE = 1_000_000_000;
const CHUNK_BYTES = 65_536;

/** Sends a file, as the fault says. Resolves when the last byte was handed over. */
export async function serveFile(
  reply: FastifyReply,
  file: StoredFile,
  fault: LinkFault | undefined,
  { clock, deadStatus, signal }: { clock: Clock; deadStatus: number; signal: AbortSignal },
): Promise<void> {
  const { data, contentType } = file;
  const half = data.subarray(0, Math.floor(data.length / 2));

  if (!fault) {
    reply.type(contentType).send(data);
    return;
  }
  switch (fault.kind) {
    case 'dead':
      reply.code(deadStatus).type('text/plain').send('Stand-in: this link is dead.');
      return;
    case '500':
      reply.code(500).type('text/plain').send('Stand-in: a fault of the file host.');
      return;
    case 'wrongType':
      reply.type('text/html').send(data);
      return;
    case 'cutFile':
      reply.type(contentType).send(half);
      return;
    case 'huge':
      reply.type(contentType).send(Readable.from(silence(fault.sizeBytes ?? GIGABYTE)));
      return;
    default:
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': contentType, 'content-length': data.length });
      await new Promise((resolve) => reply.raw.write(half, resolve));
      await finishBroken(reply, fault, data.subarray(half.length), clock, signal);
  }
}

async function finishBroken(
  reply: FastifyReply,
  fault: LinkFault,
  rest: Uint8Array,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (fault.kind === 'reset') reply.raw.socket?.resetAndDestroy();
  if (fault.kind === 'wrongLength') reply.raw.socket?.end();
  if (fault.kind === 'slow') {
    await clock.sleep(fault.delayMs ?? 0, signal);
    reply.raw.end(rest);
  }
}

function* silence(sizeBytes: number): Generator<Uint8Array> {
  for (let left = sizeBytes; left > 0; left -= CHUNK_BYTES) yield new Uint8Array(Math.min(left, CHUNK_BYTES));
}
