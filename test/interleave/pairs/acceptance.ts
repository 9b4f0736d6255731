import type { Acceptance } from '../../../src/jobs/store.ts';
import { type Pair, wrongUnless } from '../pair.ts';
import { acceptedIn, aJob, chargesOf, steps, way } from './parts.ts';

const kindsOf = (...acceptances: unknown[]) =>
  acceptances
    .map((one) => (one as Acceptance).kind)
    .toSorted()
    .join();

export const acceptance: Pair[] = [
  {
    name: 'accept/accept: the same wish of a member',
    async prepare({ direct }) {
      const wish = (n: number) => ({ ...aJob(n), style: 'the same', reference: aJob(1).reference });
      return {
        a: (open) => open().jobs.accept(wish(1), chargesOf(wish(1)), { onceSince: 0 }),
        b: (open) => open().jobs.accept(wish(2), chargesOf(wish(2)), { onceSince: 0 }),
        async check(a, b) {
          const { length } = await direct.jobs.unfinished();
          return [
            ...wrongUnless(kindsOf(a, b) === 'accepted,repeats', `they were ${kindsOf(a, b)}`),
            ...wrongUnless(length === 1, `${length} are there`),
          ];
        },
      };
    },
  },
  {
    name: 'accept/accept: the same id',
    async prepare({ direct }) {
      const accept = (open: () => typeof direct) => open().jobs.accept(aJob(1), chargesOf(aJob(1)));
      return {
        a: accept,
        b: accept,
        check: (a, b) => wrongUnless(kindsOf(a, b) === 'accepted,exists', `they were ${kindsOf(a, b)}`),
      };
    },
  },
  {
    name: 'accept/accept: the last cover of a server, two members',
    async prepare({ direct }) {
      const wish = (n: number, memberId: string) => aJob(n, memberId);
      const limited = (n: number, memberId: string) => chargesOf(wish(n, memberId), { guild: 1 });
      return {
        a: (open) => open().jobs.accept(wish(1, 'ada'), limited(1, 'ada')),
        b: (open) => open().jobs.accept(wish(2, 'bob'), limited(2, 'bob')),
        async check(a, b) {
          const { length } = await direct.jobs.unfinished();
          return [
            ...wrongUnless(kindsOf(a, b) === 'accepted,refused', `they were ${kindsOf(a, b)}`),
            ...wrongUnless(length === 1, `${length} are there`),
          ];
        },
      };
    },
  },
  {
    name: 'accept/accept: the last cover of all, two servers',
    async prepare() {
      const wish = (n: number, guildId: string) => aJob(n, 'ada', guildId);
      const limited = (n: number, guildId: string) => chargesOf(wish(n, guildId), { operator: 1 });
      return {
        a: (open) => open().jobs.accept(wish(1, 'one'), limited(1, 'one')),
        b: (open) => open().jobs.accept(wish(2, 'two'), limited(2, 'two')),
        check: (a, b) => wrongUnless(kindsOf(a, b) === 'accepted,refused', `they were ${kindsOf(a, b)}`),
      };
    },
  },
  {
    name: 'accept/settle: of one member',
    async prepare({ direct }) {
      const made = await acceptedIn(direct.jobs, aJob(1), ...way.made);
      return {
        a: (open) => open().jobs.accept(aJob(2), chargesOf(aJob(2), { member: 2, operator: 2 })),
        b: (open) => open().jobs.change(made.id, made.version, steps.delivered()),
        async check(a, b) {
          return [
            ...wrongUnless(kindsOf(a) === 'accepted', `it was ${kindsOf(a)}`),
            ...wrongUnless(b !== undefined, 'the other was not settled'),
            ...wrongUnless((await direct.jobs.cover(made.id)) !== undefined, 'there is no cover'),
          ];
        },
      };
    },
  },
  {
    name: 'accept/end: of the only job of a member',
    async prepare({ direct }) {
      const first = await acceptedIn(direct.jobs, aJob(1));
      return {
        a: (open) => open().jobs.accept(aJob(2), chargesOf(aJob(2))),
        b: (open) => open().jobs.change(first.id, first.version, steps.cancelled()),
        check: (a, b) => [
          ...wrongUnless(kindsOf(a) === 'accepted', `it was ${kindsOf(a)}`),
          ...wrongUnless(b !== undefined, 'the other was not cancelled'),
        ],
      };
    },
  },
  {
    name: 'accept/forget: of one member',
    async prepare({ direct, clock }) {
      await acceptedIn(direct.jobs, aJob(1), ...way.posted());
      return {
        a: (open) => open().jobs.accept(aJob(2), chargesOf(aJob(2), { member: 2 })),
        b: (open) => open().jobs.forget('ada', clock.now() + 1),
        async check(a) {
          return [
            ...wrongUnless(kindsOf(a) === 'accepted', `it was ${kindsOf(a)}`),
            ...wrongUnless((await direct.jobs.get('job-0001')) === undefined, 'the first is still there'),
            ...wrongUnless((await direct.jobs.get('job-0002')) !== undefined, 'the second is not there'),
          ];
        },
      };
    },
  },
];
