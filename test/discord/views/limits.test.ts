import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PostedTake } from '../../../src/discord/port.ts';
import { alreadyView } from '../../../src/discord/views/already-view.ts';
import { coverForm } from '../../../src/discord/views/cover-form.ts';
import { coverView } from '../../../src/discord/views/cover-view.ts';
import { detailsView } from '../../../src/discord/views/details-view.ts';
import { keptView } from '../../../src/discord/views/ended-view.ts';
import { progressView } from '../../../src/discord/views/progress-view.ts';
import { tellView } from '../../../src/discord/views/tell-view.ts';
import type { View } from '../../../src/discord/views/view.ts';
import { type Job, jobStates, type Take } from '../../../src/domain/job.ts';
import { aJob, SOME_TIME } from '../../support/a-job.ts';

/** What people really paste: markup, mentions, right-to-left text, stacked marks, emoji of many parts, control characters. */
const nasty = fc.constantFrom(
  '*_~`|>#-:@[](<>)\\',
  '@everyone <@1> <#2> <t:0:R> ```',
  'https://example.com/a_b ',
  'שלום \u202Eעולם\u2066',
  'é\u0301\u0301\u0301\u0301\u0301\u0301',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '\n# heading\n> quote\n- list\n',
  '\u0000\u0007\t',
  'a',
);
const wild = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength }),
    fc
      .tuple(nasty, fc.integer({ min: 0, max: maxLength }))
      .map(([piece, length]) => piece.repeat(length).slice(0, length)),
    fc.array(nasty, { maxLength: 40 }).map((pieces) => pieces.join('')),
  );

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
});

const anyJob: fc.Arbitrary<Job> = fc
  .record({
    state: fc.constantFrom(...jobStates),
    name: wild(600),
    style: fc.option(wild(6_000)),
    lyrics: fc.option(wild(6_000)),
    takes: fc.array(take, { maxLength: 4 }),
    messageId: fc.option(fc.constant('1234567890123456789')),
    cancelRequestedAt: fc.option(fc.constant(SOME_TIME)),
    failure: fc.option(fc.constant({ key: 'provider.presumedSpent', params: { provider: 'runware' } } as const)),
    settled: fc.constantFrom('reserved' as const, 'committed' as const, 'refunded' as const),
    spentMicros: fc.nat(),
    moves: fc.nat({ max: 60 }),
  })
  .map(({ name, messageId, moves, ...changes }) => {
    const job = aJob();
    const timeline = Array.from({ length: moves }, (_, index) => ({
      state: jobStates[index % jobStates.length] ?? 'queued',
      at: SOME_TIME + index,
      provider: 'runware',
    }));
    const delivery = { startedAt: SOME_TIME, messageId };
    const reference = { ...job.reference, name };
    return { ...job, ...changes, reference, delivery, timeline: [...job.timeline, ...timeline] };
  });

const nothingYet = { place: undefined, expectedStartAt: undefined, expectedEndAt: undefined };

function buttonsOf(view: View) {
  return view.components.flatMap((row) => row.components);
}

/** What Discord refuses with a 400, and the member would never see. */
function expectSendable(view: View): void {
  expect(view.content.length).toBeGreaterThan(0);
  expect(view.content.length).toBeLessThanOrEqual(2_000);
  expect(view.content.isWellFormed()).toBe(true);
  expect(view.components.length).toBeLessThanOrEqual(5);
  for (const button of buttonsOf(view)) {
    expect('label' in button && button.label?.length).toBeLessThanOrEqual(80);
    expect('custom_id' in button && button.custom_id.length).toBeLessThanOrEqual(100);
  }
}

/** Markup that somebody else's text brought along: mentions, times, links, code fences, headings. */
function foreignMarkup(content: string, own: RegExp): string[] {
  const rest = content.replace(own, '').replaceAll(/\\[^0-9A-Za-z\s]/g, '');
  return rest.match(/<[@#:t]|@everyone|```|https?:\/\/|^#+ |[\u202A-\u202E\u2066-\u2069]/gm) ?? [];
}

describe('every view of a job', () => {
  it('keeps within what Discord takes, whatever people wrote', () => {
    fc.assert(
      fc.property(anyJob, fc.nat({ max: 100_000 }), fc.boolean(), (job, place, guildIsFull) => {
        expectSendable(
          progressView(job, { place: { place, guildIsFull }, expectedStartAt: SOME_TIME, expectedEndAt: SOME_TIME }),
        );
        expectSendable(progressView(job, nothingYet));
        expectSendable(alreadyView(job));
        expectSendable(detailsView(job, 'en-US'));
        expectSendable(keptView(job));
        expectSendable(tellView(job));
        const posted = job.takes.map(
          (one, index): PostedTake =>
            one.link
              ? { kind: 'link', ...one.link }
              : { kind: 'file', path: '/x', name: `cover-${index}.mp3`, sizeBytes: one.sizeBytes },
        );
        expectSendable(coverView(job, posted));
      }),
      { numRuns: 300 },
    );
  });

  it('shows what people wrote as plain text: no mention, link, heading or code of theirs is left', () => {
    fc.assert(
      fc.property(wild(300), wild(900), wild(900), (name, style, lyrics) => {
        const job = aJob({ style, lyrics });
        const wilder = { ...job, reference: { ...job.reference, name } };
        const own = /<@4000000000000000001>|<t:\d+:[TRf]>/g;
        expect(foreignMarkup(coverView(wilder, []).content, own)).toEqual([]);
        expect(foreignMarkup(detailsView(wilder, 'en').content, own)).toEqual([]);
        expect(foreignMarkup(tellView({ ...wilder, state: 'failed' }).content, own)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

type FormPart = ReturnType<typeof coverForm>['components'][number];

function expectTakenByDiscord(part: FormPart): void {
  if (!('label' in part)) throw new Error('a part of the form has no label');
  expect(part.label.length).toBeLessThanOrEqual(45);
  expect(part.description?.length).toBeLessThanOrEqual(100);
  const input = part.component;
  if (!('max_length' in input)) return;
  const { min_length: minimum = 0, max_length: maximum = 0, value, placeholder = '' } = input;
  expect(maximum).toBeLessThanOrEqual(4_000);
  expect(minimum).toBeLessThanOrEqual(maximum);
  expect(placeholder.length).toBeLessThanOrEqual(100);
  expect(value?.length ?? minimum).toBeGreaterThanOrEqual(minimum);
  expect(value?.length ?? maximum).toBeLessThanOrEqual(maximum);
}

describe('coverForm', () => {
  it('keeps within what a form may have, whatever is filled in', () => {
    const limits = fc.integer({ min: 1, max: 6_000 });
    fc.assert(
      fc.property(
        wild(5_000),
        wild(5_000),
        wild(500),
        limits,
        limits,
        (style, lyrics, name, styleMaximum, lyricsMaximum) => {
          const form = coverForm({
            locale: 'en-US',
            draftId: '1234567890123456789',
            model: {
              style: { need: 'required', minimum: 10, maximum: styleMaximum },
              lyrics: { need: 'optional', minimum: 10, maximum: lyricsMaximum },
              priceMicros: 150_000,
            },
            song: { kind: 'replaceable', name },
            style,
            lyrics,
          });
          expect(form.title.length).toBeLessThanOrEqual(45);
          expect(form.components.length).toBeLessThanOrEqual(5);
          for (const label of form.components) expectTakenByDiscord(label);
        },
      ),
      { numRuns: 200 },
    );
  });
});
