import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface BotProcessOptions {
  environment: Readonly<Record<string, string>>;
  /** Where it runs and keeps its data. */
  folder: string;
  /** Gets each line of its log. */
  onLog?: (line: string) => void;
}

export interface BotProcess {
  readonly process: ChildProcess;
  /** Resolves with the exit code, or null when it was killed. */
  readonly ended: Promise<number | null>;
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
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) onLog(line);
    });
  }
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  return {
    process: child,
    ended,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}
