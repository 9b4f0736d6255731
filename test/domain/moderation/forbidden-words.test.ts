import { describe, expect, it } from 'vitest';
import { findForbidden, foldedWord } from '../../../src/domain/moderation/forbidden-words.ts';

const whole = (word: string) => [{ word: foldedWord(word), inside: false }];
const inside = (word: string) => [{ word: foldedWord(word), inside: true }];

describe('a forbidden word', () => {
  it.each([
    ['in other letters', 'a DARN good song'],
    ['with accents', 'a därñ good song'],
    ['in full width', 'a ｄａｒｎ good song'],
    ['in mathematical letters', 'a 𝐝𝐚𝐫𝐧 good song'],
    ['with a hidden character in it', 'a da\u200Brn good song'],
    ['with a soft hyphen in it', 'a da\u00ADrn good song'],
    ['between punctuation', '(darn)!'],
    ['at the end of a line', 'oh\ndarn\nit'],
    ['with markup around it', 'a **darn** good song'],
    ['in the name of a file', 'my-darn_song.mp3'],
  ])('is found %s', (_how, text) => {
    expect(findForbidden([null, text, undefined], whole('darn'))).toBe('darn');
  });

  it('is found as a whole word only, unless it is looked for inside others', () => {
    expect(findForbidden(['darning socks'], whole('darn'))).toBeUndefined();
    expect(findForbidden(['darning socks'], inside('darn'))).toBe('darn');
    expect(findForbidden(['a classy song'], inside('ass'))).toBe('ass');
    expect(findForbidden(['a classy song'], whole('ass'))).toBeUndefined();
  });

  it('may be several words, however they are put apart', () => {
    expect(findForbidden(['the big - bad   wolf'], whole('Big Bad Wolf'))).toBe('big bad wolf');
  });

  it.each([
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['İstanbul', 'istanbul'],
    ['ﬁre', 'FIRE'],
  ])('is the same in both cases: %s and %s', (word, text) => {
    expect(findForbidden([text], whole(word))).toBe(foldedWord(word));
  });

  it('is found within a sentence of a script that has no spaces', () => {
    expect(findForbidden(['これは禁止語です'], whole('禁止語'))).toBe('禁止語');
  });

  it('is not looked for where it has neither a letter nor a number', () => {
    expect(findForbidden(['anything …'], [{ word: '…', inside: true }])).toBeUndefined();
  });

  it('is looked for within milliseconds, among five hundred and in long lyrics', () => {
    const words = Array.from({ length: 500 }, (_, at) => ({ word: `word${at}x`, inside: at % 2 === 0 }));
    const lyrics = 'la '.repeat(3_000);

    const before = performance.now();
    expect(findForbidden([lyrics, lyrics], words)).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(500);
  });
});
