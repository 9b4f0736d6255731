import type { FastifyReply } from 'fastify';
import type { Answer, HttpFault } from './http-fault.ts';

const PAGE =
  '<html><head><title>Stand-in</title></head><body>A fault of the sandbox: this is not the API.</body></html>';

/**
 * Answers as the fault says. `right` is what would have been answered; undefined when the fault struck before the effect.
 * Returns the status that went out, null when none did. A `slow` fault is a pause of the caller, not a kind of answer, and `none` is none.
 */
export function breakAnswer(
  reply: FastifyReply,
  fault: HttpFault,
  right: Answer | undefined,
  bodyOf: (status: number) => unknown,
): number | null {
  switch (fault.kind) {
    case 'hang':
      reply.hijack();
      return null;
    case 'reset':
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return null;
    case 'truncated':
      return sendHalf(reply, right ?? { status: 200, body: { data: [] } });
    case '502html':
      reply.code(502).type('text/html').send(PAGE);
      return 502;
    case 'wrongType':
      reply.code(200).type('text/html').send(PAGE);
      return 200;
    case 'emptyBody':
      reply.code(200).type('application/json').send('');
      return 200;
    case 'slow':
    case 'none':
      reply.code(right?.status ?? 200).send(right?.body);
      return right?.status ?? 200;
    default: {
      const status = Number(fault.kind);
      if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', String(fault.retryAfterSeconds));
      reply.code(status).send(bodyOf(status));
      return status;
    }
  }
}

function sendHalf(reply: FastifyReply, answer: Answer): number {
  reply.hijack();
  const bytes = Buffer.from(JSON.stringify(answer.body));
  reply.raw.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': bytes.length });
  // Destroyed only once the half has left, or the caller would see a plain reset.
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reply.raw.destroy());
  return answer.status;
}
