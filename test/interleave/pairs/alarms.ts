import type { ClaimedAlarm } from '../../../src/jobs/alarms.ts';
import { type Pair, wrongUnless } from '../pair.ts';
import { joined } from './parts.ts';

const KIND = 'tell';

export const alarms: Pair[] = [
  {
    name: 'ring/ring: two settings of one alarm, two workers',
    async prepare({ direct, clock }) {
      await joined(direct.jobs, 'a', 'b');
      const now = clock.now();
      for (const at of [now - 2, now - 1]) await direct.jobs.alarms.set(KIND, at, 'one');
      return {
        a: (open) => open().jobs.alarms.claim('a', KIND, now, 5),
        b: (open) => open().jobs.alarms.claim('b', KIND, now, 5),
        check(a, b) {
          const rings = [...(a as ClaimedAlarm[]), ...(b as ClaimedAlarm[])];
          return wrongUnless(rings.length === 1, `${rings.length} ring at once`);
        },
      };
    },
  },
  {
    name: 'ring/set: the same alarm',
    async prepare({ direct, clock }) {
      await joined(direct.jobs, 'a', 'b');
      const now = clock.now();
      await direct.jobs.alarms.set(KIND, now, 'one');
      return {
        a: (open) => open().jobs.alarms.claim('a', KIND, now, 5),
        b: (open) => open().jobs.alarms.set(KIND, now, 'one'),
        async check(a) {
          const rings = a as ClaimedAlarm[];
          const next = await direct.jobs.alarms.claim('b', KIND, now, 5);
          // Either it rings now, or it will: set again while it rang, it rings once more, when it has rung to its end.
          if (rings.length === 0) return wrongUnless(next.length === 1, 'it does not ring');
          for (const { seq } of rings) await direct.jobs.alarms.remove(seq);
          return wrongUnless(next.length <= 1, 'it rings more often than it was set');
        },
      };
    },
  },
  {
    name: 'set/set: the same alarm',
    async prepare(world) {
      const set = (open: () => typeof world.direct) => open().jobs.alarms.set(KIND, 7, 'one');
      return {
        a: set,
        b: set,
        async check() {
          const rows = await world.query('SELECT 1 FROM alarms');
          return wrongUnless(rows.length === 1, `there are ${rows.length}`);
        },
      };
    },
  },
  {
    name: 'set/remove: what has rung, set again',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      await jobs.alarms.set(KIND, 7, 'one');
      const [ringing] = await jobs.alarms.claim('a', KIND, 8, 1);
      if (!ringing) throw new Error('it does not ring');
      return {
        a: (open) => open().jobs.alarms.set(KIND, 7, 'one'),
        b: (open) => open().jobs.alarms.remove(ringing.seq),
        async check() {
          const rows = await world.query('SELECT owner FROM alarms');
          return wrongUnless(rows.length === 1 && rows[0]?.owner === null, 'it does not ring once more');
        },
        async checkAfterLoss() {
          const rows = await world.query('SELECT owner FROM alarms');
          return wrongUnless(rows.length === 1, 'it does not ring once more');
        },
      };
    },
  },
  {
    name: 'putBack/takeover: what rings at one who is gone',
    async prepare(world) {
      const { jobs } = world.direct;
      await joined(jobs, 'a');
      await jobs.alarms.set(KIND, 7, 'one');
      const [ringing] = await jobs.alarms.claim('a', KIND, 8, 1);
      if (!ringing) throw new Error('it does not ring');
      return {
        a: (open) => open(40_000).jobs.alarms.putBack(ringing.seq, 'a'),
        b: (open) => open(40_000).jobs.leasesOf({ workerId: 'b', lastsMs: 30_000 }).join(),
        async check() {
          const [row] = await world.query('SELECT owner, failures FROM alarms');
          return wrongUnless(row?.owner === null && row.failures === 1, 'it is not put back');
        },
      };
    },
  },
  {
    name: 'bringForward/set',
    async prepare(world) {
      const { jobs } = world.direct;
      for (const at of [100, 200]) await jobs.alarms.set(KIND, at, 'one');
      return {
        a: (open) => open().jobs.alarms.bringForward([KIND], 100),
        b: (open) => open().jobs.alarms.set(KIND, 100, 'one'),
        async check() {
          const rows = await world.query('SELECT due_at FROM alarms');
          return wrongUnless(
            rows.some(({ due_at }) => Number(due_at) === 100),
            'one is lost',
          );
        },
      };
    },
  },
];
