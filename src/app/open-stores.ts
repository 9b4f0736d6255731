import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import type { OperatorTerms } from '../domain/policy/guild-policy.ts';
import type { Logger } from '../logger.ts';
import { createBilledPrices } from '../store/billed-prices.ts';
import { createBlockedSongs } from '../store/blocked-songs.ts';
import { createDraftUploads } from '../store/draft-uploads.ts';
import { createDrafts } from '../store/drafts.ts';
import { createLatestTimes } from '../store/duration-samples.ts';
import { createFirstPosters } from '../store/first-posters.ts';
import { createGreetings } from '../store/greetings.ts';
import { createGuildAbsences } from '../store/guild-absences.ts';
import { createHowTos } from '../store/how-tos.ts';
import { createKeyvStore } from '../store/keyv-store.ts';
import { createLastStyles } from '../store/last-styles.ts';
import { createModerationStore } from '../store/moderation.ts';
import { createOperatorChoices } from '../store/operator-choices.ts';
import type { Stores } from '../store/port.ts';
import { createProviderSigns } from '../store/provider-signs.ts';
import { createReports } from '../store/reports.ts';
import { createSettings } from '../store/settings.ts';
import { createThreads } from '../store/threads.ts';
import { createPosters } from '../store/upload-consent.ts';

export interface OpenStoresOptions {
  database: Database;
  /** Whether other processes have the same database. Default: no. */
  isShared?: boolean;
  /** What the operator lets each server choose. */
  terms(guildId: string): OperatorTerms;
  /** Told of files that a draft has let go of. */
  onFreed(hashes: readonly string[]): void;
  clock: Clock;
  log: Logger;
}

/** What is kept beside jobs and files. */
export async function openStores({
  database,
  isShared = false,
  terms,
  onFreed,
  clock,
  log,
}: OpenStoresOptions): Promise<Stores> {
  const draftUploads = createDraftUploads({ database });
  return {
    draftUploads,
    drafts: createDrafts({ database, clock, uploads: draftUploads, isShared, onFreed }),
    settings: createSettings({ database, terms, isShared, clock, log }),
    lastStyles: createLastStyles({ database, clock }),
    posters: createPosters({ database }),
    firstPosters: createFirstPosters({ database, clock }),
    blocked: createBlockedSongs({ database, clock }),
    reports: createReports({ database, clock }),
    moderation: createModerationStore({ database }),
    threads: createThreads({ database, clock }),
    howTos: createHowTos({ database, clock }),
    greetings: createGreetings({ database, clock }),
    absences: createGuildAbsences({ database }),
    billed: createBilledPrices({ database }),
    durations: createLatestTimes({ database }),
    providerSigns: createProviderSigns({ database }),
    operatorChoices: await createOperatorChoices({ database, log }),
    operatorNotices: createKeyvStore({ database, namespace: 'operatorNotices' }),
  };
}
