import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReviewCardOptions, reviewCard } from '../../../src/discord/views/cards/review-card.ts';
import type { QuotaUsage } from '../../../src/domain/draft/review.ts';
import { dayOf, monthOf } from '../../../src/domain/money/quota.ts';
import { models } from '../../../src/providers/catalog.ts';
import { aDraft, aReference, SOME_TIME } from '../../support/build-job.ts';
import { expectSendable, foreignMarkup, wild } from './wild.ts';

const [cover] = models;
const song = models.find(({ kind }) => kind === 'song');
if (!cover || !song) throw new Error('the catalog is empty');

const usages: QuotaUsage[] = [
  {
    scope: 'member',
    used: { count: 2, micros: 300_000 },
    limit: { count: 5, micros: 1_500_000 },
    window: dayOf(SOME_TIME),
  },
  { scope: 'guild', used: { count: 9, micros: 2_700_000 }, limit: { micros: 15_000_000 }, window: monthOf(SOME_TIME) },
];

const options: ReviewCardOptions = {
  locale: 'en-US',
  draft: aDraft({ takes: 2, lyrics: '[Verse]\nSilver *rain*\n\n[Chorus]\nOn and on' }),
  review: {
    reference: aReference(),
    voice: null,
    instrumental: null,
    model: cover,
    micros: 300_000,
    usages,
    elsewhere: null,
    privateFirst: null,
    part: null,
    isPriceFixed: true,
  },
  wantsTick: false,
};
const { draft, review } = options;

const lines = (changes: Partial<ReviewCardOptions>) => reviewCard({ ...options, ...changes }).content.split('\n');
const labels = (changes: Partial<ReviewCardOptions>) =>
  reviewCard({ ...options, ...changes }).components.flatMap((row) =>
    row.components.flatMap((control) => ('label' in control ? [control.label] : [])),
  );

describe('reviewCard', () => {
  it('shows what a cover comes to in three lines, and the words that are not the song’s own', () => {
    expect(reviewCard(options)).toMatchSnapshot();
  });

  it('says what the music service gets in place of a style that is short for it', () => {
    const of = (style: string) => lines({ draft: { ...draft, style } }).filter((line) => line.includes(style));

    expect(of('jazz')).toEqual([
      'Cover **song.mp3** – jazz?',
      "-# That's short, so the music service gets: jazz style",
    ]);
    expect(of('slow smoky jazz')).toEqual(['Cover **song.mp3** – slow smoky jazz?']);
  });

  it('is three lines where there is nothing out of the ordinary', () => {
    expect(lines({ draft: { ...draft, lyrics: null } })).toEqual([
      'Cover **song.mp3** – slow blues with a warm organ?',
      "2 takes · $0.30 · Song: 1:00, MP3 · MiniMax Music Cover at Runware · Lyrics: the song's own",
      expect.stringMatching(/^-# 3 of your 5 takes .* of this server's/),
    ]);
  });

  it('names the channel that it goes to, and says so where more people see that one', () => {
    const to = (isFromClosed: boolean) =>
      lines({ review: { ...review, elsewhere: { channelId: '77', isFromClosed }, isPriceFixed: true } }).filter(
        (line) => line.includes('<#77>'),
      );

    expect(to(false)).toEqual(['It will be posted in <#77>.']);
    expect(to(true)[0]).toMatch(/^Not everyone can see this channel – /);
  });

  it('shows what a new song comes to', () => {
    const words = { ...draft, kind: 'song', lyrics: null, isInstrumental: true, takes: 1 } as const;

    expect(
      reviewCard({ ...options, draft: words, review: { ...review, reference: null, model: song, usages: [] } }),
    ).toMatchSnapshot();
  });

  it('names each part that was given in place of a song', () => {
    const parts = { reference: null, voice: aReference({ name: 'voice.wav' }), instrumental: aReference() };

    const [title, facts] = lines({ review: { ...review, ...parts } });
    expect(title).toMatch(/^Cover \*\*voice\.wav\*\* – .*\?$/);
    expect(facts).toContain(' · Voice from a recording: 1:00, MP3 · Instruments from a recording: 1:00, MP3 · ');
  });

  it.each([
    [0, 0, true, '2 takes · free'],
    [0, null, true, '2 takes · price not known'],
    [300_000, 150_000, true, '2 takes · $0.30'],
    [300_000, 150_000, false, '2 takes · up to $0.30'],
  ])('for %i micro-dollars by a model of %s, fixed: %s, says: %s', (micros, priceMicros, isPriceFixed, line) => {
    const model = { ...cover, priceOf: () => priceMicros };
    expect(lines({ review: { ...review, micros, isPriceFixed, model } })[1]).toContain(`${line} · `);
  });

  it('mentions no limit that there is not, and never less than nothing', () => {
    const [day, month] = usages.map(({ window }) => window);
    if (!day || !month) throw new Error('no windows');
    const used = { count: 9, micros: 9_000_000 };
    const left = lines({
      review: {
        ...review,
        usages: [
          { scope: 'member', used, limit: { count: 5 }, window: day },
          { scope: 'guild', used, limit: {}, window: month },
        ],
      },
    }).filter((line) => line.includes(' left '));

    expect(left).toEqual([`-# 0 of your 5 takes left today (resets <t:${day.endsAt / 1_000}:R>)`]);
  });

  it.each([
    [true, { kind: 'cover', mayUse: false }, true],
    [true, { kind: 'cover', mayUse: true }, false],
    [false, { kind: 'cover', mayUse: false }, false],
    [true, { kind: 'song', mayUse: false }, false],
  ] as const)('with wantsTick %s and %j confirms the right to the song: %s', (wantsTick, changes, isSaid) => {
    const said = lines({ wantsTick, draft: { ...draft, ...changes } }).some((line) => line.includes('you may use'));

    expect(said).toBe(isSaid);
  });

  it('offers to change only what the model takes', () => {
    const none = { need: 'none', minimum: 0, maximum: 0 } as const;

    expect(labels({ review: { ...review, model: { ...cover, lyrics: none, style: none } } })).toEqual([
      'Make it',
      'Cancel',
    ]);
    expect(labels({ draft: { ...draft, kind: 'song', writesLyrics: true } })).not.toContain('Edit lyrics');
  });

  it('says that tags without words are played without a voice', () => {
    const tags = lines({ draft: { ...draft, lyrics: '[Intro]\n\n[Outro]' } });

    expect(tags.some((line) => line.includes('will be instrumental'))).toBe(true);
  });

  it('keeps within what Discord takes and shows no markup of others, whatever they wrote', () => {
    const amount = fc.record({ count: fc.nat(), micros: fc.nat() });
    fc.assert(
      fc.property(
        wild(600),
        fc.option(wild(6_000)),
        fc.option(wild(6_000)),
        fc.record({ takes: fc.nat(), mayUse: fc.boolean(), kind: fc.constantFrom('cover' as const, 'song' as const) }),
        fc.array(fc.tuple(amount, amount), { maxLength: 2 }),
        (name, style, lyrics, changes, amounts) => {
          const reference = aReference({ name, container: name });
          const card = reviewCard({
            ...options,
            draft: { ...draft, ...changes, style, lyrics },
            review: {
              ...review,
              reference,
              voice: reference,
              instrumental: reference,
              model: { ...cover, title: name },
              usages: amounts.map(([used, limit]) => ({ scope: 'guild', used, limit, window: monthOf(SOME_TIME) })),
            },
            wantsTick: true,
          });
          expectSendable(card);
          expect(card.components[0]?.components.length).toBeLessThanOrEqual(5);
          expect(card.content).toMatch(/(free|price not known|up to \$|\$)/);
          expect(foreignMarkup(card.content, /<t:\d+:R>/g)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
