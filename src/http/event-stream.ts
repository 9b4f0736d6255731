import type { ServerResponse } from 'node:http';
import type { Job } from '../domain/job.ts';
import type { JobEvent } from './port.ts';

/** Job changes as server-sent events, to a few listeners. */
export interface EventStream {
  /** No other listener is to be let in. */
  isFull(): boolean;
  /** Sends what happens from now on, until the listener leaves. */
  listen(response: ServerResponse): void;
  announce(job: Job): void;
}

/** Of events that a listener has not taken yet; one that falls so far behind is let go of, and may come again. */
const MAXIMUM_WAITING_BYTES = 1_000_000;

/** Each may hold as much as is waiting for it. */
const MAXIMUM_LISTENERS = 20;

export function createEventStream(): EventStream {
  const listeners = new Set<ServerResponse>();

  const send = (listener: ServerResponse, text: string) => {
    if (listener.writableLength > MAXIMUM_WAITING_BYTES) listener.destroy();
    else listener.write(text);
  };

  return {
    isFull: () => listeners.size >= MAXIMUM_LISTENERS,
    listen(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': listening\n\n');
      listeners.add(response);
      response.on('error', () => undefined);
      response.on('close', () => listeners.delete(response));
    },
    announce(job) {
      if (listeners.size === 0) return;
      const text = `data: ${JSON.stringify(eventOf(job))}\n\n`;
      for (const listener of listeners) send(listener, text);
    },
  };
}

function eventOf(job: Job): JobEvent {
  return {
    id: job.id,
    guildId: job.guildId,
    state: job.state,
    version: job.version,
    at: job.timeline.at(-1)?.at ?? job.acceptedAt,
    provider: job.task?.provider ?? null,
    model: job.task?.model ?? null,
    failure: job.failure?.key ?? null,
    messageId: job.delivery?.messageId ?? null,
  };
}
