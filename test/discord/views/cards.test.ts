import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removalCard, removedView } from '../../../src/discord/views/cards/removal-card.ts';
import { type FileToHand, filesView } from '../../../src/discord/views/covers/files-view.ts';
import { keptFilesView } from '../../../src/discord/views/covers/kept-files-view.ts';
import { lyricsView } from '../../../src/discord/views/covers/lyrics-view.ts';
import { originalView } from '../../../src/discord/views/covers/original-view.ts';
import { reportForm } from '../../../src/discord/views/forms/report-form.ts';
import { exportView, forgetCard, forgottenView, uploadsView } from '../../../src/discord/views/privacy-view.ts';
import { quotaView } from '../../../src/discord/views/quota-view.ts';
import { dayOf, monthOf } from '../../../src/domain/money/quota.ts';
import { aTake } from '../../support/build-cover.ts';
import { aReference, buildJob, SOME_TIME } from '../../support/build-job.ts';
import { expectSendable, foreignMarkup, wild } from './wild.ts';

describe('quotaView', () => {
  const [day, month] = [dayOf(SOME_TIME), monthOf(SOME_TIME)];

  it('says what is left of takes and money, and when each renews', () => {
    const usages = [
      { scope: 'member', used: { count: 2, micros: 300_000 }, limit: { count: 5, micros: 1_000_000 }, window: day },
      { scope: 'guild', used: { count: 90, micros: 13_500_000 }, limit: { micros: 20_000_000 }, window: month },
    ] as const;

    expect(quotaView(usages, 'en')).toMatchSnapshot();
  });

  it('never says that less than nothing is left', () => {
    const used = { count: 9, micros: 2_000_000 };
    const usage = { scope: 'member', used, limit: { count: 5, micros: 1_000_000 }, window: day } as const;

    expect(quotaView([usage], 'en').content).toMatch(/0 of 5 takes left\n\$0\.00 of \$1\.00 left/);
  });

  it('leaves out what has no limit, and says so where nothing has one', () => {
    const unlimited = { scope: 'guild', used: { count: 3, micros: 450_000 }, limit: {}, window: month } as const;
    const limited = { scope: 'member', used: { count: 3, micros: 0 }, limit: { count: 5 }, window: day } as const;

    expect(quotaView([limited, unlimited], 'en').content.split('\n').slice(0, -1)).toEqual([
      '**You, today**',
      '2 of 5 takes left',
    ]);
    for (const usages of [[unlimited], []]) {
      expect(quotaView(usages, 'en').content).toBe("There's no limit here, for you or this server.");
    }
  });
});

describe('wordsView', () => {
  it('quotes the words', () => {
    expect(lyricsView(buildJob({ lyrics: '[Verse]\nla *la*\n\n[Chorus]\noh' }), 'en')).toMatchSnapshot();
  });

  it('has words that are longer than a message as a file, all of them', () => {
    const lyrics = `${'la '.repeat(1_400)}end`;

    const view = lyricsView(buildJob({ lyrics }), 'en');

    expectSendable(view);
    expect(view.files).toMatchObject([{ name: 'lyrics.txt', data: lyrics }]);
  });

  it.each([
    { changes: {}, says: "song's own lyrics" },
    { changes: { isInstrumental: true }, says: 'nobody sings' },
    { changes: { lyrics: '[Intro]\n\n[Outro]' }, says: 'nobody sings' },
    { changes: { kind: 'song', writesLyrics: true } as const, says: 'wrote the lyrics' },
    { changes: { kind: 'song' } as const, says: 'has no lyrics' },
  ])('says why there are none: $says', ({ changes, says }) => {
    expect(lyricsView(buildJob(changes), 'en').content).toContain(says);
  });

  it('keeps within what Discord takes, whatever is sung', () => {
    fc.assert(
      fc.property(wild(5_000), wild(500), (lyrics, name) => {
        const view = lyricsView(buildJob({ lyrics, reference: aReference({ name }) }), 'en');
        expectSendable(view);
        expect(foreignMarkup(view.content, /$^/g)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('reportForm', () => {
  it('asks for a reason', () => {
    expect(reportForm('1000000000000000001', 'en')).toMatchSnapshot();
  });
});

describe('removalCard', () => {
  it('lets a requester delete a cover, and says what stays', () => {
    expect(removalCard({ locale: 'en', job: buildJob(), takeDown: null })).toMatchSnapshot();
  });

  it('lets its poster and moderators take it down with all that was made of it', () => {
    expect(removalCard({ locale: 'en', job: buildJob(), takeDown: { remixes: 3, song: 'blocked' } })).toMatchSnapshot();
  });

  it('has nothing to take down where a song was made from words alone, and nothing from it', () => {
    const song = buildJob({ kind: 'song', reference: null });

    const cardWith = (remixes: number) => removalCard({ locale: 'en', job: song, takeDown: { remixes, song: 'none' } });

    expect(cardWith(0).components[0]?.components).toHaveLength(1);
    expect(cardWith(1).content).toMatch(/^Delete this song\?[\s\S]*\n\*\*Take down\*\* also deletes its remix\.$/);
  });

  it('says that a song stays which others have posted, too', () => {
    const cardWith = (remixes: number) =>
      removalCard({ locale: 'en', job: buildJob(), takeDown: { remixes, song: 'stays' } });

    expect(cardWith(0).components[0]?.components).toHaveLength(1);
    expect(cardWith(0).content).toContain('Others have posted the same song here');
    expect(cardWith(2).content).toMatch(/also deletes its 2 remixes\.\n-# Others have posted the same song here/);
  });

  it.each([0, 1, 200])('keeps within what Discord takes, whatever it is called (%i remixes)', (remixes) => {
    const kinds = fc.constantFrom('cover' as const, 'song' as const);
    const songs = fc.constantFrom('blocked' as const, 'stays' as const, 'none' as const);
    fc.assert(
      fc.property(wild(500), wild(500), kinds, songs, (name, style, kind, song) => {
        const view = removalCard({
          locale: 'en',
          job: buildJob({ kind, style, reference: aReference({ name }) }),
          takeDown: { remixes, song },
        });
        expectSendable(view);
        expect(foreignMarkup(view.content, /$^/g)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    { count: 1, refused: 0, says: 'Deleted 1 cover.' },
    { count: 4, refused: 0, says: 'Deleted 4 covers.' },
    { count: 0, refused: 0, says: 'It was already gone.' },
    {
      count: 3,
      refused: 2,
      says:
        "Deleted 3 covers.\nI couldn't delete 2 messages, because I can't reach their channels any more. " +
        'A moderator there can delete them by hand.',
    },
    {
      count: 0,
      refused: 1,
      says:
        "I couldn't delete 1 message, because I can't reach its channel any more. " +
        'A moderator there can delete it by hand.',
    },
  ])('says afterwards what became of it: $count gone, $refused refused', ({ says, ...removed }) => {
    expect(removedView(removed, 'en').content).toBe(says);
  });
});

describe('what is stored about a member', () => {
  it('is deleted only after a card that says what goes and what stays', () => {
    expect(forgetCard('4000000000000000001', 'en')).toMatchSnapshot();
  });

  it.each([
    [{ covers: 0, refused: 0, unfinished: 0 }, 'I deleted what I had about you.'],
    [{ covers: 1, refused: 0, unfinished: 1 }, ', with 1 cover.\nOne is still being made.'],
    [{ covers: 7, refused: 2, unfinished: 3 }, ', with 7 covers.\n3 are still being made.'],
  ])('is counted when it is gone: %o', (counts, says) => {
    const { content } = forgottenView(counts, 'en');

    expect(content).toContain(says);
    expect(content.includes("couldn't delete")).toBe(counts.refused > 0);
  });

  it('is a file, or a sentence where it is too much for one', () => {
    expect(exportView('{}', 'en').files).toMatchObject([{ name: 'my-data.json', data: '{}' }]);
    expect(exportView(undefined, 'en')).toMatchObject({ content: expect.stringMatching(/^That's more than fits/) });
  });

  it('may say what others may do with songs', () => {
    expect(uploadsView('allow', 'en').content).toContain('others may make covers');
    expect(uploadsView('forbid', 'en').content).toContain('take each one down from the menu under it');
  });
});

const MIB = 1024 * 1024;

function aFile(number: number, changes: Partial<FileToHand> = {}): FileToHand {
  return {
    hash: `/files/${number}`,
    name: `take-${number}.mp3`,
    sizeBytes: 5 * MIB,
    contentType: 'audio/mpeg',
    link: null,
    take: null,
    ...changes,
  };
}

function handed(files: readonly FileToHand[], limitBytes = 20 * MIB) {
  const view = filesView({ locale: 'en', lines: ['Here:'], files, limitBytes, jobId: '1000000000000000001' });
  expectSendable(view);
  return { view, names: view.files?.map(({ name }) => name) };
}

describe('filesView', () => {
  it('attaches what fits', () => {
    const { view, names } = handed([aFile(1), aFile(2)]);

    expect(names).toEqual(['take-1.mp3', 'take-2.mp3']);
    expect(view).toMatchSnapshot();
  });

  it.each([
    { limitBytes: 20 * MIB, sizeBytes: 20 * MIB, isAttached: true },
    { limitBytes: 20 * MIB, sizeBytes: 20 * MIB + 1, isAttached: false },
    { limitBytes: 500 * MIB, sizeBytes: 24 * MIB, isAttached: true },
    { limitBytes: 500 * MIB, sizeBytes: 24 * MIB + 1, isAttached: false },
  ])('keeps to the limit of the answer and of the request: $sizeBytes of $limitBytes', ({
    limitBytes,
    sizeBytes,
    isAttached,
  }) => {
    expect(handed([aFile(1, { sizeBytes })], limitBytes).names).toEqual(isAttached ? ['take-1.mp3'] : []);
  });

  it('offers in a menu what does not fit beside the others', () => {
    const { view, names } = handed([1, 2, 3, 4].map((number) => aFile(number, { sizeBytes: 11 * MIB })));

    expect(names).toEqual(['take-1.mp3', 'take-2.mp3']);
    expect(view).toMatchSnapshot();
  });

  it('gives the provider’s link for what is too large, with when it dies', () => {
    const link = { url: 'https://cdn.example/take.wav', expiresAt: SOME_TIME };
    const large = { name: 'take-2.wav', sizeBytes: 60 * MIB };

    const { view, names } = handed([aFile(1), aFile(2, { ...large, link })]);

    expect(names).toEqual(['take-1.mp3']);
    expect(view.content).toBe(
      'Here:\ntake\\-2.wav is too large to attach – [get it here](<https://cdn.example/take.wav>), until <t:1795176000:f>',
    );
  });

  it('says so where there is no link that can be shown', () => {
    const none = [
      null,
      { url: 'javascript:alert(1)', expiresAt: null },
      { url: `https://x/${'y'.repeat(900)}`, expiresAt: null },
    ];
    for (const link of none) {
      const { view } = handed([aFile(1, { sizeBytes: 60 * MIB, link })]);
      expect(view.content).toBe('Here:\nThis file is 62.9 MB, and I can send up to 21 MB here.');
    }
  });

  it('names those that it speaks of where there are several', () => {
    const { view } = handed([aFile(1, { sizeBytes: 60 * MIB }), aFile(2, { sizeBytes: 60 * MIB })]);

    expect(view.content).toContain('\ntake\\-1.mp3: This file is 62.9 MB');
    expect(view.content).toContain('\ntake\\-2.mp3: This file is 62.9 MB');
  });
});

describe('originalView', () => {
  it('hands out the song as its poster called it', () => {
    const job = buildJob({ reference: aReference({ name: '夜 *曲*.m4a', durationMs: 245_000 }) });
    const file = aFile(1, { name: '夜 *曲*.m4a', contentType: 'audio/mp4' });

    expect(originalView({ locale: 'en', job, file, limitBytes: 20 * MIB })).toMatchSnapshot();
  });
});

describe('keptFilesView', () => {
  it.each([
    { cancelRequestedAt: SOME_TIME, says: 'You cancelled, so this one' },
    { cancelRequestedAt: null, says: "I couldn't post it in the channel" },
  ])('says why it was not posted, and gives the takes', ({ cancelRequestedAt, says }) => {
    const job = buildJob({ state: 'failed', takes: [aTake()], cancelRequestedAt });

    const view = keptFilesView({ locale: 'en', job, files: [aFile(1)], limitBytes: 20 * MIB });

    expectSendable(view);
    expect(view.content).toMatch(/^Cover of \*\*song\.mp3\*\*\n/);
    expect(view.content).toContain(says);
    expect(view.files).toHaveLength(1);
  });
});
