import type { Clock } from '../clock.ts';
import type { Draft } from '../domain/draft.ts';
import type { Reference } from '../domain/job.ts';
import { cutAtSection, skeletonOf } from '../domain/lyrics.ts';
import { lyricsCharges, type QuotaLimits } from '../domain/new-job.ts';
import { ProviderError, UserError } from '../errors.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Logger } from '../logger.ts';
import type { LyricsDraft, Provider, WrittenLyrics } from '../providers/port.ts';
import { quotaText } from './quota-text.ts';

export interface LyricsHelp {
  /** The lyrics heard in a draft's song, or section tags to fill where no provider can hear them. Throws `UserError`. */
  hear(draft: Draft): Promise<HeardLyrics>;
  /** What one attempt at writing costs; undefined where no provider writes. */
  writing: { priceMicros: number } | undefined;
  /** One paid attempt under the draft's id: given lyrics are changed, none are written anew. Throws `UserError`. */
  write(draft: Draft, prompt: string, attempt: string): Promise<Pick<WrittenLyrics, 'title' | 'lyrics'>>;
}

export interface HeardLyrics extends LyricsDraft {
  /** False where the lyrics are tags alone. */
  isHeard: boolean;
}

export interface LyricsHelpDeps {
  /** In the order in which they are tried. */
  providers: readonly Provider[];
  songOf(draft: Draft): Promise<Reference>;
  jobs: Pick<Jobs, 'charge' | 'settleCharge'>;
  quota: QuotaLimits;
  /** Told what was spent, or taken as spent. */
  onPaid(payment: { provider: string; micros: number }): void;
  clock: Clock;
  log: Logger;
}

/** MiniMax's price list says ¥0.05; in micro-dollars. */
const PRICE_MICROS = 7_000;

/** In characters, of lyrics that are to be changed: what MiniMax takes. */
const LONGEST_LYRICS = 3_500;

/** How long a member waits for words. */
const TIMEOUT_MS = 120_000;

/** Words before a cover is asked for. Hearing is free and may fall back; writing is paid, so it is tried once. */
export function createLyricsHelp(deps: LyricsHelpDeps): LyricsHelp {
  const { providers, songOf, jobs, quota, onPaid, clock, log } = deps;
  const writer = providers.find(({ writeLyrics }) => writeLyrics);

  return {
    async hear(draft) {
      const reference = await songOf(draft);
      for (const provider of providers) {
        if (!provider.draftLyrics) continue;
        try {
          const heard = await provider.draftLyrics(reference, AbortSignal.timeout(TIMEOUT_MS));
          return { ...heard, isHeard: true };
        } catch (error) {
          log.warn(
            { err: error, provider: provider.name, draftId: draft.id },
            'the lyrics of a song could not be heard',
          );
        }
      }
      return { lyrics: skeletonOf([]), sections: [], isHeard: false };
    },

    writing: writer && { priceMicros: PRICE_MICROS },

    async write(draft, prompt, attempt) {
      if (!writer?.writeLyrics) throw new UserError({ key: 'model.none', params: {} });
      const lyrics = draft.lyrics && cutAtSection(draft.lyrics, LONGEST_LYRICS);
      const id = `${draft.id}:lyrics:${attempt}`;
      const charged = await jobs.charge(id, lyricsCharges(draft, PRICE_MICROS, quota, clock.now()));
      if (charged.kind === 'refused') throw new UserError(quotaText(charged.refusal));
      if (charged.kind === 'exists') throw new UserError({ key: 'lyrics.triedAlready', params: {} });
      try {
        const written = await writer.writeLyrics({ prompt, lyrics }, AbortSignal.timeout(TIMEOUT_MS));
        const micros = written.costMicros ?? PRICE_MICROS;
        await jobs.settleCharge(id, { kind: 'commit', count: 0, micros });
        onPaid({ provider: writer.name, micros });
        return written;
      } catch (error) {
        // A time-out included: what is not proven free is taken as spent.
        const isFree = error instanceof ProviderError && error.accepted === 'no';
        log.warn({ err: error, draftId: draft.id, isFree }, 'lyrics could not be written');
        await jobs.settleCharge(id, isFree ? { kind: 'refund' } : { kind: 'commit', count: 0, micros: PRICE_MICROS });
        if (!isFree) onPaid({ provider: writer.name, micros: PRICE_MICROS });
        throw new UserError({ key: 'lyrics.notWritten', params: { provider: writer.name } }, { cause: error });
      }
    },
  };
}
