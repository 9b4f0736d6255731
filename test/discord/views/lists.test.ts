import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detailsView } from '../../../src/discord/views/covers/details-view.ts';
import { mineView } from '../../../src/discord/views/lists/mine-view.ts';
import { type QueueLine, queueView } from '../../../src/discord/views/lists/queue-view.ts';
import { showView } from '../../../src/discord/views/lists/show-view.ts';
import { topView } from '../../../src/discord/views/lists/top-view.ts';
import { type TreeEntry, treeView } from '../../../src/discord/views/lists/tree-view.ts';
import { coverChoices } from '../../../src/discord/views/parts/cover-choices.ts';
import { cancelNoneView, cancelSeveralView } from '../../../src/discord/views/progress/cancel-view.ts';
import type { HistoryEntry } from '../../../src/domain/cover.ts';
import { type Job, jobStates, type Lineage } from '../../../src/domain/job.ts';
import { aCover, aPosted, aTake } from '../../support/build-cover.ts';
import { aReference, buildJob, SOME_TIME } from '../../support/build-job.ts';
import { expectSendable, foreignMarkup, wild } from './wild.ts';

const ADA = '4000000000000000001';
const BOB = { id: '4000000000000000002', name: 'Bob' };

function idOf(index: number): string {
  return String(1_000_000_000_000_000_000n + BigInt(index));
}

const someJob: fc.Arbitrary<Job> = fc
  .record({
    state: fc.constantFrom(...jobStates),
    kind: fc.constantFrom('cover' as const, 'song' as const),
    name: wild(600),
    style: fc.option(wild(2_000)),
    lyrics: fc.option(wild(3_000)),
    hasTakes: fc.boolean(),
    isPosted: fc.boolean(),
  })
  .map(({ name, hasTakes, isPosted, ...changes }) =>
    buildJob({
      ...changes,
      reference: aReference({ name }),
      takes: hasTakes ? [aTake()] : [],
      delivery: isPosted ? { startedAt: SOME_TIME, messageId: '9000000000000000001' } : null,
    }),
  );

const entries = (maximum: number): fc.Arbitrary<HistoryEntry[]> =>
  fc.array(fc.tuple(someJob, fc.nat({ max: 100_000 })), { maxLength: maximum }).map((made) =>
    made.map(([job, votes], index) => {
      const named = { ...job, id: idOf(index) };
      return { job: named, cover: job.delivery ? aCover(named, votes) : undefined };
    }),
  );

const OWN_MARKUP = /<@\d+>|<t:\d+:[TRf]>|https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+/g;

function queueOf(entries: readonly QueueLine[], count = entries.length, own?: readonly QueueLine[]) {
  const ofAda = entries.filter(({ job }) => job.requester.id === ADA);
  return queueView({ locale: 'en', memberId: ADA, entries, own: own ?? ofAda, count });
}

describe('queueView', () => {
  const running = buildJob({
    id: idOf(1),
    state: 'generating',
    requester: BOB,
    task: {
      provider: 'runware',
      model: 'minimax:music@cover',
      priceMicros: 150_000,
      ourId: 'x',
      submittedAt: SOME_TIME,
      attempts: 1,
      ref: 'r',
      acceptedAt: SOME_TIME,
    },
  });

  it('says what runs and what waits, and marks what is one’s own', () => {
    const waiting = { job: buildJob({ id: idOf(2) }), place: { place: 1, guildIsFull: false } };
    const song = {
      job: buildJob({ id: idOf(3), kind: 'song', requester: BOB }),
      place: { place: 3, guildIsFull: false },
    };

    const view = queueOf([{ job: running, place: undefined }, waiting, song]);

    expect(view).toMatchSnapshot();
  });

  it('says when the server has as many running as it may', () => {
    const full = { job: buildJob({ id: idOf(2) }), place: { place: 2, guildIsFull: true } };

    const { content } = queueOf([{ job: running, place: undefined }, full]);

    expect(content).toContain('The next one starts as soon as one of these is done.');
  });

  it('is a sentence where nothing is on its way', () => {
    expect(queueOf([])).toMatchSnapshot();
  });

  it('says where one’s own are when the list is too long for a message', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      job: buildJob({ id: idOf(index), requester: index === 55 ? { id: ADA, name: 'Ada' } : BOB }),
      place: { place: index + 1, guildIsFull: false },
    }));

    const { content } = queueOf(many);

    expect(content.length).toBeGreaterThan(1_700);
    expect(content).toMatch(/\n… and \d+ more\nYours: #56$/);
  });

  it('knows of one’s own, and counts all, where only the first ones are read', () => {
    const lineOf = (index: number, requester: Job['requester']) => ({
      job: buildJob({ id: idOf(index), requester }),
      place: { place: index, guildIsFull: false },
    });
    const ada = { id: ADA, name: 'Ada' };
    const [first, own] = [
      [lineOf(1, BOB), lineOf(2, ada)],
      [lineOf(2, ada), lineOf(120, ada)],
    ];

    expect(queueOf(first, 130, own).content).toMatch(/#2 in line\n… and 128 more\nYours: #120$/);
    expect(queueOf([], 80, own).content).toMatch(/\n… and 80 more\nYours: #2 and #120$/);
  });
});

describe('mineView', () => {
  it('shows a page: where each is, a menu to play, and the way to its neighbours', () => {
    const page = {
      entries: [
        { job: buildJob({ id: idOf(9) }), cover: undefined },
        aPosted({ id: idOf(8) }, 3),
        { job: buildJob({ id: idOf(7), state: 'failed', takes: [aTake()] }), cover: undefined },
        { ...aPosted({ id: idOf(6), style: null, kind: 'song', reference: null }), cover: undefined },
        { job: buildJob({ id: idOf(5), state: 'cancelled' }), cover: undefined },
      ],
      hasOlder: true,
      hasNewer: true,
    };

    expect(mineView(page, 'en')).toMatchSnapshot();
  });

  it('has no menu where nothing can be played, and no buttons where all is on one page', () => {
    const page = { entries: [{ job: buildJob(), cover: undefined }], hasOlder: false, hasNewer: false };

    expect(mineView(page, 'en').components).toEqual([]);
  });

  it('is a sentence where there is nothing', () => {
    expect(mineView({ entries: [], hasOlder: false, hasNewer: false }, 'en')).toMatchSnapshot();
  });
});

describe('topView', () => {
  it('ranks covers, each with its votes and the way to it', () => {
    const made = [
      aPosted({ id: idOf(1) }, 12),
      aPosted({ id: idOf(2), kind: 'song', reference: null, requester: BOB }, 3),
    ];

    expect(topView({ locale: 'en', period: 'week', entries: made })).toMatchSnapshot();
  });

  it('has room for ten, whatever they are called', () => {
    const names = ['_'.repeat(300), 'A quite ordinary name of a song that somebody recorded once.mp3'];
    const made = Array.from({ length: 10 }, (_, index) =>
      aPosted({ id: idOf(index), reference: aReference({ name: names[index % 2] ?? '' }) }, 9_999),
    );

    const { content } = topView({ locale: 'en', period: 'month', entries: made });

    expect(content.split('\n')).toHaveLength(11);
    expect(content).toContain('**10.**');
  });

  it.each(['week', 'month', 'all'] as const)('is a sentence where nothing has a vote (%s)', (period) => {
    expect(topView({ locale: 'en', period, entries: [] }).content).toMatch(/^No votes yet/);
  });
});

describe('showView', () => {
  it('says where the cover is, its votes, and all there is to know', () => {
    expect(showView({ locale: 'en', ...aPosted({}, 4) })).toMatchSnapshot();
  });

  it('has the lyrics as a file where they do not fit beside the rest', () => {
    const lyrics = 'la la la la\n'.repeat(125).trim();
    const made = aPosted({ lyrics }, 4);
    expect(detailsView(made.job, 'en').files).toBeUndefined();

    const view = showView({ locale: 'en', ...made });

    expectSendable(view);
    expect(view.files).toEqual([expect.objectContaining({ name: 'lyrics.txt', data: lyrics })]);
  });
});

describe('cancelling', () => {
  it('asks which one is meant where there are several', () => {
    const jobs = [buildJob({ id: idOf(1) }), buildJob({ id: idOf(2), kind: 'song', reference: null, style: null })];

    expect(cancelSeveralView(jobs, 'en')).toMatchSnapshot();
    expect(cancelNoneView('en').content).toMatch(/^You have nothing to cancel\.$/);
  });
});

describe('every list', () => {
  it('keeps within what Discord takes, whatever people wrote', () => {
    fc.assert(
      fc.property(entries(30), fc.boolean(), fc.boolean(), (made, isFull, hasMore) => {
        const waiting = made.map(({ job }, index) => ({
          job,
          place: job.state === 'queued' ? { place: index + 1, guildIsFull: isFull } : undefined,
        }));
        expectSendable(queueOf(waiting));
        expectSendable(mineView({ entries: made.slice(0, 5), hasOlder: hasMore, hasNewer: isFull }, 'en-US'));
        expectSendable(topView({ locale: 'en-US', period: 'all', entries: made.slice(0, 10) }));
        expectSendable(
          cancelSeveralView(
            made.map(({ job }) => job),
            'en-US',
          ),
        );
        for (const { job, cover } of made.slice(0, 3)) {
          if (cover) expectSendable(showView({ locale: 'en-US', job, cover }));
        }
        const choices = coverChoices(made, 'en-US');
        expect(choices.length).toBeLessThanOrEqual(25);
        expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
        for (const { name, value } of choices) {
          expect(name.trim()).not.toBe('');
          expect(name.isWellFormed()).toBe(true);
          expect(Math.max(name.length, value.length)).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows what people wrote as plain text: no mention, link, heading or code of theirs is left', () => {
    fc.assert(
      fc.property(entries(4), (made) => {
        const waiting = made.map(({ job }) => ({ job, place: { place: 1, guildIsFull: false } }));
        const views = [
          queueOf(waiting),
          mineView({ entries: made, hasOlder: false, hasNewer: false }, 'en'),
          topView({ locale: 'en', period: 'all', entries: made }),
          cancelSeveralView(
            made.map(({ job }) => job),
            'en',
          ),
        ];
        for (const { content } of views) expect(foreignMarkup(content, OWN_MARKUP)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('coverChoices', () => {
  it('names song, style, who, votes and day, so that one can be told from another', () => {
    const song = { job: buildJob({ id: idOf(2), kind: 'song', style: null }), cover: undefined };

    expect(coverChoices([aPosted({}, 4), song], 'en')).toMatchSnapshot();
  });
});

/** A cover made from another one of the family, by their places in it; from the reference itself without one. */
function remix(index: number, parent: number | null, style: string | null = `style ${index}`): TreeEntry {
  const lineage: Lineage | null =
    parent === null
      ? null
      : {
          rootHash: 'a'.repeat(64),
          parent: { id: idOf(parent), channelId: '3', messageId: '9' },
          ancestors: [],
          from: 'reference',
        };
  return aPosted({ id: idOf(index), style, lineage }, index);
}

function treeOf(family: readonly TreeEntry[], askedIndex: number) {
  const asked = family[askedIndex];
  if (!asked) throw new Error('nothing is asked for');
  return treeView({ locale: 'en', asked, family });
}

describe('treeView', () => {
  it('shows each cover below the one that it was made from, and marks the one that is asked for', () => {
    const family = [remix(0, null), remix(1, 0), remix(2, 1), remix(3, 0, null), remix(4, null)];

    expect(treeOf(family, 1)).toMatchSnapshot();
  });

  it('is one line for a cover that nothing else has to do with', () => {
    const { content } = treeOf([remix(0, null)], 0);

    expect(content.split('\n')).toEqual([
      '**Everything made from song.mp3**',
      expect.stringMatching(/^└ \*\*style 0\*\* \(this one\) – by <@\d+> · <t:\d+:R> · ♥ 0 · https:/),
    ]);
  });

  it('says how many more there are where a cover has many remixes', () => {
    const family = [remix(0, null), ...Array.from({ length: 99 }, (_, index) => remix(index + 1, 0))];

    const { content } = treeOf(family, 0);

    const shown = content.match(/└/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(10);
    expect(content).toMatch(new RegExp(`\n\u00A0{4}… and ${100 - shown} more$`));
  });

  it('shows the way to one at the far end of the family, and not only its beginning', () => {
    const family = [
      ...Array.from({ length: 60 }, (_, index) => remix(index, null)),
      remix(60, 59),
      remix(61, 60),
      remix(62, 61),
    ];

    const { content } = treeOf(family, 61);

    for (const index of [59, 60, 61, 62]) expect(content).toContain(`style ${index}`);
  });

  it('begins near the one that is asked for where it is a remix of remixes of remixes', () => {
    const family = Array.from({ length: 30 }, (_, index) => remix(index, index === 0 ? null : index - 1));

    const { content } = treeOf(family, 20);

    expect(content).toContain('\n… after 16 before it\n└ style 16 –');
    expect(content).toContain('**style 20** (this one)');
    expect(content).toMatch(/… and \d more$/);
  });

  it('keeps within a message and always has the one that is asked for, whatever the family looks like', () => {
    const families = fc
      .array(fc.tuple(fc.nat(), fc.boolean(), fc.option(wild(300)), wild(200)), { minLength: 1, maxLength: 60 })
      .map((made) =>
        made.map(([parent, isRoot, style, name], index) => {
          const entry = remix(index, isRoot || index === 0 ? null : parent % index, style);
          return { ...entry, job: { ...entry.job, reference: aReference({ name }) } };
        }),
      );
    fc.assert(
      fc.property(families, fc.nat(), (family, at) => {
        const view = treeOf(family, at % family.length);
        expectSendable(view);
        expect(view.content.match(/\(this one\)/g)).toHaveLength(1);
        expect(
          foreignMarkup(view.content, /https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+|<@4\d+>|<t:\d+:R>/g),
        ).toEqual([]);
        const [, ...lines] = view.content.split('\n');
        const hidden = lines.flatMap((line) => /^\u00A0*… (?:and|after) (\d+) /.exec(line)?.[1] ?? []);
        if (!view.content.includes('… after')) {
          const shown = lines.filter((line) => /^\u00A0*└/.test(line)).length;
          expect(shown + hidden.reduce((sum, count) => sum + Number(count), 0)).toBe(family.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});
