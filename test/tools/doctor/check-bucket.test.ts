import { expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../../src/clock.ts';
import { createGuardedFetch } from '../../../src/http-guard.ts';
import { createLogger } from '../../../src/logger.ts';
import { checkBucket } from '../../../src/tools/doctor/checks/check-bucket.ts';
import { type S3StandIn, startS3StandIn } from '../../support/s3-stand-in.ts';

async function examine(change: (bucket: S3StandIn) => Partial<S3StandIn> | undefined = () => undefined) {
  const bucket = await startS3StandIn();
  const http = createGuardedFetch({
    trustedOrigins: [bucket.endpoint],
    trustedNetworks: [],
    proxies: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined },
    log: createLogger({ level: 'silent' }),
  });
  onTestFinished(async () => {
    await http.close();
    await bucket.close();
  });
  const place = { ...bucket, prefix: 'bot/', ...change(bucket) };
  const found = await checkBucket({ place, dispatcher: http.dispatcher, clock: createClock() });
  expect(JSON.stringify(found)).not.toContain(bucket.secretAccessKey);
  return { found, bucket };
}

it('puts, reads and deletes a small object, and leaves nothing', async () => {
  const { found, bucket } = await examine();
  expect(found).toMatchObject({ name: 'files', state: 'ok' });
  expect(bucket.requests.map((request) => request.split(' ')[0])).toEqual(['PUT', 'GET', 'DELETE']);
  expect(bucket.requests.every((request) => request.includes(' /songs/bot/.doctor-'))).toBe(true);
  expect(bucket.objects.size).toBe(0);
});

it.each<[string, (bucket: S3StandIn) => Partial<S3StandIn> | undefined, RegExp]>([
  ['a key that nobody knows', () => ({ accessKeyId: 'AKIAANOTHER' }), /does not know the key/],
  ['a wrong secret', () => ({ secretAccessKey: 'no' }), /do not belong together/],
  ['a bucket that is not there', () => ({ bucket: 'other' }), /there is no bucket other/],
  ['another region', () => ({ region: 'us-east-1' }), /in another region than us-east-1/],
  [
    'a clock that is wrong',
    (bucket) => {
      bucket.setAhead(3_600_000);
      return undefined;
    },
    /this machine’s clock is wrong/,
  ],
  [
    'an address where nobody answers',
    (bucket) => {
      bucket.setAway(true);
      return undefined;
    },
    /does not answer/,
  ],
  [
    'a key that may not delete',
    (bucket) => {
      bucket.fail({ method: 'DELETE', kind: { status: 403, code: 'AccessDenied' } });
      return undefined;
    },
    /nothing can be deleted in the bucket \(status 403/,
  ],
  [
    'a key that may not read',
    (bucket) => {
      bucket.fail({ method: 'GET', kind: { status: 403, code: 'AccessDenied' } });
      return undefined;
    },
    /nothing can be read in the bucket \(status 403/,
  ],
])('names %s', async (_, change, words) => {
  const { found } = await examine(change);
  expect(found).toMatchObject({ name: 'files', state: 'fail', detail: expect.stringMatching(words) });
  expect(found.whatToDo).toBeTruthy();
});
