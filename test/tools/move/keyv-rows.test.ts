import { describe, expect, it } from 'vitest';
import { fromKeyv, inOneForm, toKeyv } from '../../../src/tools/move/keyv-rows.ts';

const row = (value: unknown, expires_at: number | null = null) => ({
  namespace: 'n',
  key: 'k:1',
  value: JSON.stringify(value),
  expires_at,
});

describe('what is kept by key', () => {
  it.each([
    ':colon',
    '::',
    'plain',
    null,
    0,
    [1, ':x'],
    { z: 1, a: { b: ':base64:x' } },
    'a\0b',
  ])('comes back as it was from the way that Keyv writes it: %j', (value) => {
    const { expires, ...written } = toKeyv(row(value, 5));

    expect(fromKeyv({ ...written, expires_at: expires ?? null })).toEqual(row(value, 5));
    expect(JSON.parse(String(written.value))).toMatchObject({ expires: 5 });
  });

  it('has no end where it had none', () => {
    expect(toKeyv(row(1))).toEqual({ namespace: 'n', key: 'k:1', value: '{"value":1}', expires: null });
  });

  it('is the same JSON whoever has written it', () => {
    expect(inOneForm({ ...row(1), value: '{ "b": 1,\n "a": [ 2 ] }' })).toEqual(row({ b: 1, a: [2] }));
  });

  it('stops the move where it cannot be read', () => {
    expect(() => fromKeyv({ ...row(1), value: '{' })).toThrow('what is kept under k:1 among the n cannot be read');
  });
});
