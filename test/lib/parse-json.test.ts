import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/lib/parse-json.ts';

describe('a text that is JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(parseJson(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('may hold any signs within its texts', () => {
    const json = JSON.stringify({ words: `${'[{,'.repeat(200_000)}\\"[` });
    expect(parseJson(json)).toEqual(JSON.parse(json));
  });

  it('may be as deep and as full as no answer is', () => {
    const deep = '['.repeat(64) + ']'.repeat(64);
    const full = `[${'1,'.repeat(99_998)}1]`;
    const long = ' '.repeat(999_999);
    expect([deep, full, `${long}1`].map(parseJson)).toEqual([JSON.parse(deep), JSON.parse(full), 1]);
  });
});

it.each([
  ['breaks off', '{"a": ['],
  ['is a page', '<html>'],
  ['is empty', ''],
  ['is deeper', '['.repeat(65) + ']'.repeat(65)],
  ['is deeper by objects', '{"a":'.repeat(65) + 1 + '}'.repeat(65)],
  ['is fuller', `[${'1,'.repeat(100_000)}1]`],
  ['is a number without end', '9'.repeat(1_000_001)],
  ['is fuller by what is in it', `[${'{},'.repeat(60_000)}1]`],
])('a text that %s is none', (_what, json) => {
  expect(parseJson(json)).toBeUndefined();
});
