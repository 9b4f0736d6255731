import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { settings } from '../../src/config/settings.ts';
import { formatCustomId, parseCustomId } from '../../src/discord/interactions/custom-id.ts';
import { readInteraction } from '../../src/discord/interactions/read-interaction.ts';
import { faultOfDraft } from '../../src/domain/draft/check-draft.ts';
import {
  cutAtSection,
  formatSections,
  isInstrumentalSkeleton,
  parseSections,
  spellTags,
  spellTagsWithin,
} from '../../src/domain/draft/lyrics.ts';
import { draftSchema } from '../../src/domain/draft.ts';
import { models } from '../../src/providers/catalog.ts';
import { aDraft } from '../support/build-job.ts';
import { brokenJson } from './broken-json.ts';

/** Any text, and more often such as could be taken for something. */
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '[',
    ']',
    '[Verse]',
    '[Verse 99]',
    '[chorus:',
    '\n',
    '\r\n',
    ' ',
    '\u202e',
    '\u0000',
    '\ud800',
    '🌊',
    '@everyone',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '%24{7*7}',
    '<script>',
    "'; DROP TABLE jobs; --",
    '{{x}}',
    '../../etc/passwd',
  ),
);
const text = fc.array(piece, { maxLength: 30, size: 'max' }).map((pieces) => pieces.join(''));

/** Long ones that make a careless pattern try every way of reading them. */
const tedious = fc
  .tuple(
    fc.constantFrom('[', '[ ', '[Verse', ' \t', '[a:', '\n[', '[1', '\u200b', '-_ '),
    fc.integer({ min: 2_000, max: 8_000 }),
  )
  .map(([part, times]) => part.repeat(times));
const lyrics = fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: tedious });

describe('a custom id', () => {
  it('is read only as it was made, and never said to be anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.tuple(piece, piece, piece).map((parts) => parts.join(':')),
        ),
        (given) => {
          const id = parseCustomId(given);
          if (id) expect(formatCustomId(id)).toBe(given);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of ours is never longer than Discord allows, and comes back as it was', () => {
    const word = (most: number) => fc.stringMatching(new RegExp(`^[a-z]{1,${most}}$`));
    const print = fc.stringMatching(/^[\w-]{1,16}$/);
    const record = fc.stringMatching(/^[0-9]{17,20}(-[0-9]{1,3})?$/);
    fc.assert(
      fc.property(
        word(24),
        word(24),
        record,
        fc.option(print, { nil: undefined }),
        (command, action, id, fingerprint) => {
          const made = formatCustomId({ command, action, id, fingerprint });
          expect(made.length).toBeLessThanOrEqual(100);
          expect(parseCustomId(made)).toEqual({ command, action, id, fingerprint });
        },
      ),
    );
  });
});

it('whatever comes as an interaction is read, or said to be unreadable', () => {
  const common = {
    id: '1000000000000000001',
    application_id: '5000000000000000001',
    token: 'interaction-token',
    guild_id: '2000000000000000001',
    channel_id: '3000000000000000001',
    channel: { type: 0, parent_id: null },
    member: {
      user: { id: '4000000000000000001', username: 'ada', global_name: 'Ada' },
      nick: null,
      roles: ['6000000000000000001'],
      permissions: '2048',
    },
    app_permissions: '2048',
    locale: 'de',
  };
  const attachment = { id: '7', filename: 'song.mp3', url: 'https://cdn.example/song.mp3?ex=6740', size: 7 };
  const resolved = { attachments: { '7': attachment }, messages: { '8': { id: '8', attachments: [attachment] } } };
  const options = [
    { name: 'song', type: 11, value: '7' },
    { name: 'style', type: 3, value: 'blues', focused: true },
  ];
  const group = [{ name: 'group', type: 2, options: [{ name: 'sub', type: 1, options }] }];
  const components = [
    { type: 18, component: { type: 4, custom_id: 'style', value: 'blues' } },
    { type: 1, components: [{ type: 19, custom_id: 'song', values: ['7'] }] },
  ];
  const payload = brokenJson(
    { ...common, type: 2, data: { name: 'cover', type: 1, options, resolved } },
    { ...common, type: 4, data: { name: 'covers', type: 1, options: group } },
    { ...common, type: 2, data: { name: 'Cover this', type: 3, target_id: '8', resolved } },
    { ...common, type: 3, data: { custom_id: 'cover:cancel:1', component_type: 3, values: ['a'] } },
    { ...common, type: 5, data: { custom_id: 'cover:submit:1', components, resolved } },
  );
  const kinds = new Set<string>();
  fc.assert(
    fc.property(payload, (json) => {
      const read = readInteraction(parseJson(json), 0);
      kinds.add(read.kind);
      if (read.kind === 'incoming') expect(Object.getPrototypeOf(read.incoming.values)).toBe(Object.prototype);
    }),
    { numRuns: 250 },
  );
  expect([...kinds]).toEqual(expect.arrayContaining(['incoming', 'unreadable']));
});

describe('lyrics', () => {
  it('of any kind are taken apart without losing a word', () => {
    fc.assert(
      fc.property(lyrics, (given) => {
        const sections = parseSections(given);
        let from = 0;
        for (const { text: words } of sections) {
          const at = given.indexOf(words, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + words.length;
        }
        expect(formatSections(sections).length).toBeGreaterThanOrEqual(from === 0 ? 0 : 1);
        expect(isInstrumentalSkeleton(given)).toBe(sections.length > 0 && from === 0);
      }),
      { numRuns: 120 },
    );
  });

  it('of any kind keep their words when tags are spelt anew, and stay so', () => {
    fc.assert(
      fc.property(lyrics, fc.constantFrom('full' as const, 'short' as const), (given, set) => {
        const spelt = spellTags(given, set);
        expect(spellTags(spelt, set)).toBe(spelt);
        expect(spelt.split('\n')).toHaveLength(given.split('\n').length);
        const within = spellTagsWithin(given, set, { minimum: 10, maximum: 1_000 });
        expect([given, spelt]).toContain(within);
      }),
      { numRuns: 120 },
    );
  });

  it('of any kind are cut to a beginning that fits, in the middle of no letter', () => {
    fc.assert(
      fc.property(lyrics, fc.integer({ min: 2, max: 200 }), (given, maximum) => {
        const cut = cutAtSection(given, maximum);
        expect(cut.length).toBeLessThanOrEqual(maximum);
        expect(given.startsWith(cut)).toBe(true);
        if (given.isWellFormed()) expect(cut.isWellFormed()).toBe(true);
      }),
      { numRuns: 120 },
    );
  });
});

it('a draft of any words and numbers is taken only when its model takes it', () => {
  const nullable = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
  const changes = fc.record({
    kind: fc.constantFrom('cover' as const, 'song' as const),
    isInstrumental: fc.boolean(),
    writesLyrics: fc.boolean(),
    style: nullable(fc.oneof(text, fc.constant('slow blues with a warm organ'))),
    lyrics: nullable(lyrics),
    takes: fc.integer({ min: -1, max: 9 }),
    seed: nullable(fc.integer()),
  });
  fc.assert(
    fc.property(changes, fc.constantFrom(...models), (given, model) => {
      const draft = draftSchema.parse(JSON.parse(JSON.stringify(aDraft(given))));
      const fault = faultOfDraft(draft, model);
      if (fault) {
        expect(fault.params).toBeTypeOf('object');
        return;
      }
      for (const [words, rule] of [
        [draft.style, model.style],
        [draft.lyrics, model.lyrics],
      ] as const) {
        if (words !== null && words.trim() !== '') expect(words.length).toBeLessThanOrEqual(rule.maximum);
      }
      expect(draft.takes).toBeLessThanOrEqual(model.maximumTakes);
    }),
    { numRuns: 200 },
  );
});

it('settings of any kind are read or complained about, and no secret is repeated', () => {
  const names = Object.keys(settings);
  const secretNames = Object.entries(settings).flatMap(([name, setting]) => ('secret' in setting ? name : []));
  const secret = 'tell-nobody-0123456789';
  const value = fc.oneof(
    text,
    fc.constantFrom(
      '0',
      '1',
      '-1',
      '1e3',
      '0x10',
      '٣',
      '1.5',
      ' 7 ',
      '999999999999',
      'true',
      secret,
      'runware,minimax',
    ),
    fc.constantFrom(
      'http://127.0.0.1:1',
      'https://x.example',
      'file:///x',
      'runware/x=0.1',
      'minimax/a~music-2.6=1',
      ',,',
    ),
  );
  const environment = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 12 });
  let read = 0;
  fc.assert(
    fc.property(environment, fc.boolean(), (given, isComplete) => {
      const needed = { DISCORD_TOKEN: secret, RUNWARE_API_KEY: secret };
      try {
        readConfig({ ...given, ...(isComplete && needed), OPERATOR_SECRET: `${secret} `.repeat(3) });
        read += 1;
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        expect(error.problems.length).toBeGreaterThan(0);
        const asked = error.problems.filter(({ name }) => secretNames.includes(name));
        for (const { given: repeated } of asked) expect([undefined, '(a secret)']).toContain(repeated);
      }
    }),
    { numRuns: 200, examples: [[{}, true]] },
  );
  expect(read).toBeGreaterThan(0);
});

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
