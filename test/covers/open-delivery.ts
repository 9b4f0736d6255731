import { createDeliver } from '../../src/covers/deliver/deliver.ts';
import type { Job, Move } from '../../src/domain/job.ts';
import { createThreads } from '../../src/store/threads.ts';
import { acceptAndMove, mustChange } from '../contracts/jobs/harness.ts';
import { steps } from '../contracts/jobs/job-parts.ts';
import { createLeaseOn } from '../support/lease-on.ts';
import { openCovers } from './delivery-harness.ts';

/** A paid cover whose takes are kept, on a real store and against the stand-in for Discord. */
export async function openDelivery({
  awayMs = 0,
  changes = () => ({}),
}: {
  awayMs?: number;
  changes?: (server: Awaited<ReturnType<typeof openCovers>>) => Partial<Job>;
} = {}) {
  const covers = await openCovers();
  const { clock, discord, database, log, jobs, files, blocked, firstPosters } = covers;
  const takes = await covers.takesOf(1);

  const queued = covers.next(changes(covers));
  const [candidate] = queued.candidates;
  if (!candidate) throw new Error('a job has candidates');
  const delivery = { startedAt: null, messageId: null };
  const kept: Move = { to: 'delivering', set: { takes, delivery, preparedFor: 10_000_000 } };
  const job = await acceptAndMove(jobs, queued, steps.submitting(candidate), kept);

  const mediaEncoder = {
    measure: nothingToFetch,
    finish: nothingToFetch,
    fit: nothingToFetch,
    drawWaveform: nothingToFetch,
  };
  const threads = createThreads({ database, clock });
  await clock.advance(awayMs);
  let aheadMs = 0;
  const ownClock = { ...clock, now: () => clock.now() + aheadMs };
  const drawsWaveforms = false;
  const deps = {
    jobs,
    files,
    discord,
    mediaEncoder,
    drawsWaveforms,
    lufs: null,
    threads,
    blocked,
    firstPosters,
    clock: ownClock,
    log,
  };
  let { deliver } = createDeliver(deps);
  const isOurs = { now: true };
  const leaseOn = createLeaseOn(jobs);
  const lease = {
    candidate,
    signal: new AbortController().signal,
    stillOurs: async () => isOurs.now,
    isAlive: () => true,
    giveUpTurn() {},
  };
  return {
    server: covers,
    jobs,
    job,
    blocked,
    isOurs,
    /** Sets the clock of the bot's machine; Discord's goes on. */
    setClock(ms: number) {
      aheadMs = ms;
    },
    /** Has all the files that a cover can have, each with bytes of its own; the song. */
    async useFiles() {
      const seen = await jobs.get(job.id);
      const [take] = takes;
      if (!seen?.reference || !take) throw new Error('a cover is of a song, and has a take');
      const [reference, finished, waveform] = [
        await covers.keepFile(),
        await covers.keepFile(),
        await covers.keepFile(),
      ];
      await mustChange(jobs, seen, {
        to: 'delivering',
        set: {
          reference: { ...seen.reference, ...reference },
          takes: [{ ...take, finished: { ...finished, soundHash: 'f'.repeat(64), lufs: null } }],
          waveform,
        },
      });
      return reference;
    },
    deliver: async (seen: Job) => deliver(seen, { ...lease, ...(await leaseOn(seen.id)) }),
    /** As the job stands now. */
    deliverNow: async () => {
      const seen = await jobs.get(job.id);
      if (seen) await deliver(seen, { ...lease, ...(await leaseOn(seen.id)) });
    },
    /** As a process that knows nothing but what is on disk. */
    restart() {
      ({ deliver } = createDeliver(deps));
    },
  };
}

async function nothingToFetch(): Promise<never> {
  throw new Error('all that this needs is here');
}
