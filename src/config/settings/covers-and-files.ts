import { z } from 'zod';
import { defineSetting } from '../setting.ts';
import { amount, bucket, hosts, text, whole, yesNo } from '../value-schemas.ts';

/** What covers are made as, and what is kept of them. */
export const fileSettings = {
  OUTPUT_FORMAT: defineSetting({
    schema: z.enum(['mp3', 'wav', 'flac', 'ogg']),
    expected: 'one of: mp3, wav, flac, ogg',
    about:
      'What covers are made as where a server does not choose. Only MP3 plays everywhere in Discord and stays small.',
    fallback: 'mp3',
  }),
  OUTPUT_BITRATE_KBPS: defineSetting({
    schema: whole(48, 256),
    expected: 'a whole number from 48 to 256',
    about: 'Bitrate of MP3 and OGG covers, in kbit/s, where a server does not choose.',
    fallback: '256',
  }),
  DATA_DIR: defineSetting({
    schema: text.min(1),
    expected: 'a folder',
    about: 'Where the database and the songs are kept.',
    fallback: 'data',
    part: 'useful',
  }),
  WAVEFORMS: defineSetting({
    schema: yesNo,
    expected: 'true or false',
    about: 'Whether a picture of the cover against its reference goes with each cover.',
    fallback: 'true',
    part: 'useful',
  }),
  EQUAL_LOUDNESS: defineSetting({
    schema: yesNo,
    expected: 'true or false',
    about: 'Whether covers are posted equally loud (−14 LUFS, no peak above −1 dBTP) without being encoded again.',
    fallback: 'true',
    part: 'useful',
  }),
  FFMPEG: defineSetting({
    schema: text
      .regex(/^[^-\s][^\0\n]*$/)
      .optional()
      .transform((program) => program || undefined),
    expected: 'the name or the path of a program, such as ffmpeg',
    about:
      'An FFmpeg of this machine, for songs that the bot cannot read itself (WMA, CAF, AC-3, AVI …). Without one they are refused by name.',
    part: 'useful',
  }),
  LINK_HOSTS: defineSetting({
    schema: hosts.optional(),
    expected: 'a list of hosts such as files.example.org, *.example.com',
    about:
      'Hosts that members may give links to songs from, with https; *. before a name allows what ends in it. Empty: none, only files in Discord.',
    part: 'useful',
  }),
  KEEP_FILES_DAYS: defineSetting({
    schema: whole(1, 3_650),
    expected: 'a whole number from 1 to 3650',
    about: 'How many days songs and covers are kept on disk after their last use.',
    fallback: '30',
    part: 'useful',
  }),
  FILES_MAX_GB: defineSetting({
    schema: amount(1_000_000),
    expected: 'an amount in gigabytes, such as 20',
    about: 'How much disk the songs and covers may take; the longest unused go first.',
    fallback: '20',
    part: 'useful',
  }),
  FILES_URL: defineSetting({
    schema: bucket.optional(),
    expected: 's3://bucket/prefix?endpoint=https://host&region=name, without any keys',
    about:
      'A bucket of anything that speaks S3, which keeps songs and covers in place of DATA_DIR. Of endpoint and region one is enough for Amazon.',
    // Whoever writes keys into it is refused, and not quoted.
    secret: true,
  }),
  FILES_ACCESS_KEY_ID: defineSetting({
    schema: text.optional(),
    expected: 'the id of a key that may read, write, list and delete in the bucket of FILES_URL',
    about: 'Key for the bucket of FILES_URL.',
    secret: true,
  }),
  FILES_SECRET_ACCESS_KEY: defineSetting({
    schema: text.optional(),
    expected: 'the secret of the key in FILES_ACCESS_KEY_ID',
    about: 'Secret of that key.',
    secret: true,
  }),
  REMOVED_SERVER_DAYS: defineSetting({
    schema: whole(1, 3_650),
    expected: 'a whole number from 1 to 3650',
    about: 'After how many days what is kept of a server is deleted once the bot was removed from it.',
    fallback: '30',
  }),
  UPLOAD_MEMORY_MB: defineSetting({
    schema: whole(32, 65_536),
    expected: 'a whole number from 32 to 65536',
    about: 'How many megabytes of covers may be in memory at once on their way to Discord.',
    fallback: '64',
  }),
};
