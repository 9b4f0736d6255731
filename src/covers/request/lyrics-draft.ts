import type { Clock } from '../../clock.ts';
import { cutAtSection } from '../../domain/draft/lyrics.ts';
import { withoutHidden } from '../../domain/draft/sent-words.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Reference } from '../../domain/job.ts';
import { heardLyricsCharges, type QuotaPolicy, writtenLyricsCharges } from '../../domain/money/charges.ts';
import type { LimitedCharge } from '../../domain/money/quota.ts';
import type { OperatorChoices } from '../../domain/policy/operator-choices.ts';
import { ProviderError, UserError } from '../../errors.ts';
import type { Ledger } from '../../jobs/ledger.ts';
import type { Logger } from '../../logger.ts';
import type { LyricsDraft, Provider, WrittenLyrics } from '../../providers/port.ts';
import type { OperatorChoicesStore, SettingsStore } from '../../store/port.ts';
import { checkWords, namesOf } from '../check-words.ts';
import type { Allowance, AskingMember } from '../make/allowance.ts';
import { quotaText } from '../quota-text.ts';

export interface LyricsHelp {
  /**
   * The lyrics heard in a draft's song, or section tags to fill where no provider can hear them. `attempt` is the id under which
   * it counts. Throws `UserError`.
   */
  hear(draft: Draft, attempt: string, by: AskingMember): Promise<HeardLyrics>;
  /** What one attempt at writing costs; undefined where no provider writes. */
  writing: { priceMicros: number } | undefined;
  /** One paid attempt under the draft's id: given lyrics are changed, none are written anew. Throws `UserError`. */
  write(
    draft: Draft,
    wish: { prompt: string; attempt: string },
    by: AskingMember,
  ): Promise<Pick<WrittenLyrics, 'title' | 'lyrics'>>;
}

export interface HeardLyrics extends LyricsDraft {
  /** False where the lyrics are tags alone. */
  isHeard: boolean;
}

export interface LyricsHelpDeps {
  /** In the order in which they are tried. */
  providers: readonly Provider[];
  songOf(draft: Draft, by: AskingMember): Promise<Reference>;
  jobs: Pick<Ledger, 'charge' | 'settleCharge'>;
  allowance: Allowance;
  settings: Pick<SettingsStore, 'get'>;
  operatorChoices: Pick<OperatorChoicesStore, 'now'>;
  quota: QuotaPolicy;
  /** Told what was spent, or taken as spent. */
  onPaid(payment: { provider: string; micros: number }): void;
  clock: Clock;
  log: Logger;
}

/** How long a member waits for words. */
const TIMEOUT_MS = 120_000;

/** Words before a cover is asked for. Hearing is free and may fall back; writing is paid, so it is tried once. */
export function createLyricsHelp(deps: LyricsHelpDeps): LyricsHelp {
  const { providers, songOf, jobs, allowance, settings, operatorChoices, quota, onPaid, clock, log } = deps;
  const [writer] = providers.flatMap(({ name, lyricsWriter }) => (lyricsWriter ? [{ name, ...lyricsWriter }] : []));
  const hearers = providers.filter(({ draftLyrics }) => draftLyrics);

  const charge = async (id: string, charges: readonly LimitedCharge[], by: AskingMember): Promise<void> => {
    const charged = await jobs.charge(id, charges);
    if (charged.kind === 'refused') throw new UserError(quotaText(charged.refusal, by.showsPrices));
    if (charged.kind === 'exists') throw new UserError({ key: 'lyrics.triedAlready', params: {} });
  };

  const hearIn = async (reference: Reference, draftId: string): Promise<LyricsDraft | undefined> => {
    for (const provider of hearers) {
      if (operatorChoices.now().pausedProviders.includes(provider.name)) continue;
      try {
        return await provider.draftLyrics?.(reference, clock.deadline(TIMEOUT_MS));
      } catch (error) {
        log.warn({ err: error, provider: provider.name, draftId }, 'lyrics not heard');
      }
    }
    return undefined;
  };

  return {
    async hear(draft, attempt, by) {
      const id = `${draft.id}:heard:${attempt}`;
      // Before the download, so that nothing is fetched for who has had enough of it today.
      if (hearers.length > 0) await charge(id, heardLyricsCharges(draft, quota, clock.now()), by);
      const heard = await songOf(draft, by)
        .then((reference) => hearIn(reference, draft.id))
        .catch(async (error: unknown) => {
          await jobs.settleCharge(id, { kind: 'refund' });
          throw error;
        });
      await jobs.settleCharge(id, heard ? { kind: 'commit', micros: 0 } : { kind: 'refund' });
      return heard ? { ...heard, isHeard: true } : { lyrics: '', sections: [], isHeard: false };
    },

    writing: writer && { priceMicros: writer.priceMicros },

    async write(draft, { prompt, attempt }, by) {
      if (!writer) throw new UserError({ key: 'model.none', params: { without: 'writtenLyrics' } });
      const { name: provider, priceMicros } = writer;
      const lyrics = draft.lyrics && cutAtSection(draft.lyrics, writer.maximumLength);
      const id = `${draft.id}:lyrics:${attempt}`;
      allowance.checkOpen(draft);
      checkNotPaused(operatorChoices.now(), provider);
      await allowance.check(draft);
      checkWords([prompt, draft.lyrics, ...namesOf(draft)], await settings.get(draft.guildId));
      const limits = await allowance.limitsOf(draft, by);
      await charge(id, writtenLyricsCharges(draft, priceMicros, quota, clock.now(), limits), by);
      try {
        const written = await writer.write(
          { prompt: withoutHidden(prompt), lyrics: lyrics && withoutHidden(lyrics) },
          clock.deadline(TIMEOUT_MS),
        );
        const micros = written.costMicros ?? priceMicros;
        await jobs.settleCharge(id, { kind: 'commit', micros });
        onPaid({ provider, micros });
        return written;
      } catch (error) {
        // A time-out included: what is not proven free is taken as spent.
        const isFree = error instanceof ProviderError && error.accepted === 'no';
        // What is refused for what it says has been an attempt all the same.
        const isRefused = error instanceof ProviderError && error.code === 'content';
        log.warn({ err: error, draftId: draft.id, isFree }, 'lyrics not written');
        const micros = isFree ? 0 : priceMicros;
        await jobs.settleCharge(id, isFree && !isRefused ? { kind: 'refund' } : { kind: 'commit', micros });
        if (!isFree) onPaid({ provider, micros: priceMicros });
        throw new UserError({ key: 'lyrics.notWritten', params: { provider } }, { cause: error });
      }
    },
  };
}

function checkNotPaused({ pausedProviders }: OperatorChoices, provider: string): void {
  if (pausedProviders.includes(provider)) throw new UserError({ key: 'operator.providerPaused', params: {} });
}
