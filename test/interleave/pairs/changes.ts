import { type Pair, wrongUnless } from '../pair.ts';
import { acceptedIn, aJob, steps, way } from './parts.ts';

export const changes: Pair[] = [
  {
    name: 'change/change: of the same version',
    async prepare({ direct }) {
      const begun = await acceptedIn(direct.jobs, aJob(1), ...way.begun);
      return {
        a: (open) => open().jobs.change(begun.id, begun.version, steps.failed()),
        b: (open) => open().jobs.change(begun.id, begun.version, steps.delivering()),
        async check(a, b) {
          const won = [a, b].filter((one) => one !== undefined);
          const { version } = (await direct.jobs.get(begun.id)) ?? {};
          return [
            ...wrongUnless(won.length === 1, `${won.length} have won`),
            ...wrongUnless(version === begun.version + 1, `the version is ${version}`),
          ];
        },
      };
    },
  },
  {
    name: 'change/change: the last two jobs of a server end',
    async prepare({ direct }) {
      const one = await acceptedIn(direct.jobs, aJob(1), ...way.begun);
      const other = await acceptedIn(direct.jobs, aJob(2, 'bob'), ...way.begun);
      return {
        a: (open) => open().jobs.change(one.id, one.version, steps.failed()),
        b: (open) => open().jobs.change(other.id, other.version, steps.failed()),
        check: (a, b) => wrongUnless(a !== undefined && b !== undefined, 'one of them did not end'),
      };
    },
  },
  {
    name: 'change/change: one ends with an alarm, one comes back from its end, of a member',
    async prepare({ direct, clock }) {
      const one = await acceptedIn(direct.jobs, aJob(1), ...way.begun);
      const other = await acceptedIn(direct.jobs, aJob(2), ...way.failedWithTakes);
      const alarms = [{ kind: 'tell' as const, at: clock.now() + 1_000 }];
      return {
        a: (open) => open().jobs.change(one.id, one.version, { ...steps.failed(), alarms }),
        b: (open) => open().jobs.change(other.id, other.version, { to: 'delivering' }),
        check: (a, b) => wrongUnless(a !== undefined && b !== undefined, 'one of them did not move'),
      };
    },
  },
  {
    name: 'settle/forget: of one member',
    async prepare({ direct, clock }) {
      await acceptedIn(direct.jobs, aJob(1), ...way.posted());
      await direct.jobs.charge('lyrics', [{ ...chargeOfWords(), count: 1 }]);
      const made = await acceptedIn(direct.jobs, aJob(2), ...way.made);
      return {
        a: (open) => open().jobs.change(made.id, made.version, steps.delivered('message-2')),
        b: (open) => open().jobs.forget('ada', clock.now() + 1),
        async check(a) {
          return [
            ...wrongUnless(a !== undefined, 'it was not settled'),
            ...wrongUnless((await direct.jobs.get('job-0001')) === undefined, 'what had ended is still there'),
          ];
        },
      };
    },
  },
  {
    name: 'change/forget: what comes back from its end',
    async prepare({ direct, clock }) {
      const failed = await acceptedIn(direct.jobs, aJob(1), ...way.failedWithTakes);
      return {
        a: (open) => open().jobs.change(failed.id, failed.version, { to: 'delivering' }),
        b: (open) => open().jobs.forget('ada', clock.now() + 1),
        async check(a, b) {
          const left = await direct.jobs.get(failed.id);
          const { unfinished } = b as { unfinished: string[] };
          return [
            ...wrongUnless((a === undefined) === (left === undefined), 'it came back and is gone, or neither'),
            ...wrongUnless(left === undefined || unfinished.includes(failed.id), 'what is left was not named'),
          ];
        },
      };
    },
  },
  {
    name: 'forget/forget: of one member',
    async prepare({ direct, clock }) {
      for (const n of [1, 2]) await acceptedIn(direct.jobs, aJob(n), ...way.posted(`message-${n}`));
      const forget = (open: () => typeof direct) => open().jobs.forget('ada', clock.now() + 1);
      return {
        a: forget,
        b: forget,
        async check() {
          const { jobs, covers, charges } = await direct.jobs.recordsOf('ada');
          return wrongUnless(jobs.length + covers.length + charges.length === 0, 'something is left');
        },
      };
    },
  },
  {
    name: 'forget/forgetEnded: the same jobs',
    async prepare({ direct, clock }) {
      for (const n of [1, 2]) await acceptedIn(direct.jobs, aJob(n), ...way.posted(`message-${n}`));
      return {
        a: (open) => open().jobs.forget('ada', clock.now() + 1),
        b: (open) => open().jobs.forgetEnded(['job-0002', 'job-0001']),
        async check() {
          const { jobs, covers, charges } = await direct.jobs.recordsOf('ada');
          return wrongUnless(jobs.length + covers.length + charges.length === 0, 'something is left');
        },
      };
    },
  },
];

function chargeOfWords() {
  const window = { key: '2026-11-20', endsAt: Date.UTC(2026, 10, 21) };
  return { scope: { name: 'memberWritten' as const, id: 'ada' }, window, micros: 10, limit: {} };
}
