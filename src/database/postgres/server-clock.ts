/** The time of the database server, as this process knows it between two answers: nobody sets it here, and all processes share it. */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** The server said its time in an answer that was asked for and came at these moments of the monotonic clock. */
  note(serverMs: number, askedAt: number, answeredAt: number): void;
  /** How far the machine's own clock is from it, in milliseconds; positive where the machine is ahead. */
  offsetOf(machineNow: number): number;
}

/** A sample is this much worse with each millisecond of its age: crystals differ by some 50 millionths, and machines sleep. */
const WORSE_PER_MS = 0.0005;

export function createServerClock(monotonic: () => number): ServerClock {
  /** Server time at the monotonic clock's zero, known to within `errorMs` at `at`. */
  let best: { base: number; errorMs: number; at: number } | undefined;

  const now = () => {
    if (!best) throw new Error('the database has not said its time yet');
    return best.base + monotonic();
  };

  return {
    now,
    note(serverMs, askedAt, answeredAt) {
      const sample = {
        base: serverMs - (askedAt + answeredAt) / 2,
        errorMs: (answeredAt - askedAt) / 2,
        at: answeredAt,
      };
      const worse = best && best.errorMs + (answeredAt - best.at) * WORSE_PER_MS;
      // What is impossible by the best sample shows that this machine slept, or that the server's clock was set.
      const isElsewhere =
        best !== undefined && worse !== undefined && Math.abs(sample.base - best.base) > worse + sample.errorMs;
      if (worse === undefined || sample.errorMs <= worse || isElsewhere) best = sample;
    },
    offsetOf: (machineNow) => machineNow - now(),
  };
}
