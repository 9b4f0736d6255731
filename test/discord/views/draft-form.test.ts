import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DraftFormOptions, draftForm } from '../../../src/discord/views/forms/draft-form.ts';
import type { PricedOrder } from '../../../src/domain/models.ts';
import { NOT_YET_KNOWN } from '../../../src/domain/money/prices.ts';
import { models } from '../../../src/providers/catalog.ts';
import { expectFormTaken } from './taken-form.ts';
import { wild } from './wild.ts';

const [cover] = models;
if (!cover) throw new Error('the catalog is empty');

const bare: DraftFormOptions = {
  locale: 'en-US',
  customId: 'cover:submit:1234567890123456789',
  model: cover,
  purpose: 'make',
  uploads: [{ field: 'song', name: null }],
  style: null,
  lyrics: { value: null, isRequired: false, isEditor: false },
  takes: 1,
  mayUse: false,
};

const names = ({ components }: ReturnType<typeof draftForm>) =>
  components.map((part) =>
    'component' in part && 'custom_id' in part.component ? part.component.custom_id : undefined,
  );

describe('draftForm', () => {
  it('asks for all that a cover needs', () => {
    expect(draftForm(bare)).toMatchSnapshot();
  });

  it('is filled in with what was given before', () => {
    const form = draftForm({
      ...bare,
      uploads: [{ field: 'song', name: 'song.mp3' }],
      style: 'slow jazz with a warm voice',
      lyrics: { value: '[Verse]\nla la la la', isRequired: false, isEditor: false },
      takes: 3,
      mayUse: true,
    });

    expect(form).toMatchSnapshot();
  });

  it('says what the song that is there costs, as its price is', () => {
    const model = { ...cover, priceOf: ({ seconds }: PricedOrder) => (seconds ?? 360) * 1_000 };
    const titleOf = (order: PricedOrder) => draftForm({ ...bare, model, order }).title;

    expect(titleOf({ seconds: 60 })).toContain('$0.06');
    expect(titleOf(NOT_YET_KNOWN)).toContain('$0.36');
    expect(JSON.stringify(draftForm({ ...bare, model, order: { seconds: 60 } }))).toContain('$0.24');
  });

  it('asks which song of a message, and tells those apart that are called alike', () => {
    const choices = ['a.mp3', 'a.mp3', ' ', 'a.mp3 (2)'].map((name) => ({ name, description: '1.0 MB' }));

    expect(draftForm({ ...bare, uploads: [], which: { of: 'song', choices } })).toMatchSnapshot();
  });

  it('of a remix has the old style as its example', () => {
    const remix = { ...bare, uploads: [], purpose: 'coverCover', styleExample: 'x'.repeat(300) } as const;

    expect(draftForm(remix)).toMatchSnapshot();
  });

  it.each([
    [1, ['song', 'style', 'lyrics', 'takes', 'mayUse']],
    [3, ['song', 'voice', 'instrumental', 'style', 'lyrics']],
  ])('with %i uploads leaves out what there is no room for', (count, fields) => {
    const uploads = (['song', 'voice', 'instrumental'] as const)
      .slice(0, count)
      .map((field) => ({ field, name: null }));

    expect(names(draftForm({ ...bare, uploads }))).toEqual(fields);
  });

  it('leaves out the number of takes before the tick', () => {
    const uploads = (['song', 'voice', 'instrumental'] as const).map((field) => ({ field, name: null }));

    expect(names(draftForm({ ...bare, uploads, lyrics: null }))).toEqual([
      'song',
      'voice',
      'instrumental',
      'style',
      'mayUse',
    ]);
  });

  it('keeps within what a form may have, whatever is in it', () => {
    const rule = fc.record({
      need: fc.constantFrom('required' as const, 'optional' as const),
      minimum: fc.integer({ min: 0, max: 20 }),
      maximum: fc.integer({ min: 20, max: 6_000 }),
    });
    const which = fc.record({
      of: fc.constantFrom('song' as const, 'take' as const),
      choices: fc.array(fc.record({ name: wild(300), description: wild(200).map((text) => `1 MB ${text}`) }), {
        minLength: 2,
        maxLength: 40,
      }),
    });
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom('cover' as const, 'song' as const),
          style: rule,
          lyrics: rule,
          whenNoLyrics: fc.constantFrom('own' as const, 'instrumental' as const),
          maximumTakes: fc.integer({ min: 1, max: 30 }),
          needsVocals: fc.boolean(),
          priceOf: fc.option(fc.nat()).map((micros) => () => micros),
        }),
        fc.constantFrom(...(['make', 'edit', 'restyle', 'remix', 'coverCover', 'coverSong'] as const)),
        fc.option(which),
        fc.option(wild(3_000)),
        fc.option(wild(3_000)),
        fc.option(fc.integer({ min: -1, max: 40 })),
        fc.option(fc.boolean()),
        (model, purpose, asked, style, styleExample, takes, mayUse) => {
          const lyrics = { value: style, isRequired: false, isEditor: purpose === 'edit' };
          const uploads = asked ? [] : bare.uploads;
          const options = {
            ...bare,
            model,
            purpose,
            which: asked,
            uploads,
            style,
            styleExample,
            lyrics,
            takes,
            mayUse,
          };
          expectFormTaken(draftForm(options));
        },
      ),
      { numRuns: 40 },
    );
  });
});
