import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PostedTake } from '../../../src/discord/port.ts';
import { lyricsCard } from '../../../src/discord/views/cards/lyrics-card.ts';
import { coverView } from '../../../src/discord/views/covers/cover-view.ts';
import { detailsView } from '../../../src/discord/views/covers/details-view.ts';
import { reportView } from '../../../src/discord/views/covers/report-view.ts';
import { type AskedUpload, draftForm } from '../../../src/discord/views/forms/draft-form.ts';
import { lyricsPromptForm } from '../../../src/discord/views/forms/lyrics-prompt-form.ts';
import { keptView } from '../../../src/discord/views/progress/ended-view.ts';
import { existingJobView } from '../../../src/discord/views/progress/existing-job-view.ts';
import { nothingKnown, progressView } from '../../../src/discord/views/progress/progress-view.ts';
import { tellView } from '../../../src/discord/views/progress/tell-view.ts';
import { type Job, jobStates, type Take } from '../../../src/domain/job.ts';
import type { TextRule } from '../../../src/domain/models.ts';
import { noKnownPrice } from '../../../src/domain/money/prices.ts';
import { aDraft, aReference, buildJob, SOME_TIME } from '../../support/build-job.ts';
import { expectSendable, foreignMarkup, wild } from './wild.ts';

const link = fc.option(
  fc.record({
    url: fc.oneof(fc.webUrl(), wild(900), fc.constant(`https://cdn.example/${'x'.repeat(2_000)}`)),
    expiresAt: fc.option(fc.constant(SOME_TIME)),
  }),
);

const take: fc.Arbitrary<Take> = fc.record({
  hash: fc.constant('b'.repeat(64)),
  sizeBytes: fc.nat(),
  format: fc.constantFrom('mp3', 'wav', 'flac', 'ogg'),
  seed: fc.option(fc.nat({ max: 2 ** 31 })),
  costMicros: fc.option(fc.nat({ max: 10_000_000 })),
  link,
  sound: fc.constant(null),
  playable: fc.constant(null),
});

const snowflake = fc.constant('1234567890123456789');

/** What of a job's takes goes into a message: with up to two files, a link, or nothing of use. */
const posted = (count: number): fc.Arbitrary<PostedTake[]> =>
  fc
    .array(fc.record({ files: fc.nat({ max: 2 }), link, isLost: fc.boolean() }), { minLength: count, maxLength: count })
    .map((takes) =>
      takes.flatMap(({ files, link: own, isLost }, index) => {
        const names = ['cover.mp3', 'cover.wav'].slice(0, files);
        const listed = names.map((name) => ({ hash: '/x', name, sizeBytes: 1 }));
        return isLost ? [] : [{ index, files: listed, link: own }];
      }),
    );

const usual = fc.record({ medianMs: fc.nat(), ninetiethMs: fc.nat(), samples: fc.nat({ max: 20 }) });

const anyJob: fc.Arbitrary<Job> = fc
  .record({
    state: fc.constantFrom(...jobStates),
    kind: fc.constantFrom('cover' as const, 'song' as const),
    names: fc.record({
      reference: fc.option(wild(600)),
      voice: fc.option(wild(600)),
      instrumental: fc.option(wild(9)),
    }),
    isInstrumental: fc.boolean(),
    writesLyrics: fc.boolean(),
    task: fc.option(
      fc.record({
        provider: fc.oneof(fc.constantFrom('runware', 'aimlapi', 'minimax', ''), wild(200)),
        model: fc.oneof(fc.constantFrom('minimax:music@cover', 'music-01', ''), wild(400)),
        priceMicros: fc.option(fc.nat({ max: 1_000_000_000 })),
      }),
    ),
    style: fc.option(wild(6_000)),
    lyrics: fc.option(wild(6_000)),
    takes: fc.array(take, { maxLength: 4 }),
    messageId: fc.option(fc.constant('1234567890123456789')),
    cancelRequestedAt: fc.option(fc.constant(SOME_TIME)),
    askedIn: fc.option(snowflake),
    publicLocale: fc.option(fc.constantFrom('de', 'en-GB', 'xx')),
    lineage: fc.option(
      fc.record({
        rootHash: fc.constant('r'),
        parent: fc.record({ id: snowflake, channelId: snowflake, messageId: snowflake }),
        ancestors: fc.array(snowflake),
        from: fc.constantFrom('reference' as const, 'cover' as const),
      }),
    ),
    failure: fc.option(fc.constant({ key: 'provider.presumedSpent', params: { provider: 'runware' } } as const)),
    settled: fc.constantFrom('reserved' as const, 'committed' as const, 'refunded' as const),
    spentMicros: fc.nat(),
    moves: fc.nat({ max: 60 }),
  })
  .map(({ names, task: by, messageId, moves, ...changes }) => {
    const job = buildJob();
    const timeline = Array.from({ length: moves }, (_, index) => ({
      state: jobStates[index % jobStates.length] ?? 'queued',
      at: SOME_TIME + index,
      ...(by && { provider: by.provider }),
    }));
    const delivery = { startedAt: SOME_TIME, messageId };
    const task = by && { ...by, ourId: 'x', submittedAt: SOME_TIME, attempts: 1, ref: null, acceptedAt: null };
    const recording = (name: string | null) => (name === null ? null : aReference({ name }));
    return {
      ...job,
      ...changes,
      task,
      reference: recording(names.reference),
      voice: recording(names.voice),
      instrumental: recording(names.instrumental),
      delivery,
      timeline: [...job.timeline, ...timeline],
    };
  });

const COVER = { lyrics: { need: 'optional', minimum: 10, maximum: 1_000 }, whenNoLyrics: 'own' } as const;

describe('every view of a job', () => {
  it('keeps within what Discord takes, whatever people wrote', () => {
    fc.assert(
      fc.property(
        anyJob,
        fc.nat({ max: 100_000 }),
        fc.boolean(),
        usual,
        posted(4),
        fc.nat(),
        wild(2_000),
        (job, place, guildIsFull, times, takes, votes, words) => {
          const outlook = { phase: 'making', share: 0.5, leftMs: place } as const;
          const now = { place: { place, guildIsFull }, outlook, usual: times };
          expectSendable(progressView(job, now));
          expectSendable(progressView(job, nothingKnown));
          expectSendable(existingJobView(job));
          expectSendable(detailsView(job, 'en-US'));
          expectSendable(keptView(job, takes));
          expectSendable(tellView(job));
          const picture = votes % 2 === 0 ? null : { hash: '/x', name: 'waveform.png', sizeBytes: 1 };
          const cover = coverView(job, { takes, picture }, votes);
          expectSendable(cover);
          expect(cover.files?.every(({ title }) => title !== '' && (title?.length ?? 0) <= 120)).toBe(true);
          for (const take of takes.filter(({ files }) => files.length === 0))
            expect(cover.content).toContain(`Take ${take.index + 1}`);
          const post = { channelId: '1234567890123456789', messageId: '1234567890123456789' };
          expectSendable(
            reportView({
              id: 'a',
              job,
              cover: post,
              reporter: { id: '1', name: words },
              reason: words,
              takeDown: null,
              channelIds: [],
            }),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shows what people wrote as plain text: no mention, link, heading or code of theirs is left', () => {
    fc.assert(
      fc.property(wild(300), wild(900), wild(900), (name, style, lyrics) => {
        const wilder = buildJob({ style, lyrics, reference: aReference({ name }) });
        const song = buildJob({ kind: 'song', reference: null, style, lyrics });
        const own = /<@4000000000000000001>|<t:\d+:[TRf]>/g;
        expect(foreignMarkup(coverView(wilder, { takes: [], picture: null }).content, own)).toEqual([]);
        expect(foreignMarkup(detailsView(wilder, 'en').content, own)).toEqual([]);
        const report = {
          id: 'a',
          job: wilder,
          cover: { channelId: '1', messageId: '2' },
          takeDown: null,
          channelIds: [],
        };
        const reported = reportView({ ...report, reporter: { id: '4000000000000000001', name }, reason: lyrics });
        expect(
          foreignMarkup(reported.content, /<@4000000000000000001>|https:\/\/discord\.com\/channels\/[\d/]+/g),
        ).toEqual([]);
        expect(foreignMarkup(tellView({ ...wilder, state: 'failed' }).content, own)).toEqual([]);
        expect(foreignMarkup(progressView(song, nothingKnown).content, own)).toEqual([]);
        const draft = aDraft({ lyrics, song: { kind: 'kept', reference: aReference({ name }) } });
        for (const source of ['present', { title: style }] as const) {
          const card = lyricsCard({ locale: 'en', draft, source, model: COVER, writing: undefined });
          expect(foreignMarkup(card.content, own)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('lyricsCard', () => {
  it('keeps within what Discord takes, whatever is sung', () => {
    const sections = fc.array(
      fc.record({
        label: fc.oneof(fc.constantFrom('intro', 'verse', 'chorus 12', 'silence'), wild(90)),
        startSeconds: fc.nat({ max: 100_000 }),
      }),
      { maxLength: 300 },
    );
    const tagged = fc
      .array(fc.tuple(fc.constantFrom('Verse', 'Chorus 99', 'Pre Chorus'), wild(900)), { maxLength: 60 })
      .map((parts) => parts.map(([tag, words]) => `[${tag}]\n${words}`).join('\n\n'));
    fc.assert(
      fc.property(
        fc.oneof(wild(9_000), tagged),
        wild(600),
        sections,
        fc.constantFrom('heard' as const, 'notHeard' as const, 'present' as const, 'title' as const),
        fc.option(fc.nat(), { nil: undefined }),
        fc.constantFrom('cover' as const, 'song' as const),
        (lyrics, name, heard, source, priceMicros, kind) => {
          const draft = aDraft({ kind, lyrics, song: { kind: 'kept', reference: aReference({ name }) } });
          const card = lyricsCard({
            locale: 'en-US',
            draft,
            source: source === 'title' ? { title: name } : source,
            sections: heard,
            model: COVER,
            writing: priceMicros === undefined ? undefined : { priceMicros },
          });
          expectSendable(card);
          expect(card.components.flatMap((row) => row.components)).toHaveLength(priceMicros === undefined ? 1 : 2);
        },
      ),
      { numRuns: 150 },
    );
  });
});

type Form = ReturnType<typeof draftForm>;

function expectTakenByDiscord(form: Form): void {
  expect(form.title.length).toBeGreaterThan(0);
  expect(form.title.length).toBeLessThanOrEqual(45);
  expect(form.custom_id.length).toBeLessThanOrEqual(100);
  expect(form.components.length).toBeGreaterThan(0);
  expect(form.components.length).toBeLessThanOrEqual(5);
  for (const part of form.components) expectFieldTaken(part);
}

function expectFieldTaken(part: Form['components'][number]): void {
  if (!('label' in part)) throw new Error('a part of the form has no label');
  expect(part.label.length).toBeLessThanOrEqual(45);
  expect(part.description?.length).toBeLessThanOrEqual(100);
  const input = part.component;
  if ('min_values' in input && input.required) expect(input.min_values).toBeGreaterThan(0);
  if (!('max_length' in input)) return;
  const { min_length: minimum = 0, max_length: maximum = 0, value, placeholder = '' } = input;
  expect(maximum).toBeLessThanOrEqual(4_000);
  expect(minimum).toBeLessThanOrEqual(maximum);
  expect(placeholder.length).toBeLessThanOrEqual(100);
  expect(value?.length ?? minimum).toBeGreaterThanOrEqual(minimum);
  expect(value?.length ?? maximum).toBeLessThanOrEqual(maximum);
  expect(value?.isWellFormed() ?? true).toBe(true);
}

const rule: fc.Arbitrary<TextRule> = fc.record({
  need: fc.constantFrom('required', 'optional', 'none'),
  minimum: fc.integer({ min: 0, max: 20 }),
  maximum: fc.integer({ min: 20, max: 6_000 }),
});

const uploads: fc.Arbitrary<AskedUpload[]> = fc.oneof(
  fc.tuple(fc.record({ field: fc.constant('song' as const), name: fc.option(wild(500)) })),
  fc.tuple(
    fc.record({ field: fc.constant('song' as const), name: fc.option(wild(500)) }),
    fc.record({ field: fc.constant('voice' as const), name: fc.option(wild(500)) }),
    fc.record({ field: fc.constant('instrumental' as const), name: fc.option(wild(500)) }),
  ),
);

const shortEnough = wild(2_000)
  .map((words) => words.toWellFormed())
  .filter((words) => words.length <= 4_000);

describe('draftForm', () => {
  it('keeps within what a form may have, whatever is filled in', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom('cover' as const, 'song' as const),
          style: rule,
          lyrics: rule,
          whenNoLyrics: fc.constantFrom('own' as const, 'instrumental' as const),
          maximumTakes: fc.constantFrom(1, 4),
          needsVocals: fc.boolean(),
          priceOf: fc.option(fc.nat()).map((micros) => () => micros),
        }),
        uploads,
        fc.option(wild(5_000)),
        fc.option(fc.record({ value: fc.option(wild(9_000)), isRequired: fc.boolean(), isEditor: fc.boolean() })),
        fc.constantFrom('make' as const, 'lyrics' as const),
        (model, asked, style, lyrics, purpose) => {
          const customId = 'cover:submit:1234567890123456789';
          expectTakenByDiscord(draftForm({ locale: 'en-US', customId, model, purpose, uploads: asked, style, lyrics }));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('loses no word of lyrics that are too long for the model but not for the form', () => {
    fc.assert(
      fc.property(shortEnough, fc.integer({ min: 20, max: 4_000 }), fc.boolean(), (value, maximum, isEditor) => {
        const { components } = draftForm({
          locale: 'en-US',
          customId: 'cover:submit:1',
          model: {
            kind: 'cover',
            style: { need: 'none', minimum: 0, maximum: 0 },
            lyrics: { need: 'optional', minimum: 1, maximum },
            whenNoLyrics: 'own',
            maximumTakes: 1,
            priceOf: noKnownPrice,
            needsVocals: true,
          },
          purpose: 'make',
          uploads: [],
          style: null,
          lyrics: { value, isRequired: false, isEditor },
        });
        const [field] = components;
        const input = field && 'component' in field ? field.component : undefined;
        expect(input && 'value' in input ? input.value : '').toBe(value);
      }),
    );
  });
});

describe('wishForm', () => {
  it.each([true, false])('keeps within what a form may have (change: %s)', (isChange) => {
    for (const micros of [0, 10_000, 123_456_789_012]) {
      expectTakenByDiscord(lyricsPromptForm({ locale: 'en-US', draftId: '1234567890123456789', isChange, micros }));
    }
  });
});
