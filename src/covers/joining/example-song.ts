import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MediaProbe } from '../../audio/port.ts';
import type { Clock } from '../../clock.ts';
import type { Draft } from '../../domain/draft.ts';
import { TRIES_MAXIMUM } from '../../domain/guild/greeting.ts';
import type { Reference } from '../../domain/job.ts';
import { UserError } from '../../errors.ts';
import type { Files, Greetings } from '../../store/port.ts';
import type { Uploads } from '../request/uploads.ts';

/** Made for this bot by its own synthesiser, and under the licence of the bot itself: 24 seconds, with a voice. */
const FILE = fileURLToPath(new URL('./paper-lanterns.mp3', import.meta.url));
const NAME = 'Paper Lanterns.mp3';

const BRINGING_MS = 20_000;

export interface ExampleSong {
  /**
   * The song for a draft, in our files and held for it, and one try of the server less. Throws `UserError` where that has none left.
   */
  take(draft: Pick<Draft, 'id' | 'guildId' | 'requester'>): Promise<Draft['song']>;
  /** Nothing came of it. */
  giveBack(guildId: string): Promise<void>;
  triesLeft(guildId: string): Promise<number>;
}

export interface ExampleSongDeps {
  files: Pick<Files, 'put' | 'withLocalCopy'>;
  uploads: Pick<Uploads, 'keepFor'>;
  mediaProbe: Pick<MediaProbe, 'probe'>;
  greetings: Pick<Greetings, 'of' | 'change'>;
  clock: Clock;
}

/** The song that comes with the bot, so that a server hears a cover before anybody has a song at hand. */
export function createExampleSong({ files, uploads, mediaProbe, greetings, clock }: ExampleSongDeps): ExampleSong {
  const count = (guildId: string, by: 1 | -1) =>
    greetings.change(guildId, (now = { state: 'due', begun: null, tries: 0 }) => {
      const tries = now.tries + by;
      return tries < 0 || tries > TRIES_MAXIMUM ? now : { ...now, tries };
    });

  const bring = async (sizeBytes: number, onKept: (hash: string) => void): Promise<Reference> => {
    const signal = clock.deadline(BRINGING_MS);
    const bytes = createReadStream(FILE);
    const { hash } = await files.put({ kind: 'bytes', bytes, maximumBytes: sizeBytes, signal });
    onKept(hash);
    const { durationMs, container, codec, soundHash } = await files.withLocalCopy(hash, async (path) => {
      if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
      return mediaProbe.probe(path, signal);
    });
    // Nobody's, whatever members decide about what they posted.
    return { hash, soundHash, name: NAME, sizeBytes, durationMs, container, codec, link: null, posterId: null };
  };

  return {
    async take({ id: draftId, guildId, requester }) {
      // Counted before anything is done: two clicks at once are two tries.
      if (!(await count(guildId, 1))) throw new UserError({ key: 'tryIt.usedUp', params: { maximum: TRIES_MAXIMUM } });
      try {
        const { size: sizeBytes } = await stat(FILE);
        const upload = { draftId, memberId: requester.id, url: 'bot:example', sizeBytes };
        return { kind: 'kept', reference: await uploads.keepFor(upload, (onKept) => bring(sizeBytes, onKept)) };
      } catch (error) {
        await count(guildId, -1);
        throw error;
      }
    },
    async giveBack(guildId) {
      await count(guildId, -1);
    },
    triesLeft: async (guildId) => Math.max(0, TRIES_MAXIMUM - ((await greetings.of(guildId))?.tries ?? 0)),
  };
}
