import { request } from 'node:http';

/** A job's change as the bot's operator endpoint tells it. */
export interface JobEvent {
  id: string;
  state: string;
  at: number;
  provider: string | null;
  model: string | null;
  failure: string | null;
  messageId: string | null;
}

/** Listens to a bot's job changes until the signal aborts. Resolves once it listens. */
export function listenToOperator(
  { port, secret }: { port: number; secret: string },
  listener: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request({
      host: '127.0.0.1',
      port,
      path: '/operator/events',
      headers: { authorization: `Bearer ${secret}` },
      signal,
    });
    call.on('error', (error) => (signal.aborted ? resolve() : reject(error)));
    call.on('response', (response) => {
      if (response.statusCode !== 200)
        return reject(new Error(`the operator endpoint answered ${response.statusCode}`));
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) if (block.startsWith('data: ')) listener(JSON.parse(block.slice(6)));
      });
      response.on('error', () => {});
      resolve();
    });
    call.end();
  });
}
