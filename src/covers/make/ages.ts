import type { Clock } from '../../clock.ts';

/**
 * How long ago a step of a job began whose moment stands on its record, whatever somebody has set the machine's clock to since.
 */
export interface Ages {
  /** The moment, to be written down: milliseconds since the Unix epoch. */
  begin(jobId: string): number;
  /** In milliseconds, where it began in this run at the moment on the record. */
  ofThisRun(jobId: string, startedAt: number): number | undefined;
  /** In milliseconds. Of an earlier run by the machine's clock; undefined where the moment lies ahead, and nobody knows. */
  of(jobId: string, startedAt: number): number | undefined;
  forget(jobId: string): void;
}

export function createAges({ clock }: { clock: Clock }): Ages {
  /** All of a job: which of them is on the record is decided by whether that was written. */
  const begun = new Map<string, { startedAt: number; at: number }[]>();

  const ofThisRun = (jobId: string, startedAt: number): number | undefined => {
    const step = begun.get(jobId)?.findLast((one) => one.startedAt === startedAt);
    return step && clock.monotonic() - step.at;
  };

  return {
    begin(jobId) {
      const startedAt = clock.now();
      begun.set(jobId, [...(begun.get(jobId) ?? []), { startedAt, at: clock.monotonic() }]);
      return startedAt;
    },
    ofThisRun,
    of(jobId, startedAt) {
      const ageMs = ofThisRun(jobId, startedAt) ?? clock.now() - startedAt;
      return ageMs >= 0 ? ageMs : undefined;
    },
    forget: (jobId) => void begun.delete(jobId),
  };
}
