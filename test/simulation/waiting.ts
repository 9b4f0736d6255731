export type Settled<Result> = { value: Result; lateMs?: number } | { error: unknown; lateMs?: number };

export interface Waiting<Result> {
  promise: Promise<Result>;
  /** The first of any number counts. */
  end(settled: Settled<Result>): void;
  onEnd(listener: () => void): void;
}

/** Whoever waits for a result: until it comes, or they leave. `among`: those who wait at present, who can be forgotten. */
export function createWaiting<Result>(
  signal: AbortSignal | null | undefined,
  among: Set<{ forget(): void }>,
): Waiting<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const listeners: (() => void)[] = [];
  let isOver = false;

  const end = (settled: Settled<Result>) => {
    if (isOver) return;
    isOver = true;
    among.delete(own);
    own.forget();
    for (const listener of listeners) listener();
    if ('value' in settled) resolve(settled.value);
    else reject(settled.error);
  };
  const leave = () => end({ error: signal?.reason });
  const own = { forget: () => signal?.removeEventListener('abort', leave) };
  among.add(own);
  signal?.addEventListener('abort', leave);
  return { promise, end, onEnd: (listener) => void listeners.push(listener) };
}
