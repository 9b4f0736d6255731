import type { BotProcess } from './bot-process.ts';
import type { JobEvent } from './operator-events.ts';

export type BotState = 'stopped' | 'starting' | 'running' | 'stopping' | 'crashed';

export interface BotStatus {
  state: BotState;
  /** How often it was started. */
  starts: number;
  /** Of a bot that could not start: why. Null for any other. */
  problem: string | null;
}

/** Keeps one bot running, as a supervisor does on a server: what ends by itself is started again. */
export interface BotKeeper {
  readonly status: BotStatus;
  /** Starts it unless it runs. Resolves when it is at work, or when it is clear that it does not start. */
  start(): Promise<void>;
  /** Ends it in order and leaves it. */
  stop(): Promise<void>;
  /** Ends it in order and starts it again, with what it is given by then. */
  restart(): Promise<void>;
  /** Ends it like a power cut. It comes back by itself after a while. */
  kill(): Promise<void>;
  onChange(listener: () => void): void;
  /** Hands over job changes of every bot that it starts. */
  onJob(listener: (event: JobEvent) => void): () => void;
  /** Ends it for good. */
  close(): Promise<void>;
}

export interface BotKeeperOptions {
  startBot(onJob: (event: JobEvent) => void): Promise<BotProcess>;
  /** How long what has crashed is left down, in real milliseconds. */
  downMs: number;
}

export function createBotKeeper({ startBot, downMs }: BotKeeperOptions): BotKeeper {
  const jobListeners = new Set<(event: JobEvent) => void>();
  const changeListeners = new Set<() => void>();
  let status: BotStatus = { state: 'stopped', starts: 0, problem: null };
  let bot: BotProcess | undefined;
  let comeback: NodeJS.Timeout | undefined;
  let isClosed = false;
  let queue: Promise<void> = Promise.resolve();

  const show = (next: Partial<BotStatus>) => {
    status = { ...status, ...next };
    for (const listener of changeListeners) listener();
  };
  const tell = (event: JobEvent) => {
    for (const listener of jobListeners) listener(event);
  };
  /** One after the other: a restart is no start beside a stop. */
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    queue = queue.then(act);
    return queue;
  };

  const startNow = async () => {
    clearTimeout(comeback);
    if (bot || isClosed) return;
    show({ state: 'starting', starts: status.starts + 1, problem: null });
    try {
      const started = await startBot(tell);
      bot = started;
      show({ state: 'running' });
      void started.ended.then(() => noteEnd(started));
    } catch (error) {
      show({ state: 'stopped', problem: error instanceof Error ? error.message : String(error) });
    }
  };

  const noteEnd = (ended: BotProcess) => {
    if (bot !== ended || isClosed) return;
    bot = undefined;
    show({ state: 'crashed' });
    comeback = setTimeout(() => inTurn(startNow), downMs);
  };

  const endNow = async () => {
    clearTimeout(comeback);
    const ending = bot;
    bot = undefined;
    if (ending) {
      show({ state: 'stopping' });
      await ending.stop();
    }
    show({ state: 'stopped' });
  };

  return {
    get status() {
      return status;
    },
    start: () => inTurn(startNow),
    stop: () => inTurn(endNow),
    restart: () =>
      inTurn(async () => {
        await endNow();
        await startNow();
      }),
    async kill() {
      await bot?.stop('SIGKILL');
    },
    onChange: (listener) => void changeListeners.add(listener),
    onJob(listener) {
      jobListeners.add(listener);
      return () => jobListeners.delete(listener);
    },
    async close() {
      isClosed = true;
      clearTimeout(comeback);
      await bot?.stop('SIGKILL');
    },
  };
}
