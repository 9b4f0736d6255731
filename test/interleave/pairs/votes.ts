import { type Pair, wrongUnless } from '../pair.ts';
import type { World } from '../world.ts';
import { acceptedIn, aJob, way } from './parts.ts';

const posted = ({ direct }: World) => acceptedIn(direct.jobs, aJob(1), ...way.posted());

async function votesIs(world: World, wanted: number): Promise<string[]> {
  const votes = (await world.direct.jobs.cover('job-0001'))?.votes;
  return wrongUnless(votes === wanted, `it has ${votes} votes`);
}

export const votes: Pair[] = [
  {
    name: 'vote/vote: of two members',
    async prepare(world) {
      await posted(world);
      return {
        a: (open) => open().jobs.vote('job-0001', 'bob'),
        b: (open) => open().jobs.vote('job-0001', 'cy'),
        check: () => votesIs(world, 2),
      };
    },
  },
  {
    name: 'vote/vote: of one member',
    async prepare(world) {
      await posted(world);
      return {
        a: (open) => open().jobs.vote('job-0001', 'bob'),
        b: (open) => open().jobs.vote('job-0001', 'bob'),
        check: () => votesIs(world, 0),
      };
    },
  },
  {
    name: 'vote/removal',
    async prepare(world) {
      await posted(world);
      return {
        a: (open) => open().jobs.vote('job-0001', 'bob'),
        b: (open) => open().jobs.removeCover('job-0001'),
        async check() {
          const left = await world.query('SELECT 1 FROM votes');
          return wrongUnless(left.length === 0, 'a vote is left of what is gone');
        },
      };
    },
  },
  {
    name: 'vote/forget: another member is forgotten',
    async prepare(world) {
      await posted(world);
      await world.direct.jobs.vote('job-0001', 'bob');
      return {
        a: (open) => open().jobs.vote('job-0001', 'cy'),
        b: (open) => open().jobs.forget('bob', world.clock.now() + 1),
        check: () => votesIs(world, 1),
      };
    },
  },
  {
    name: 'vote/forget: the same member',
    async prepare(world) {
      await posted(world);
      await world.direct.jobs.vote('job-0001', 'bob');
      return {
        a: (open) => open().jobs.vote('job-0001', 'bob'),
        b: (open) => open().jobs.forget('bob', world.clock.now() + 1),
        check: () => [],
      };
    },
  },
  {
    name: 'forget/forget: two who have voted for the same',
    async prepare(world) {
      await posted(world);
      await acceptedIn(world.direct.jobs, aJob(2), ...way.posted('message-2'));
      for (const [memberId, ids] of [
        ['bob', ['job-0001', 'job-0002']],
        ['cy', ['job-0002', 'job-0001']],
      ] as const) {
        for (const id of ids) {
          await world.direct.jobs.vote(id, memberId);
          await world.clock.advance(1);
        }
      }
      return {
        a: (open) => open().jobs.forget('bob', world.clock.now() + 1),
        b: (open) => open().jobs.forget('cy', world.clock.now() + 1),
        check: () => votesIs(world, 0),
      };
    },
  },
  {
    name: 'vote/forget: whose cover it is',
    async prepare(world) {
      await posted(world);
      return {
        a: (open) => open().jobs.vote('job-0001', 'bob'),
        b: (open) => open().jobs.forget('ada', world.clock.now() + 1),
        async check() {
          const left = await world.query('SELECT 1 FROM votes UNION ALL SELECT 1 FROM covers');
          return wrongUnless(left.length === 0, 'a vote is left of what is gone');
        },
      };
    },
  },
];
