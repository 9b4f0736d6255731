import { ComponentType } from 'discord.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { coverData } from '../../commands/cover/definition.ts';
import { coversData } from '../../commands/covers/definition.ts';
import { privacyData } from '../../commands/privacy/definition.ts';
import { songData } from '../../commands/song/definition.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import { lyricsCard } from '../../src/discord/views/cards/lyrics-card.ts';
import { removalCard, removedView } from '../../src/discord/views/cards/removal-card.ts';
import { reviewCard } from '../../src/discord/views/cards/review-card.ts';
import { coverView } from '../../src/discord/views/covers/cover-view.ts';
import { detailsView } from '../../src/discord/views/covers/details-view.ts';
import { filesView } from '../../src/discord/views/covers/files-view.ts';
import { lyricsView } from '../../src/discord/views/covers/lyrics-view.ts';
import { originalView } from '../../src/discord/views/covers/original-view.ts';
import { reportView } from '../../src/discord/views/covers/report-view.ts';
import { draftForm } from '../../src/discord/views/forms/draft-form.ts';
import { lyricsPromptForm } from '../../src/discord/views/forms/lyrics-prompt-form.ts';
import { reportForm } from '../../src/discord/views/forms/report-form.ts';
import { mineView } from '../../src/discord/views/lists/mine-view.ts';
import { queueView } from '../../src/discord/views/lists/queue-view.ts';
import { showView } from '../../src/discord/views/lists/show-view.ts';
import { topView } from '../../src/discord/views/lists/top-view.ts';
import { treeView } from '../../src/discord/views/lists/tree-view.ts';
import { exportView, forgetCard, forgottenView } from '../../src/discord/views/privacy-view.ts';
import { cancelNoneView, cancelSeveralView } from '../../src/discord/views/progress/cancel-view.ts';
import { keptView } from '../../src/discord/views/progress/ended-view.ts';
import { progressView } from '../../src/discord/views/progress/progress-view.ts';
import { tellView } from '../../src/discord/views/progress/tell-view.ts';
import { quotaView } from '../../src/discord/views/quota-view.ts';
import { refusalView, unexpectedView } from '../../src/discord/views/refusal-view.ts';
import { type Job, jobStates, type Lineage } from '../../src/domain/job.ts';
import { findModel } from '../../src/domain/models.ts';
import { dayOf, monthOf } from '../../src/domain/money/quota.ts';
import type { Outlook } from '../../src/domain/turns/waiting.ts';
import type { MemberText } from '../../src/errors.ts';
import { memberText, text } from '../../src/locales/text.ts';
import { models } from '../../src/providers/catalog.ts';
import { aCover, aTake } from '../support/build-cover.ts';
import { aDraft, aReference, buildJob, SOME_TIME } from '../support/build-job.ts';
import { readableIn, speakPseudoGerman, untranslatedIn } from '../support/pseudo-language.ts';

const locale = 'de';
const model = findModel(models, { provider: 'runware', model: 'minimax:music@cover' });
const songModel = models.find(({ kind }) => kind === 'song');
if (!model || !songModel) throw new Error('the catalog is empty');

const link = { url: 'https://cdn.example/take.wav', expiresAt: SOME_TIME + 86_400_000 };
const reference = aReference({ name: '♪', sizeBytes: 19_530_000, durationMs: 185_000 });
const task = {
  provider: 'runware',
  model: 'minimax:music@cover',
  priceMicros: 150_000,
  ourId: 'x',
  submittedAt: SOME_TIME,
  attempts: 1,
  ref: 'r',
  acceptedAt: SOME_TIME,
};
const posted = { startedAt: SOME_TIME, messageId: '9000000000000000001' };
const lineage = {
  rootHash: 'r',
  parent: { id: '5', channelId: '6000000000000000001', messageId: '7000000000000000001' },
  ancestors: [] as string[],
  from: 'cover' as const,
} satisfies Lineage;

/** All that members wrote in it is without letters. */
const jobOf = (changes: Partial<Job> = {}) =>
  buildJob({ locale, task, style: '♫ 12345 67890 12345', reference, requester: { id: '4', name: '♥' }, ...changes });
const takes = [aTake({ seed: 7, link }), aTake({ seed: 8, link })];
const handed = {
  hash: '/files/1',
  name: '1',
  sizeBytes: 62_900_000,
  contentType: 'audio/mpeg',
  link: null,
  take: null,
};
const shownTakes = [
  { index: 0, files: [], link },
  { index: 1, files: [], link: null, isTooLarge: true },
];
const now = {
  place: { place: 1_203, guildIsFull: false },
  outlook: { phase: 'inLine', share: 0.2, leftMs: 75_000 },
  usual: { medianMs: 130_000, ninetiethMs: 230_000, samples: 20 },
} as const;
const outlooks: readonly Outlook[] = [
  { phase: 'starting', share: 0.2 },
  { phase: 'making', share: 0.4, leftMs: 75_000 },
  { phase: 'nearlyDone', share: 0.9 },
  { phase: 'slow' },
  { phase: 'leaving' },
];
const entry = { job: jobOf({ state: 'delivered', delivery: posted, takes }), cover: aCover(jobOf(), 1_203) };
const failure: MemberText = {
  key: 'delivery.permission',
  params: { missing: ['ViewChannel', 'AttachFiles'], channelId: '77' },
};
const draft = aDraft({
  locale,
  style: '♫ 12345 67890 12345',
  lyrics: null,
  takes: 2,
  song: { kind: 'kept', reference },
});
const usages = [
  {
    scope: 'member',
    used: { count: 2, micros: 300_000 },
    limit: { count: 1_203, micros: 1_500_000 },
    window: dayOf(SOME_TIME),
  },
  { scope: 'guild', used: { count: 9, micros: 2_700_000 }, limit: {}, window: monthOf(SOME_TIME) },
] as const;

const views = {
  'a cover': () => coverView(jobOf({ takes, lineage, askedIn: '8' }), { takes: shownTakes, picture: null }, 1_203),
  details: () =>
    detailsView(jobOf({ takes, lineage, timeline: jobStates.map((state) => ({ state, at: SOME_TIME })) }), locale),
  'a shown cover': () => showView({ locale, ...entry }),
  'how jobs are getting on': () => jobStates.map((state) => progressView(jobOf({ state, tried: [] }), now)),
  'what is left': () =>
    outlooks.map((outlook) => progressView(jobOf({ state: 'generating', isFirst: true }), { ...now, outlook })),
  'an end': () => progressView(jobOf({ state: 'failed', failure, settled: 'presumed', spentMicros: 150_000 }), now),
  'what was kept': () => [
    progressView(jobOf({ state: 'failed', failure, takes }), now),
    keptView(jobOf({ state: 'failed', failure, takes }), shownTakes),
  ],
  'what all are told': () =>
    [{}, { takes }, { delivery: posted }].map((changes) => tellView(jobOf({ state: 'failed', failure, ...changes }))),
  'a review card': () =>
    reviewCard({
      locale,
      draft,
      review: {
        reference,
        voice: reference,
        instrumental: null,
        part: { chosen: 'best', startSeconds: 90, seconds: 360, wholeSeconds: 1_500, maximumSeconds: 360 },
        model,
        micros: 300_000,
        usages,
        elsewhere: { channelId: '77', isFromClosed: true },
        privateFirst: null,
        isPriceFixed: true,
      },
      wantsTick: true,
      isAnew: true,
    }),
  'a form': () =>
    draftForm({
      locale,
      customId: 'cover:submit:1',
      model,
      purpose: 'make',
      uploads: [{ field: 'song', name: '1' }],
      style: null,
      lyrics: { value: null, isRequired: false, isEditor: false },
      takes: 2,
      mayUse: false,
    }),
  'other forms': () => [
    lyricsPromptForm({ locale, draftId: '1', isChange: true, micros: 150_000 }),
    reportForm('1', locale),
  ],
  'lyrics before anything is made': () =>
    lyricsCard({
      locale,
      draft,
      source: 'notHeard',
      model: { lyrics: { need: 'optional', minimum: 10, maximum: 1_000 }, whenNoLyrics: 'own' },
      writing: { priceMicros: 150_000 },
    }),
  lyrics: () => lyricsView(jobOf(), locale),
  lists: () => [
    queueView({
      locale,
      memberId: '4',
      entries: [{ job: jobOf({ state: 'generating' }), place: undefined }],
      own: [{ job: jobOf(), place: now.place }],
      count: 9,
    }),
    mineView({ entries: [entry], hasOlder: true, hasNewer: true }, locale),
    topView({ locale, period: 'week', entries: [entry] }),
    treeView({ locale, asked: entry, family: [entry] }),
    cancelSeveralView([jobOf(), jobOf()], locale),
    cancelNoneView(locale),
  ],
  'what is left of quotas': () => quotaView(usages, locale),
  files: () => [
    filesView({ locale, lines: [], files: [handed], limitBytes: 21_000_000, jobId: '1' }),
    originalView({ locale, job: jobOf(), file: handed, limitBytes: 21_000_000 }),
  ],
  'what is asked before something goes': () => [
    removalCard({ locale, job: jobOf(), takeDown: { remixes: 3, song: 'blocked' } }),
    removedView({ count: 2, refused: 1 }, locale),
    forgetCard('4', locale),
    forgottenView({ covers: 2, refused: 2, unfinished: 2 }, locale),
    exportView(undefined, locale),
  ],
  'a report': () =>
    reportView({
      id: 'a',
      takeDown: { remixes: 2, song: 'blocked' },
      job: jobOf(),
      cover: { channelId: '3', messageId: '9' },
      reporter: { id: '5', name: '♥' },
      reason: '♪',
      channelIds: [],
    }),
  refusals: () => [refusalView(locale, failure, undefined), unexpectedView(locale, '1')],
} satisfies Record<string, () => unknown>;

const shownOf = (view: () => unknown) =>
  readableIn({ all: view() })
    .join('\n')
    .replaceAll(/[⟦⟧⟪⟫]/g, '')
    .replaceAll(/[\u00A0\u202F]/g, ' ');

describe('a second language', () => {
  beforeEach(() => {
    speakPseudoGerman();
  });

  it.each(Object.entries(views))('has all the words of %s', (_name, view) => {
    const readable = readableIn({ all: view() });
    expect(readable).not.toEqual([]);
    expect(readable.flatMap(untranslatedIn)).toEqual([]);
  });

  it('writes money, numbers, sizes and lengths as it does', () => {
    expect(shownOf(views['a review card'])).toMatch(/2 takes · 0,30 \$[\s\S]*1\.201 of your 1\.203 takes und 1,20 \$/);
    expect(shownOf(views['how jobs are getting on'])).toMatch(/#1\.203 in line[\s\S]*about 2–4 Min\./);
    expect(shownOf(views.details)).toMatch(/Seed: 7 und 8[\s\S]*Song: 3:05, 19,5 MB/);
    expect(shownOf(views.files)).toContain('This file is 62,9 MB, and I can send up to 21 MB');
  });

  it('leaves moments to Discord, which writes them in the language of each reader', () => {
    expect(shownOf(views['what is left of quotas'])).toMatch(/Resets <t:\d+:R> \(<t:\d+:f>\)/);
  });

  it('says what was stored by an English bot', () => {
    expect(memberText(locale, failure).replaceAll(/[⟦⟧⟪⟫]/g, '')).toContain(
      'the permissions **View Channel** und **Attach Files**',
    );
  });

  it('is for those alone who chose it', () => {
    expect(text('en-US', 'button.cancel')).toBe('Cancel');
    expect(text('de', 'button.cancel')).toBe('⟦Cancel⟧');
    expect(text('xx', 'button.cancel')).toBe('Cancel');
  });

  it('is in the descriptions of commands and in the names of choices', () => {
    const commands = [
      (own: string) => coverData(model, own),
      (own: string) => songData(songModel, own),
      coversData,
      privacyData,
    ];
    for (const command of commands.map((make) => inAllLanguages(make))) {
      expect(command.description_localizations).toMatchObject({ de: `⟦${command.description}⟧` });
      expect(command.name_localizations).toBeUndefined();
    }
    expect(inAllLanguages(privacyData).options?.at(-1)).toMatchObject({
      options: [{ choices: [{ name_localizations: { de: expect.stringMatching(/^⟦.*⟧$/) }, value: 'allow' }, {}] }],
    });
  });
});

describe('what is looked for', () => {
  it('are words outside of all texts, and words that texts were given', () => {
    speakPseudoGerman();
    const given = text(locale, 'maker', {
      model: 'English words',
      provider: text(locale, 'picture.made', { kind: 'cover' }),
    });
    expect(untranslatedIn(given)).toEqual(['English', 'words']);
    expect(untranslatedIn('⟦Cover⟧ on 7 · <t:1:R>')).toEqual(['on']);
    expect(readableIn({ type: ComponentType.Button, label: 'Cancel', custom_id: 'cover:cancel' })).toEqual(['Cancel']);
  });
});
