import type { Claim } from '../../../src/jobs/leases.ts';
import { type Pair, wrongUnless } from '../pair.ts';
import type { Opener, World } from '../world.ts';
import { AFTER_ITS_LIFE, acceptedIn, aJob, chargesOf, claimAt, joined, leasesOf, steps, way } from './parts.ts';

type Open = (ahead?: number) => Opener;
const claimBy = (workerId: string) => (open: Open) => claimAt(leasesOf(open().jobs, workerId));

const idsOf = (...claims: unknown[]) => claims.flatMap((some) => (some as Claim[]).map(({ id }) => id));

/** Of both, each job is given once, and is whose its row says. */
async function wrongClaims(world: World, workers: Record<string, unknown>): Promise<string[]> {
  const ids = idsOf(...Object.values(workers));
  const rows = await world.query('SELECT id, owner FROM job_turns');
  const wrong = Object.entries(workers).flatMap(([workerId, claims]) =>
    idsOf(claims).filter((id) => rows.some((row) => row.id === id && row.owner !== workerId)),
  );
  return [
    ...wrongUnless(new Set(ids).size === ids.length, `given twice: ${ids}`),
    ...wrongUnless(wrong.length === 0, `not whose they were given to: ${wrong}`),
  ];
}

/** What is asked for once more by a third, when both are through, is what could be given still: nothing, or what both left. */
async function leftFor(world: World, workerId: string): Promise<string[]> {
  const leases = leasesOf(world.direct.jobs, workerId);
  await leases.join();
  return idsOf(await claimAt(leases));
}

function twoClaims(name: string, most: number, jobs: () => ReturnType<typeof aJob>[]): Pair {
  return {
    name: `turn/turn: ${name}`,
    async prepare(world) {
      await joined(world.direct.jobs, 'a', 'b');
      for (const job of jobs()) await acceptedIn(world.direct.jobs, job);
      return {
        a: claimBy('a'),
        b: claimBy('b'),
        async check(a, b) {
          const wrong = await wrongClaims(world, { a, b });
          const given = idsOf(a, b).length + (await leftFor(world, 'c')).length;
          return [...wrong, ...wrongUnless(given === most, `${given} of ${most} were given`)];
        },
      };
    },
  };
}

export const turns: Pair[] = [
  twoClaims('more waits than a server may have', 2, () => [1, 2, 3].map((n) => aJob(n, n > 1 ? 'bob' : 'ada'))),
  twoClaims('more waits than a provider may have', 2, () => [1, 2, 3].map((n) => aJob(n, 'ada', `guild-${n}`))),
  twoClaims('one job', 1, () => [aJob(1)]),
  twoClaims('nothing is there', 0, () => []),
  {
    name: 'turn/cancel',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      const first = await acceptedIn(jobs, aJob(1));
      await acceptedIn(jobs, aJob(2));
      return {
        a: claimBy('a'),
        b: (open) => open().jobs.change(first.id, first.version, steps.cancelled()),
        async check(a, b) {
          return [
            ...(await wrongClaims(world, { a })),
            ...wrongUnless(b !== undefined, 'it was not cancelled'),
            ...wrongUnless(idsOf(a).includes('job-0002'), 'the other was not given'),
          ];
        },
      };
    },
  },
  {
    name: 'turn/accept: in the same server',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      await acceptedIn(jobs, aJob(1));
      return {
        a: claimBy('a'),
        b: (open) => open().jobs.accept(aJob(2, 'bob'), chargesOf(aJob(2, 'bob'))),
        async check(a) {
          return [
            ...(await wrongClaims(world, { a })),
            ...wrongUnless(idsOf(a).includes('job-0001'), 'what waited was not given'),
            ...wrongUnless((await jobs.get('job-0002')) !== undefined, 'what was accepted is not there'),
          ];
        },
      };
    },
  },
  {
    name: 'turn/end: the last other job of a member in a server',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      const begun = await acceptedIn(jobs, aJob(1), ...way.begun);
      await acceptedIn(jobs, aJob(2, 'bob'));
      return {
        a: claimBy('a'),
        b: (open) => open().jobs.change(begun.id, begun.version, steps.failed()),
        async check(a, b) {
          return [
            ...(await wrongClaims(world, { a })),
            ...wrongUnless(b !== undefined, 'it did not end'),
            ...wrongUnless(idsOf(a).includes('job-0002'), 'the other was not given'),
          ];
        },
      };
    },
  },
  {
    name: 'turn/end: what is taken over, the last job of a server',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      const begun = await acceptedIn(jobs, aJob(1), ...way.begun);
      return {
        a: claimBy('a'),
        b: (open) => open().jobs.change(begun.id, begun.version, steps.failed()),
        check: (_, b) => wrongUnless(b !== undefined, 'it did not end'),
      };
    },
  },
  {
    name: 'turn/breaker: the provider is away again while a trial is looked at',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      await jobs.breakers.change('p', () => ({ failures: 3, closedUntil: 1, isOnTrial: true }));
      return {
        a: claimBy('a'),
        b: (open) =>
          open().jobs.breakers.change('p', (_, now) => ({ failures: 4, closedUntil: now + 1_000, isOnTrial: true })),
        async check() {
          const [row] = await world.query("SELECT fewest FROM provider_states WHERE provider = 'p'");
          return wrongUnless(row?.fewest === null, 'a new trial begins with what was seen in the one before');
        },
      };
    },
  },
  {
    name: 'beat/takeover',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      await acceptedIn(jobs, aJob(1));
      await claimAt(leasesOf(jobs, 'a'));
      return {
        // By the clocks of both it is the last moment, and the one after it.
        a: (open) => leasesOf(open(AFTER_ITS_LIFE - 2).jobs, 'a').beat(),
        b: (open) => leasesOf(open(AFTER_ITS_LIFE).jobs, 'b').join(),
        async check(a) {
          const [row] = await world.query("SELECT owner FROM job_turns WHERE id = 'job-0001'");
          const workers = (await world.query('SELECT id FROM workers')).map(({ id }) => id);
          return wrongUnless(
            a === true ? row?.owner === 'a' && workers.includes('a') : row?.owner === null && !workers.includes('a'),
            `its beat says ${a}, and its job is ${row?.owner}'s`,
          );
        },
      };
    },
  },
  {
    name: 'release/takeover',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      await acceptedIn(jobs, aJob(1));
      const [lease] = await claimAt(leasesOf(jobs, 'a'));
      if (!lease) throw new Error('nothing was given');
      return {
        a: (open) => claimAt(leasesOf(open(AFTER_ITS_LIFE).jobs, 'a'), [{ lease, outcome: 'failed' }]),
        async b(open) {
          const next = leasesOf(open(AFTER_ITS_LIFE).jobs, 'b');
          await next.join();
          return claimAt(next);
        },
        async check(_, b) {
          const [row] = await world.query('SELECT owner, epoch, failures, paused_until FROM job_turns');
          const isTaken = idsOf(b).length === 1;
          const { owner, failures } = row ?? {};
          return wrongUnless(
            isTaken ? owner === 'b' && failures === 0 : owner === null && Number(failures) <= 1,
            `it is ${owner}'s after ${failures} failures, and the other was given ${idsOf(b)}`,
          );
        },
      };
    },
  },
  {
    name: 'takeover/takeover: by two who begin',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      await acceptedIn(jobs, aJob(1));
      await claimAt(leasesOf(jobs, 'a'));
      const begin = (workerId: string) => async (open: Open) => {
        const leases = leasesOf(open(AFTER_ITS_LIFE).jobs, workerId);
        await leases.join();
        return claimAt(leases);
      };
      return {
        a: begin('b'),
        b: begin('c'),
        check: (a, b) => wrongClaims(world, { b: a, c: b }),
      };
    },
  },
  {
    name: 'leave/takeover',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      await acceptedIn(jobs, aJob(1));
      await claimAt(leasesOf(jobs, 'a'));
      return {
        a: (open) => leasesOf(open(AFTER_ITS_LIFE).jobs, 'a').leave(),
        async b(open) {
          const next = leasesOf(open(AFTER_ITS_LIFE).jobs, 'b');
          await next.join();
          return claimAt(next);
        },
        async check(_, b) {
          const rows = await world.query('SELECT owner FROM job_turns');
          return [
            ...(await wrongClaims(world, { b })),
            ...wrongUnless(
              rows.every(({ owner }) => owner !== 'a'),
              'it has what it let go of',
            ),
          ];
        },
      };
    },
  },
  {
    name: 'release/release: two deliveries to each of two channels have failed',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a', 'b');
      for (const n of [1, 2]) {
        await acceptedIn(jobs, aJob(n, `m${n}`, 'guild-1', { channelId: `c${n}` }), ...way.made);
      }
      const claims = await claimAt(leasesOf(jobs, 'a'));
      const [one, other] = claims;
      if (!one || !other) throw new Error('they were not given');
      // What the other says is of an earlier time, about channels that are the same.
      const failed = (...leases: Claim[]) => leases.map((lease) => ({ lease, outcome: 'failed' as const }));
      return {
        a: (open) => claimAt(leasesOf(open().jobs, 'a'), failed(one, other)),
        b: (open) => claimAt(leasesOf(open().jobs, 'b'), failed({ ...other, epoch: 0 }, { ...one, epoch: 0 })),
        async check() {
          const pauses = await world.query('SELECT failures FROM channel_pauses');
          return wrongUnless(
            pauses.length === 2 && pauses.every(({ failures }) => failures === 2),
            `the channels have failed ${pauses.map(({ failures }) => failures)} times`,
          );
        },
      };
    },
  },
];
