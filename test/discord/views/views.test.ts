import { describe, expect, it } from 'vitest';
import type { Posting } from '../../../src/discord/port.ts';
import { lyricsCard } from '../../../src/discord/views/cards/lyrics-card.ts';
import { coverView } from '../../../src/discord/views/covers/cover-view.ts';
import { detailsView } from '../../../src/discord/views/covers/details-view.ts';
import { cutText, manyLines, oneLine } from '../../../src/discord/views/parts/user-text.ts';
import { endedView, keptView } from '../../../src/discord/views/progress/ended-view.ts';
import { existingJobView } from '../../../src/discord/views/progress/existing-job-view.ts';
import { nothingKnown as nothing, progressView } from '../../../src/discord/views/progress/progress-view.ts';
import { tellView } from '../../../src/discord/views/progress/tell-view.ts';
import { refusalView } from '../../../src/discord/views/refusal-view.ts';
import type { View } from '../../../src/discord/views/view.ts';
import type { Job, Take } from '../../../src/domain/job.ts';
import type { MemberText } from '../../../src/errors.ts';
import { aDraft, aReference, buildJob, SOME_TIME } from '../../support/build-job.ts';

const candidate = { provider: 'runware', model: 'minimax:music@cover' };
const task = {
  ...candidate,
  priceMicros: 150_000,
  ourId: 'x',
  submittedAt: SOME_TIME,
  attempts: 1,
  ref: 'r',
  acceptedAt: SOME_TIME,
};
const take = (changes: Partial<Take> = {}): Take => ({
  hash: 'b',
  sizeBytes: 1,
  format: 'mp3',
  seed: 77,
  costMicros: 150_000,
  link: { url: 'https://cdn.example/a.mp3', expiresAt: SOME_TIME + 60_000 },
  sound: null,
  playable: null,
  ...changes,
});
const at = (ms: number) => `<t:${(SOME_TIME + ms) / 1_000}`;

function shown(job: Job, view: Parameters<typeof progressView>[1] = nothing): string[] {
  return progressView(job, view).content.split('\n').slice(1);
}

/** What can be pressed, and what can be chosen. */
function labels({ components }: View): unknown[] {
  const controls = components.flatMap((row) => row.components);
  return controls.flatMap((one) => {
    if ('options' in one) return one.options.map(({ label }) => label);
    return 'label' in one ? [one.label] : [];
  });
}

const MORE = [
  'Cover this cover',
  'Make your own',
  'Other lyrics',
  'Details',
  'Lyrics',
  'Download the original',
  'Report',
  'Delete',
];

describe('progressView', () => {
  it.each([
    ['next', { place: { place: 1, guildIsFull: false } }, ["You're up next…"]],
    ['further back', { place: { place: 12, guildIsFull: false } }, ['#12 in line']],
    [
      'behind its own server, in words and without a number',
      { place: { place: 12, guildIsFull: true } },
      ['Others are already being made here. Yours starts as soon as one is done.'],
    ],
    ['of unknown place', {}, ["Got it! You're in line…"]],
  ])('tells a job that waits %s', (_where, view, lines) => {
    expect(shown(buildJob(), { ...nothing, ...view })).toEqual(lines);
  });

  it('says why a job is back in line', () => {
    const job = buildJob({ tried: [{ ...candidate, at: SOME_TIME, reason: 'busy' }] });

    expect(shown(job)[0]).toMatch(/^The music service couldn't take it just now/);
  });

  it('says how long a job that waits takes once it has started', () => {
    const usual = { medianMs: 130_000, ninetiethMs: 230_000, samples: 20 };
    const outlook = { phase: 'inLine', share: 0.4, leftMs: 80_000 } as const;
    const now = { ...nothing, place: { place: 2, guildIsFull: false }, outlook, usual };

    expect(shown(buildJob(), now)).toEqual([
      '#2 in line',
      '▰▰▰▰▱▱▱▱▱▱ Starts in about 1 min',
      '-# Then about 2–4 min.',
    ]);
  });

  it.each([
    [{ phase: 'starting', share: 0.3 }, ['▰▰▰▱▱▱▱▱▱▱ Starting now…']],
    [{ phase: 'slow' }, ["You're up next…", '⏳ Taking longer than usual. Nothing for you to do.']],
    [{ phase: 'leaving' }, ["You're up next…", "Still going – I'll ping you here when it's ready."]],
  ] as const)('says what time brings: %j', (outlook, lines) => {
    expect(shown(buildJob(), { ...nothing, place: { place: 1, guildIsFull: false }, outlook })).toEqual(lines);
  });

  it('says to a member for the first time where the song goes, while it can still be stopped', () => {
    const line = '-# Your song goes to Runware (MiniMax Music Cover) to make this.';

    expect(shown(buildJob({ isFirst: true }))).toContain(line);
    expect(shown(buildJob())).not.toContain(line);
  });

  it.each([
    'submitting',
    'generating',
  ] as const)('says while it is %s what is usual, and what cancelling means by now', (state) => {
    const job = buildJob({ state, task });
    const usual = { medianMs: 60_000, ninetiethMs: 120_000, samples: 0 };
    const begun = '🎧 Making your cover…';
    const cancel = "-# It's already paid for. If you cancel, it won't be posted – only you will get it.";

    expect(shown(job, { ...nothing, usual })).toEqual([begun, '-# Usually 1–2 min.', cancel]);
    expect(shown(job)).toEqual([begun, cancel]);
    expect(labels(progressView(job, nothing))).toEqual(['Cancel']);
  });

  it('says no longer what is usual once that is over', () => {
    const usual = { medianMs: 60_000, ninetiethMs: 120_000, samples: 20 };
    const now = (phase: 'slow' | 'leaving') =>
      shown(buildJob({ state: 'generating', task }), { ...nothing, usual, outlook: { phase } });

    expect([now('slow'), now('leaving')].flat().join()).not.toContain('1–2 min');
  });

  it('says what happens to a cover that was cancelled too late', () => {
    for (const state of ['submitting', 'generating'] as const) {
      const job = buildJob({ state, task, cancelRequestedAt: SOME_TIME });

      expect(shown(job).at(-1)).toContain("Only you'll get it.");
      expect(labels(progressView(job, nothing))).toEqual([]);
    }
  });

  it('promises no cover, cancelled or not, where nobody can say whether the paid request arrived', () => {
    for (const cancelRequestedAt of [null, SOME_TIME]) {
      const job = buildJob({ state: 'unknown', task: { ...task, provider: 'minimax' }, cancelRequestedAt });

      expect(shown(job)).toEqual([
        expect.stringMatching(
          /^I lost the connection to MiniMax .* To avoid paying twice I'll wait up to 15 minutes, /,
        ),
      ]);
      expect(labels(progressView(job, nothing))).toEqual([]);
    }
  });
});

describe('endedView', () => {
  it('leads to the message of a delivered cover', () => {
    const job = buildJob({ state: 'delivered', takes: [take()], delivery: { startedAt: 1, messageId: '99' } });

    const link = `https://discord.com/channels/${job.guildId}/${job.channelId}/99`;
    expect(endedView(job).content).toContain(`Your cover is here: ${link}`);
    expect(labels(endedView(job))).toEqual([]);
  });

  it.each([
    [0, 'Nothing was charged.'],
    [150_000, 'It still used $0.15 of the budget.'],
  ])('says why a job failed, what %i micro-dollars mean, and offers a new try', (spentMicros, cost) => {
    const failure = { key: 'provider.tooSlow', params: { provider: 'runware', minutes: 30 } } as const;
    const view = endedView(buildJob({ state: 'failed', failure, task, settled: 'committed', spentMicros }));

    expect(view.content).toMatch(/Runware wasn't done after 30 minutes/);
    expect(view.content.split('\n').slice(-2)).toEqual([
      '-# I tried it with MiniMax Music Cover at Runware.',
      `-# ${cost}`,
    ]);
    expect(labels(view)).toEqual(['Try again']);
  });

  it('leads to where the cover went when that is another channel', () => {
    const delivery = { startedAt: 1, messageId: '99' };
    const job = buildJob({ state: 'delivered', takes: [take()], delivery, askedIn: '7', channelId: '8' });

    const link = `https://discord.com/channels/${job.guildId}/8/99`;
    expect(endedView(job).content).toContain(`Your cover is in <#8>: ${link}`);
  });

  it('gives the takes that were kept, as files and links, with the end of these', () => {
    const failure = { key: 'delivery.kept', params: {} } as const;
    const job = buildJob({ state: 'failed', failure, takes: [take(), take({ seed: 78, link: null })] });
    const file = { hash: '/x/b', name: 'cover-2.mp3', sizeBytes: 5 };
    const takes = [
      { index: 0, files: [], link: job.takes[0]?.link ?? null, isTooLarge: true },
      { index: 1, files: [file], link: null },
    ];

    const view = keptView(job, takes);

    const large = 'too large to attach, listen here';
    expect(view.content.split('\n').slice(-4)).toEqual([
      'Save it now – or find it in `/covers mine` while I still have its files.',
      'To have it posted, press **Post it** in the channel where it should go.',
      `Take 1 · seed 77 · [${large}](<https://cdn.example/a.mp3>), until ${at(60_000)}:f>`,
      'Take 2 · seed 78',
    ]);
    expect(view.files).toMatchObject([{ hash: file.hash, sizeBytes: file.sizeBytes, contentType: 'audio/mpeg' }]);
    expect(labels(view)).toEqual(['Post it']);
  });

  it('gives the links that it knows of where it is given nothing, and says where to look where there is none', () => {
    const kept = (link: Take['link']) => keptView(buildJob({ state: 'failed', takes: [take({ link })] })).content;

    expect(kept(take().link)).toContain('(<https://cdn.example/a.mp3>)');
    for (const link of [null, { url: 'file:///etc/passwd', expiresAt: null }]) {
      expect(kept(link)).toContain('`/covers mine`');
      expect(kept(link)).not.toContain('Take 1');
    }
  });

  it('says why what nobody cancelled is cancelled', () => {
    const failure = { key: 'guild.left', params: {} } as const;
    const { content } = endedView(buildJob({ state: 'cancelled', settled: 'refunded', failure }));

    expect(content).toContain("I'm no longer in the server where you asked for it, so I took it out of the line.");
    expect(content).toContain('Cancelled – nothing was charged.');
  });

  it('gives what was cancelled too late to its requester, without a reason that there is none of', () => {
    const job = buildJob({ state: 'delivered', cancelRequestedAt: SOME_TIME, takes: [take()], settled: 'committed' });

    expect(endedView(job).content).toContain("You cancelled, so this one's just for you:");
  });
});

const asFiles = (count: number): Posting => ({
  takes: Array.from({ length: count }, (_, index) => {
    const name = `cover-${index + 1}.mp3`;
    return { index, files: [{ hash: name, name, sizeBytes: 1 }], link: null };
  }),
  picture: null,
});

describe('coverView', () => {
  it('says first what it is, and then who had it made by a machine, how much of it there is and the price', () => {
    const job = buildJob({ style: 'slow\njazz', takes: [take(), take({ seed: 78 })], task });

    const view = coverView(job, asFiles(2), 3);

    expect(view.content.split('\n')).toEqual([
      '**song** – slow jazz',
      `-# AI cover for <@${job.requester.id}> · 2 takes · $0.30`,
    ]);
    expect(labels(view)).toEqual(['New style', 'Another take', '▶ Original', '♥ 3', ...MORE]);
    expect(view.files?.map(({ title }) => title)).toEqual(['song – slow jazz (take 1)', 'song – slow jazz (take 2)']);
  });

  it('says how long one take is, that its words are new, and where a member’s first song went', () => {
    const sound = { durationMs: 182_000, container: 'MP3', codec: 'mp3' };
    const job = buildJob({ takes: [take({ sound })], task, lyrics: '[Verse]\nother words', isFirst: true });

    expect(coverView(job, asFiles(1)).content.split('\n').slice(1)).toEqual([
      `-# AI cover for <@${job.requester.id}> · 3:02 · new lyrics · $0.15`,
      '-# Sent to Runware (MiniMax Music Cover) to make this.',
    ]);
  });

  it('keeps the numbers of takes also when one was lost', () => {
    const job = buildJob({ takes: [take(), take({ seed: 78 })] });
    const { takes } = asFiles(2);

    const { files } = coverView(job, { takes: takes.slice(1), picture: null });

    expect(files?.map(({ title }) => title)).toEqual(['song – slow blues with a warm organ (take 2)']);
  });

  it('says what it was made from, and where it was asked', () => {
    const parent = { id: '5', channelId: '6', messageId: '7' };
    const about = (from: 'reference' | 'cover') =>
      coverView(
        buildJob({ lineage: { rootHash: 'r', parent, ancestors: [], from }, askedIn: '9' }),
        asFiles(1),
      ).content.split('\n')[1];
    const link = `(https://discord.com/channels/${buildJob().guildId}/6/7)`;

    expect(about('reference')).toContain(` · remix of [another cover]${link} · asked in <#9>`);
    expect(about('cover')).toContain(` · cover of [another cover]${link} · `);
  });

  it('shows every take with its link before anything else', () => {
    const url = `https://cdn.example/${'x'.repeat(330)}`;
    const link = { url, expiresAt: SOME_TIME };
    const takes = [0, 1, 2, 3].map((index) => ({ index, files: [], link, isTooLarge: true }));
    const job = buildJob({
      style: 'a'.repeat(900),
      reference: aReference({ name: 'b'.repeat(300) }),
      takes: takes.map(() => take({ seed: 2 ** 31 })),
    });

    const { content } = coverView(job, { takes, picture: null });

    expect(content.split(url)).toHaveLength(5);
    expect(content).toContain('AI cover for');
    expect(content.split('\n')[0]).toMatch(/^\*\*b+…\*\*/);
  });

  it('has its picture last, described for those who cannot see it', () => {
    const picture = { hash: '/p', name: 'waveform.png', sizeBytes: 3 };

    const { files } = coverView(buildJob(), { ...asFiles(1), picture });

    const words = { title: 'Waveform', description: 'Waveforms of the song and of its cover' };
    expect(files?.at(-1)).toEqual({ ...picture, contentType: 'image/png', ...words });
  });
});

describe('what is not known or not there', () => {
  const unpriced = { ...task, priceMicros: null, provider: 'aimlapi', model: 'minimax/music-cover' };
  const facts = (job: Job) => coverView(job, asFiles(1)).content.split('\n')[1];
  const price = (job: Job) => detailsView(job, 'en').content.match(/Price: .*/)?.[0];

  it.each([
    ['billed though no price was known', { costMicros: 40_000 }, unpriced, 40_000, ' · $0.04', '$0.04'],
    ['neither billed nor priced', { costMicros: null }, unpriced, 0, '', 'not known'],
    ['free', { costMicros: null }, { ...task, priceMicros: 0 }, 0, ' · free', 'free'],
    ['at its price', { costMicros: null }, task, 150_000, ' · $0.15', '$0.15'],
  ])('a cover that was %s says so', (_what, cost, by, spentMicros, shownFacts, shownPrice) => {
    const job = buildJob({ takes: [take(cost)], task: by, settled: 'committed', spentMicros, state: 'delivered' });

    expect(facts(job)).toBe(`-# AI cover for <@${job.requester.id}>${shownFacts}`);
    expect(price(job)).toBe(`Price: ${shownPrice}`);
  });

  it.each([
    [task, 'committed', 'Price: free'],
    [task, 'reserved', 'Price: not final yet'],
    [unpriced, 'reserved', 'Price: not known'],
    [unpriced, 'refunded', 'Price: free'],
  ] as const)('the price of nothing yet, by %o and %s', (by, settled, shownPrice) => {
    expect(price(buildJob({ task: by, settled }))).toBe(shownPrice);
  });

  it('nobody is told that it cost nothing when nobody knows what it cost', () => {
    const failure = { key: 'provider.presumedSpent', params: { provider: 'aimlapi' } } as const;
    const failed = endedView(buildJob({ state: 'failed', failure, task: unpriced, settled: 'committed' }));
    const refunded = endedView(buildJob({ state: 'failed', failure, task: unpriced, settled: 'refunded' }));

    expect(failed.content).toContain("I couldn't find out whether AI/ML API got your request");
    expect(failed.content.split('\n').at(-1)).toBe("-# I don't know what it cost.");
    expect(refunded.content.split('\n').at(-1)).toBe('-# Nothing was charged.');
  });

  it('a cover made from parts names them', () => {
    const parts = { reference: null, voice: aReference({ name: 'voice.wav' }), instrumental: aReference() };

    const { content } = detailsView(buildJob({ ...parts, lyrics: 'la la' }), 'en');

    expect(content).toMatch(/^\*\*Cover of voice.wav\*\*/);
    expect(content).toContain('Voice from a recording: 1:00, 1 MB\n-# Instruments from a recording: 1:00, 1 MB');
  });
});

describe('a new song', () => {
  const song = (changes: Partial<Job> = {}) =>
    buildJob({
      kind: 'song',
      reference: null,
      style: 'slow blues',
      candidates: [{ provider: 'minimax', model: 'music-2.6', priceMicros: 150_000 }],
      ...changes,
    });
  const minimax = { ...task, provider: 'minimax', model: 'music-2.6' };
  const failure = { key: 'provider.failed', params: { provider: 'minimax' } } as const;
  const posted = { startedAt: 1, messageId: '99' };

  it.each([
    ['queued', {}],
    ['generating', { task: minimax }],
    ['delivering', { task: minimax }],
    ['unknown', { task: minimax }],
    ['delivered', { delivery: posted, takes: [take()], settled: 'committed' }],
    ['failed', { failure, settled: 'refunded' }],
    ['cancelled', { settled: 'refunded' }],
  ] as const)('is never called a cover while it is %s', (state, changes) => {
    const job = song({ state, ...structuredClone(changes) } as Partial<Job>);
    const full = { ...nothing, place: { place: 2, guildIsFull: true } };
    const views = [
      progressView(job, nothing),
      progressView(job, full),
      existingJobView(job),
      detailsView(job, 'en'),
      tellView(job),
    ];

    expect(views.map(({ content }) => content).join('\n')).not.toMatch(/cover/i);
    expect(views[0]?.content.split('\n')[0]).toBe('New song: **slow blues**');
  });

  it('is posted as a song, with its style', () => {
    const job = song({ task: minimax, takes: [take({ seed: null })], settled: 'committed', spentMicros: 150_000 });

    expect(coverView(job, asFiles(1)).content.split('\n')).toEqual([
      '**slow blues**',
      `-# AI song for <@${job.requester.id}> · $0.15`,
    ]);
    const menu = ['Cover this song', 'Make your own', 'Details', 'Lyrics', 'Report', 'Delete'];
    expect(labels(coverView(job, asFiles(1)))).toEqual(['New style', 'Another take', '♥ 0', ...menu]);
    expect(labels(coverView({ ...job, lyrics: 'la la' }, asFiles(1)))).toContain('Other lyrics');
  });

  it.each([
    [{ isInstrumental: true }, 'Lyrics: none – instrumental'],
    [{ writesLyrics: true }, 'Lyrics: written by the music service'],
    [{ lyrics: 'la' }, '-# Lyrics:\n> la'],
  ])('says in its details who wrote the words: %j', (changes, line) => {
    expect(detailsView(song(changes), 'en').content).toContain(line);
  });
});

describe('tags without words', () => {
  it.each(['queued', 'generating'] as const)('are explained while the cover is %s', (state) => {
    const sentence = '-# The lyrics are only tags, so this cover will be instrumental.';

    expect(shown(buildJob({ state, lyrics: '[Intro]\n[Verse]' }))).toContain(sentence);
    expect(shown(buildJob({ state, lyrics: '[Verse]\nla' }))).not.toContain(sentence);
    expect(shown(buildJob({ state }))).not.toContain(sentence);
  });
});

describe('lyricsCard', () => {
  const card = (lyrics: string, changes: Partial<Parameters<typeof lyricsCard>[0]> = {}) =>
    lyricsCard({
      locale: 'en',
      draft: aDraft({ lyrics }),
      source: 'present',
      model: { lyrics: { need: 'optional', minimum: 10, maximum: 1_000 }, whenNoLyrics: 'own' },
      writing: undefined,
      ...changes,
    }).content.split('\n');

  it('shows as many lines as fit, and that there are more', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `line number ${index} of the song`);

    const shownLines = card(['[Verse]', ...lines].join('\n'));

    expect(shownLines).toContain('> line number 0 of the song');
    expect(shownLines.at(-1)).toBe('> …');
    expect(shownLines.length).toBeGreaterThan(40);
    expect(shownLines.length).toBeLessThan(100);
  });

  it('shows the beginning of a line that is longer than a message', () => {
    const last = card('la'.repeat(3_000)).at(-1) ?? '';

    expect(last).toMatch(/^> (la)+l?…$/);
    expect(last.length).toBeGreaterThan(1_650);
  });

  it('claims no parts where none were heard, and takes those of the words where there are any', () => {
    expect(card('', { source: 'notHeard', sections: [] })[1]).toMatch(/^I couldn't make out the lyrics\./);
    expect(card('[Intro]\n\n[Verse 2]\nla')[2]).toBe('-# Intro · Verse 2');
    expect(card('la la la')[1]).toBe('Your lyrics so far:');
    expect(card('')[1]).toBe('No lyrics yet. Open the editor to type them.');
  });

  it.each([
    [{ need: 'optional', whenNoLyrics: 'own' }, "them – or leave it empty to keep the song's own."],
    [{ need: 'optional', whenNoLyrics: 'instrumental' }, 'them – or leave it empty for an instrumental.'],
    [{ need: 'required', whenNoLyrics: 'own' }, 'editor to type them.'],
  ] as const)('says what an empty editor means to a model of %j', ({ need, whenNoLyrics }, ending) => {
    const model = { lyrics: { need, minimum: 10, maximum: 1_000 }, whenNoLyrics };

    expect(card('', { source: 'notHeard', model })[1]?.endsWith(ending)).toBe(true);
  });

  it('says that tags alone make an instrumental', () => {
    expect(card('[Intro]\n\n[Verse]').join()).toContain('Only tags so far, so this would be instrumental.');
  });

  it('offers to rewrite lyrics that are there, and else to write some', () => {
    const labelOf = (lyrics: string) => {
      const options = { locale: 'en', source: 'present', writing: { priceMicros: 7_000 } } as const;
      const model = { lyrics: { need: 'optional', minimum: 10, maximum: 1_000 }, whenNoLyrics: 'own' } as const;
      return labels(lyricsCard({ ...options, model, draft: aDraft({ lyrics }) })).at(-1);
    };

    expect(labelOf('[Verse]\nla')).toBe('Rewrite lyrics ($0.007)');
    expect(['', '[Verse]'].map(labelOf)).toEqual(['Write lyrics ($0.007)', 'Write lyrics ($0.007)']);
  });

  it('cuts the list of a song with many parts', () => {
    const sections = Array.from({ length: 200 }, (_, index) => ({ label: 'verse', startSeconds: index }));

    expect(card('la', { source: 'heard', sections })[2]).toMatch(/^-# (Verse \d:\d\d · )+…$/);
  });
});

describe('refusalView', () => {
  const refusals: [MemberText, boolean][] = [
    [{ key: 'song.notAudio', params: {} }, true],
    [{ key: 'style.length', params: { length: 1, minimum: 2, maximum: 3 } }, true],
    [{ key: 'lyrics.missing', params: { minimum: 1, maximum: 600 } }, true],
    [{ key: 'files.gone', params: {} }, true],
    [{ key: 'rights.missing', params: {} }, true],
    [{ key: 'files.full', params: {} }, false],
    [{ key: 'files.notKept', params: {} }, false],
    [{ key: 'model.none', params: { without: null } }, false],
    [{ key: 'permissions.bot', params: { missing: ['AttachFiles'] } }, false],
  ];

  it.each(refusals)('of %j leads back into the form: %s', (reason, isFixable) => {
    expect(labels(refusalView('en', reason, 'cover:fix:42'))).toEqual(isFixable ? ['Fix it'] : []);
    expect(labels(refusalView('en', reason, undefined))).toEqual([]);
  });
});

describe('texts of people', () => {
  it('lose their markup and their line breaks, but no character', () => {
    expect(oneLine(' **a**\n_b_ <@1> # c:d ', 100)).toBe('\\*\\*a\\*\\* \\_b\\_ \\<\\@1\\> \\# c\\:d');
    expect(oneLine('a\u202Eb\u0000c', 100)).toBe('abc');
    expect(manyLines('a\r\nb\n\n\n\n- c', 100)).toBe('a\nb\n\n\\- c');
  });

  it('are cut between characters as people see them, within the length', () => {
    expect(cutText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 15)).toBe('👩‍👩‍👧‍👦…');
    expect(cutText('👩‍👩‍👧‍👦', 11)).toBe('👩‍👩‍👧‍👦');
    expect(cutText('abcd', 3)).toBe('ab…');
    expect(oneLine('***', 6)).toBe('\\*\\*\\*');
    expect(oneLine('****', 6)).toBe('\\*\\*…');
  });
});
