import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';

/** Knows which process has sent the request that is being answered. */
export interface Senders {
  /** The port that it came from; undefined where no request is being answered, or nobody can say. */
  port(): number | undefined;
  close(): void;
}

const BEGUN = 'http.server.request.start';

/** Of all HTTP servers of this process: a request, and whatever is done about it, carries its port. */
export function watchSenders(): Senders {
  const ports = new AsyncLocalStorage<number | undefined>();
  const begun = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    ports.enterWith(request.socket.remotePort);
  };
  subscribe(BEGUN, begun);
  return {
    port: () => ports.getStore(),
    close: () => void unsubscribe(BEGUN, begun),
  };
}

/** Which of these processes has a connection from such a port of this machine. Undefined where the system does not say. */
export function processAt(port: number, pids: readonly number[]): number | undefined {
  const socket = `socket:[${inodeAt(port)}]`;
  return pids.find((pid) => linksOf(`/proc/${pid}/fd`).includes(socket));
}

const PORT_DIGITS = 4;
const COLUMNS = { local: 1, inode: 9 } as const;

function inodeAt(port: number): string | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(PORT_DIGITS, '0')}`;
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    linesOf(table).map((line) => line.trim().split(/\s+/)),
  );
  return rows.find((columns) => columns[COLUMNS.local]?.endsWith(suffix))?.[COLUMNS.inode];
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Where they lead; what is closed meanwhile leads nowhere. */
function linksOf(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(`${folder}/${name}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
