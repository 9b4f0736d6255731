import type { Charged } from '../../../src/jobs/ledger.ts';
import { type Pair, wrongUnless } from '../pair.ts';
import { acceptedIn, aJob, chargesOf, way } from './parts.ts';

const kindsOf = (...charged: unknown[]) =>
  charged
    .map((one) => (one as Charged).kind)
    .toSorted()
    .join();

export const ledger: Pair[] = [
  {
    name: 'charge/charge: the same id',
    async prepare({ direct }) {
      const charge = (open: () => typeof direct) => open().jobs.charge('words', chargesOf(aJob(1)));
      return {
        a: charge,
        b: charge,
        check: (a, b) => wrongUnless(kindsOf(a, b) === 'charged,exists', `they were ${kindsOf(a, b)}`),
      };
    },
  },
  {
    name: 'charge/charge: the last one',
    async prepare() {
      const last = chargesOf(aJob(1), { member: 1 });
      return {
        a: (open) => open().jobs.charge('one', last),
        b: (open) => open().jobs.charge('two', last),
        check: (a, b) => wrongUnless(kindsOf(a, b) === 'charged,refused', `they were ${kindsOf(a, b)}`),
      };
    },
  },
  {
    name: 'settleCharge/settleCharge',
    async prepare(world) {
      const { direct } = world;
      await direct.jobs.charge('words', chargesOf(aJob(1)));
      return {
        a: (open) => open().jobs.settleCharge('words', { kind: 'refund' }),
        b: (open) => open().jobs.settleCharge('words', { kind: 'commit', micros: 7 }),
        async check() {
          const states = new Set((await world.query('SELECT state FROM charges')).map(({ state }) => state));
          return wrongUnless(states.size === 1 && !states.has('reserved'), `they are ${[...states]}`);
        },
      };
    },
  },
  {
    name: 'settleCharge/forget',
    async prepare({ direct, clock }) {
      await direct.jobs.charge('words', chargesOf(aJob(1)));
      await direct.jobs.charge('more words', chargesOf(aJob(1)));
      return {
        a: (open) => open().jobs.settleCharge('words', { kind: 'refund' }),
        b: (open) => open().jobs.forget('ada', clock.now() + 1),
        async check() {
          const { charges } = await direct.jobs.recordsOf('ada');
          return wrongUnless(charges.length === 0, 'something has her name');
        },
      };
    },
  },
  {
    name: 'charge/forget',
    async prepare({ direct, clock }) {
      await direct.jobs.charge('words', chargesOf(aJob(1)));
      return {
        a: (open) => open().jobs.charge('more words', chargesOf(aJob(1), { member: 1 })),
        b: (open) => open().jobs.forget('ada', clock.now() + 1),
        check: (a) => wrongUnless(kindsOf(a) === 'refused', `beyond the limit it was ${kindsOf(a)}`),
      };
    },
  },
  {
    name: 'giveBack/giveBack: of one cover',
    async prepare({ direct }) {
      const posted = await acceptedIn(direct.jobs, aJob(1), ...way.posted());
      return {
        a: (open) => open().jobs.giveBack(posted.id),
        b: (open) => open().jobs.giveBack(posted.id),
        check: (a, b) => wrongUnless(Number(a) + Number(b) === 1, `${a} and ${b} were given back`),
      };
    },
  },
  {
    name: 'giveBack/forget',
    async prepare({ direct, clock }) {
      const posted = await acceptedIn(direct.jobs, aJob(1), ...way.posted());
      return {
        a: (open) => open().jobs.giveBack(posted.id),
        b: (open) => open().jobs.forget('ada', clock.now() + 1),
        check: () => [],
      };
    },
  },
  {
    name: 'tidyCharges/accept: what ends just now',
    async prepare({ direct, clock }) {
      await acceptedIn(direct.jobs, aJob(1), ...way.posted());
      await direct.jobs.forget('ada', clock.now() + 1);
      return {
        a: (open) => open().jobs.tidyCharges(),
        b: (open) => open().jobs.accept(aJob(2), chargesOf(aJob(2), { member: 2 })),
        check: (_, b) => wrongUnless((b as { kind: string }).kind === 'accepted', 'it was not accepted'),
      };
    },
  },
];
