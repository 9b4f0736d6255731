import fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { registerStaticFiles } from '../../../../src/sandbox/playground/page/server/static-files.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47];

it('the page has an icon, where browsers ask for it', async () => {
  const app = fastify();
  onTestFinished(() => app.close());
  registerStaticFiles(app);

  const answer = await app.inject('/favicon.ico');

  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('image/png');
  expect([...answer.rawPayload.subarray(0, 4)]).toEqual(PNG);
  expect(answer.rawPayload.length).toBeLessThan(10_000);
});
