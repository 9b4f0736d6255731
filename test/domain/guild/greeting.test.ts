import { describe, expect, it } from 'vitest';
import { afterGreetingNotFound } from '../../../src/domain/guild/greeting.ts';

const MINUTE = 60_000;
const BEGUN = 1_000 * MINUTE;

describe('a greeting that was begun and is not there', () => {
  it('is sent again as the same message while Discord knows it for sure', () => {
    expect(afterGreetingNotFound(BEGUN, BEGUN)).toBe('again');
    expect(afterGreetingNotFound(BEGUN, BEGUN + 2 * MINUTE - 1)).toBe('again');
  });

  it('is never sent again once Discord may know it no more', () => {
    expect(afterGreetingNotFound(BEGUN, BEGUN + 2 * MINUTE)).toBe('never');
  });

  it('is never sent again where a clock was set back', () => {
    expect(afterGreetingNotFound(BEGUN, BEGUN - 1)).toBe('never');
  });
});
