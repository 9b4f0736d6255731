import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { base64Length, encodeBase64 } from '../../../src/providers/shared/base64.ts';

it('makes the same of many pieces as of one, in the announced length', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 }), async (pieces) => {
      const whole = Buffer.concat(pieces);

      const encoded = (await buffer(encodeBase64(one(pieces)))).toString('latin1');

      expect(encoded).toBe(whole.toString('base64'));
      expect(encoded.length).toBe(base64Length(whole.length));
    }),
  );
});

it('hands on each piece before it takes the next', async () => {
  const taken: number[] = [];
  async function* pieces() {
    for (const size of [300, 301, 302]) {
      taken.push(size);
      yield Buffer.alloc(size);
    }
  }

  const encoded = encodeBase64(pieces());
  const first = await encoded.next();

  expect(first.value?.length).toBe(400);
  expect(taken).toEqual([300]);
  await encoded.return(undefined);
});

async function* one(pieces: Uint8Array[]) {
  yield* pieces;
}
