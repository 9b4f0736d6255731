import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What to do with a connection when what its client says is found in what it sends. */
export type Cut =
  /** The server gets it, and its answer is lost. */
  | 'afterIt'
  /** It is lost on its way to the server. */
  | 'beforeIt';

/** Between a client and PostgreSQL: cuts a connection at exactly one place of what is said. */
export interface PostgresProxy {
  /** The server's own, by way of this. */
  url: string;
  /** At the next statement with this text, once. */
  cutAt(text: string, cut: Cut): void;
  /** How often the text was said by clients and went on to the server. */
  heard(text: string): number;
  close(): Promise<void>;
}

export async function startPostgresProxy(serverUrl: string): Promise<PostgresProxy> {
  const target = new URL(serverUrl);
  const said: string[] = [];
  let wanted: { text: string; cut: Cut } | undefined;
  const open = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    let isCut = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        open.delete(socket);
        end();
      });
    }
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      const cut = wanted && text.includes(wanted.text) ? wanted.cut : undefined;
      if (cut) wanted = undefined;
      if (cut === 'beforeIt') return end();
      said.push(text);
      isCut ||= cut === 'afterIt';
      upstream.write(bytes);
    });
    // An answer to what it was cut after shows that the server is through with it.
    upstream.on('data', (bytes) => (isCut ? end() : client.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);

  return {
    url: url.href,
    cutAt(text, cut) {
      wanted = { text, cut };
    },
    heard: (text) => said.filter((one) => one.includes(text)).length,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
