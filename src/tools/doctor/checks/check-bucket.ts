import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../../clock.ts';
import { type BucketPlace, createBucketClient } from '../../../store/files/open-bucket.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

export interface CheckBucketOptions {
  place: BucketPlace;
  dispatcher: Dispatcher;
  clock: Clock;
}

type Step = 'written' | 'read' | 'deleted';

const TEXT = 'put here by the doctor of Coverband, and deleted at once';

/** Whether a small object can be put, read and deleted where the bot keeps its files. It is one that the bot itself takes no notice of. */
export async function checkBucket({ place, dispatcher, clock }: CheckBucketOptions): Promise<Finding> {
  const client = await createBucketClient({ place, dispatcher, clock });
  const key = `${place.prefix}.doctor-${randomUUID()}`;
  let step: Step = 'written';
  try {
    await client.putObject(key, TEXT);
    step = 'read';
    if ((await client.getObject(key)) !== TEXT)
      return fail('files', 'an object in the bucket is not what was put there', 'look at what answers at that address');
    step = 'deleted';
    if (!(await client.deleteObject(key))) throw new Error('it was not deleted');
    return ok('files', `can be written, read and deleted in the bucket ${place.bucket}`);
  } catch (error) {
    const { status, code } = answerOf(error);
    if (step !== 'deleted') await client.deleteObject(key).catch(() => undefined);
    const known = WORDS.find(
      ({ codes, statuses }) => codes.includes(code) || (code === '' && statuses?.includes(status ?? 0)),
    );
    if (known) return fail('files', known.detail(place), known.whatToDo);
    if (status === 403)
      return fail(
        'files',
        `nothing can be ${step} in the bucket (status 403${code && `, ${code}`})`,
        'give the key the rights to read, write, delete and list objects below the prefix of FILES_URL',
      );
    if (status !== undefined)
      return warn(
        'files',
        `nothing can be ${step} in the bucket (status ${status}${code && `, ${code}`})`,
        'try again in a while; look at the service',
      );
    return fail(
      'files',
      `the bucket’s address does not answer (${code || 'no reason given'})`,
      'compare the endpoint in FILES_URL with what the service says, and look at firewall and proxy',
    );
  }
}

interface Words {
  codes: readonly string[];
  /** Where the service has sent no code. */
  statuses?: readonly number[];
  detail(place: BucketPlace): string;
  whatToDo: string;
}

const WORDS: readonly Words[] = [
  {
    codes: ['InvalidAccessKeyId', 'InvalidToken'],
    detail: () => 'the service does not know the key',
    whatToDo: 'put the right one into FILES_ACCESS_KEY_ID',
  },
  {
    codes: ['SignatureDoesNotMatch'],
    detail: () => 'the key and its secret do not belong together',
    whatToDo: 'put the right secret into FILES_SECRET_ACCESS_KEY',
  },
  {
    codes: ['NoSuchBucket'],
    statuses: [404],
    detail: ({ bucket }) => `there is no bucket ${bucket}`,
    whatToDo: 'make it, or name another one in FILES_URL',
  },
  {
    codes: ['AuthorizationHeaderMalformed', 'PermanentRedirect', 'IllegalLocationConstraintException'],
    statuses: [301, 307],
    detail: ({ region }) => `the bucket is in another region than ${region}`,
    whatToDo: 'name its region in FILES_URL, as in ?region=eu-central-1, and its endpoint where it has one of its own',
  },
  {
    codes: ['RequestTimeTooSkewed', 'RequestExpired'],
    detail: () => 'the service refuses what is signed here, since this machine’s clock is wrong',
    whatToDo: 'set the clock, and have it kept right (timedatectl set-ntp true)',
  },
];

/** What the service answered, without its text, which may name keys. */
function answerOf(error: unknown): { status: number | undefined; code: string } {
  if (!(error instanceof Error)) return { status: undefined, code: '' };
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (status !== undefined || code !== '' || error.cause === undefined) return { status, code };
  return answerOf(error.cause);
}
