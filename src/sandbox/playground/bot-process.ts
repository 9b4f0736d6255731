import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));

/** Of the log, for the message when it ends too early. */
const LINES_KEPT = 20;

export interface BotProcessOptions {
  environment: Readonly<Record<string, string>>;
  /** Where it runs and keeps its data. */
  folder: string;
  /** Gets each line of its log. */
  onLog?: (line: string) => void;
}

export interface BotProcess {
  /** Resolves when the bot says that it is at work; rejects with the end of its log when it ends before. */
  readonly atWork: Promise<{ operatorPort: number | undefined }>;
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  /** Resolves with the exit code, or null when it was killed. */
  readonly ended: Promise<number | null>;
  /** Only sends the signal: SIGSTOP and SIGCONT hold it for a while, SIGKILL ends it at this very moment. */
  signal(name: NodeJS.Signals): void;
  /** Ends it and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the real bot as a process of its own, with an environment of its own, so that a kill is a kill. */
export function startBotProcess({ environment, folder, onLog = () => {} }: BotProcessOptions): BotProcess {
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastLines: string[] = [];
  const atWork = Promise.withResolvers<{ operatorPort: number | undefined }>();
  const read = (line: string) => {
    onLog(line);
    lastLines.push(line);
    lastLines.splice(0, lastLines.length - LINES_KEPT);
    if (!line.includes('"msg":"ready"')) return;
    const port = /"operatorPort":(\d+)/.exec(line)?.[1];
    atWork.resolve({ operatorPort: port === undefined ? undefined : Number(port) });
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  ended.then((code) => {
    atWork.reject(
      new Error(`the bot ended with ${code ?? 'a signal'} before it was at work:\n${lastLines.join('\n')}`),
    );
  });
  // Whoever only kills it need not wait for it to be at work.
  atWork.promise.catch(() => {});
  const signal = (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
  };
  return {
    atWork: atWork.promise,
    pid: child.pid,
    ended,
    signal,
    async stop(name = 'SIGTERM') {
      signal(name);
      await ended;
    },
  };
}
