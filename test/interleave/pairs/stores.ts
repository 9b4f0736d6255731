import type { ModerationAction } from '../../../src/domain/moderation/moderation.ts';
import { createDraftUploads } from '../../../src/store/draft-uploads.ts';
import { createFirstPosters } from '../../../src/store/first-posters.ts';
import { createGuildAbsences } from '../../../src/store/guild-absences.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { createModerationStore } from '../../../src/store/moderation.ts';
import { type Pair, wrongUnless } from '../pair.ts';
import type { Opener } from '../world.ts';

type Open = (ahead?: number) => Opener;

const values = ({ database }: Pick<Opener, 'database'>, ttlMs?: number) =>
  createKeyvStore({ database, namespace: 'values', ...(ttlMs !== undefined && { ttlMs }) });
const addOne = (open: Open) => values(open()).update('key', (now) => Number(now ?? 0) + 1);

const byKey: Pair[] = [
  {
    name: 'update/update: of a key that is there',
    async prepare({ direct }) {
      await values(direct).set('key', 40);
      return {
        a: addOne,
        b: addOne,
        check: async () => wrongUnless((await values(direct).get('key')) === 42, 'one of them is lost'),
      };
    },
  },
  {
    name: 'update/update: of a key that is not there',
    async prepare({ direct }) {
      return {
        a: addOne,
        b: addOne,
        check: async () => wrongUnless((await values(direct).get('key')) === 2, 'one of them is lost'),
      };
    },
  },
  {
    name: 'update/update: one stores nothing where nothing is',
    async prepare({ direct }) {
      return {
        a: addOne,
        b: (open) => values(open()).update('key', () => undefined),
        check: async () => wrongUnless((await values(direct).get('key')) === 1, 'what was stored is lost'),
      };
    },
  },
  {
    name: 'update/update: one takes the key away',
    async prepare({ direct }) {
      await values(direct).set('key', 40);
      return {
        a: addOne,
        b: (open) => values(open()).update('key', () => null),
        async check() {
          const left = await values(direct).get('key');
          return wrongUnless(left === undefined || left === 1, `${left} is left`);
        },
      };
    },
  },
  {
    name: 'update/delete',
    async prepare({ direct }) {
      await values(direct).set('key', 40);
      return {
        a: addOne,
        b: (open) => values(open()).delete('key'),
        async check() {
          const left = await values(direct).get('key');
          return wrongUnless(left === undefined || left === 1, `${left} is left`);
        },
      };
    },
  },
  {
    name: 'update/set: of a key that has expired, with others cleared away',
    async prepare({ direct }) {
      await values(direct, 1_000).set('key', 40);
      await values(direct, 1_000).set('another', 40);
      return {
        a: (open) => values(open(2_000), 1_000).update('key', (now) => Number(now ?? 0) + 1),
        b: (open) => values(open(2_000), 1_000).set('key', 7),
        async check() {
          const left = Number(await values(direct).get('key'));
          return wrongUnless(left === 7 || left === 8, `${left} is left`);
        },
      };
    },
  },
];

const ofSongs: Pair[] = [
  {
    name: 'note/note: who was the first to post a song, by hashes that cross',
    async prepare({ direct, clock }) {
      const posters = ({ database }: Opener) => createFirstPosters({ database, clock });
      return {
        a: (open) => posters(open()).note('g', ['bytes', 'sound'], 'ada'),
        b: (open) => posters(open()).note('g', ['sound', 'bytes'], 'bob'),
        async check() {
          const told = await Promise.all(['bytes', 'sound'].map((hash) => posters(direct).of('g', [hash])));
          return wrongUnless(told[0] === told[1] && told[0] !== undefined, `they are ${told}`);
        },
      };
    },
  },
];

const anUpload = (draftId: string, hash: string) => ({
  draftId,
  hash,
  memberId: 'ada',
  url: `https://example.com/${hash}`,
  sizeBytes: 10,
});
const uploads = ({ database }: Opener) => createDraftUploads({ database });

const files: Pair[] = [
  {
    name: 'hold/release: the file of a draft',
    async prepare({ direct }) {
      await uploads(direct).hold(anUpload('a', 'one'), 10);
      return {
        a: (open) => uploads(open()).hold(anUpload('b', 'one'), 10),
        b: (open) => uploads(open()).release('a'),
        async check() {
          const held = await uploads(direct).among(['one']);
          return wrongUnless(held.has('one'), 'a file that a draft holds would be swept away');
        },
      };
    },
  },
  {
    name: 'hold/keepOnly: of the same draft',
    async prepare({ direct }) {
      for (const hash of ['one', 'two']) await uploads(direct).hold(anUpload('a', hash), 10);
      return {
        a: (open) => uploads(open()).hold(anUpload('a', 'three'), 10),
        b: (open) => uploads(open()).keepOnly('a', { hashes: ['one', 'three'], urls: [] }, 50),
        async check(_, b) {
          const held = await uploads(direct).among(['one', 'two', 'three']);
          return wrongUnless(
            held.size === 2 && held.has('three') && String(b) === 'two',
            `it holds ${[...held]}, and let go of ${b}`,
          );
        },
      };
    },
  },
  {
    name: 'release/release: with the draft, and by its age',
    async prepare({ direct }) {
      for (const hash of ['one', 'two']) await uploads(direct).hold(anUpload('a', hash), 10);
      return {
        a: (open) => uploads(open()).release('a'),
        b: (open) => uploads(open()).releaseExpired(10),
        check(a, b) {
          const freed = [...(a as string[]), ...(b as string[])];
          return wrongUnless(freed.toSorted().join() === 'one,two', `they let go of ${freed}`);
        },
      };
    },
  },
];

const moderation = ({ database }: Opener) => createModerationStore({ database });
const anAction = (id: string, changes: Partial<ModerationAction> = {}): ModerationAction => ({
  id,
  guildId: 'guild-1',
  kind: 'block',
  memberId: 'ada',
  jobId: 'job',
  byId: 'mo',
  reason: '',
  at: 5,
  until: null,
  count: null,
  hashes: [],
  isTold: null,
  undoneAt: null,
  undoneById: null,
  ...changes,
});

const ofModerators: Pair[] = (['block', 'warn'] as const).map((kind) => ({
  name: `${kind}/${kind}: about one cover`,
  async prepare({ direct }) {
    const record = (id: string) => (open: Open) => moderation(open()).record(anAction(id, { kind }));
    return {
      a: record('1'),
      b: record('2'),
      async check(a, b) {
        const isNew = [a, b].filter((one) => (one as { isNew: boolean }).isNew).length;
        const { length } = await moderation(direct).actions({ guildId: 'guild-1', all: true, limit: 5 });
        return wrongUnless(isNew === 1 && length === 1, `${isNew} are new, and ${length} are there`);
      },
    };
  },
}));

ofModerators.push(
  {
    name: 'undo/undo: of one action',
    async prepare({ direct }) {
      await moderation(direct).record(anAction('1'));
      const undo = (id: string) => (open: Open) => moderation(open()).undo('1', { id, at: 6 });
      return {
        a: undo('mo'),
        b: undo('max'),
        check: (a, b) => wrongUnless([a, b].filter(Boolean).length === 1, 'not one of them did'),
      };
    },
  },
  {
    name: 'note/undo: of one action',
    async prepare({ direct }) {
      await moderation(direct).record(anAction('1'));
      return {
        a: (open) => moderation(open()).note('1', { isTold: true }),
        b: (open) => moderation(open()).undo('1', { id: 'max', at: 6 }),
        async check() {
          const action = await moderation(direct).action('1');
          return wrongUnless(action?.isTold === true && action.undoneById === 'max', 'something is lost');
        },
      };
    },
  },
  {
    name: 'note/forget: of one action',
    async prepare({ direct }) {
      await moderation(direct).record(anAction('1', { kind: 'warn' }));
      return {
        a: (open) => moderation(open()).note('1', { isTold: true }),
        b: (open) => moderation(open()).forget('ada', 6),
        async check() {
          const action = await moderation(direct).action('1');
          return wrongUnless(action?.isTold === true && action.memberId === null, 'something is lost, or came back');
        },
      };
    },
  },
);

const absence = { guildId: 'guild-1', stage: 'missing', since: 1, lists: 1, countedAt: 1 } as const;
const absences = ({ database }: Opener) => createGuildAbsences({ database });

const ofServers: Pair[] = [
  {
    name: 'absence/absence: seen by two, and the next step of it',
    async prepare() {
      const see = async (open: Open) => {
        const store = absences(open());
        const isAdded = await store.add(absence);
        return [isAdded, await store.change(absence, { ...absence, lists: 2 })];
      };
      return {
        a: see,
        b: see,
        check(a, b) {
          const won = [0, 1].map((step) => [a, b].filter((one) => (one as boolean[])[step]).length);
          return wrongUnless(won.join() === '1,1', `${won} have won`);
        },
      };
    },
  },
  {
    name: 'failure/failure: of a provider that was sound',
    async prepare({ direct }) {
      const fail = (open: Open) =>
        open().jobs.breakers.change('p', (state) => ({ ...state, failures: state.failures + 1 }));
      return {
        a: fail,
        b: fail,
        async check() {
          const failures = (await direct.jobs.breakers.all()).get('p')?.failures;
          return wrongUnless(failures === 2, `it has failed ${failures} times`);
        },
      };
    },
  },
];

export const stores: Pair[] = [...byKey, ...ofSongs, ...files, ...ofModerators, ...ofServers];
