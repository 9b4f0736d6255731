import { fingerprintOf } from '../../src/discord/interactions/fingerprint.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { blockedCard, type LiftableRefusal, liftableRefusals } from '../../src/discord/views/blocked-card.ts';
import { existingJobView } from '../../src/discord/views/existing-job-view.ts';
import { reviewCard } from '../../src/discord/views/review-card.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { Draft } from '../../src/domain/draft.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { wantsTick } from './access.ts';
import { mayAllowSongs } from './cover-access.ts';
import { viewOfResult } from './view-of-result.ts';

/** From a complete draft to a job. Both throw `UserError`. */
export interface DraftFlow {
  /**
   * The review card where the member is to see first what it comes to; else the draft is ordered. Needs the settings. One that
   * has become a job already, and was loaded as such, is shown as that job.
   */
  submit(draft: Draft, call: InteractionContext): Promise<View | undefined>;
  /**
   * The card as it is now, where the one whose button was pressed showed something else, or is of a release whose cards do not
   * say what they showed. Needs the settings.
   */
  refreshCard(draft: Draft, call: InteractionContext): Promise<View | undefined>;
  /** Has it made; where the same was asked for a moment ago, only if it is wanted `anyway`. */
  confirm(draft: Draft, options?: { anyway: boolean }): Promise<View | undefined>;
}

export type DraftFlowDeps = Pick<CommandDeps, 'requests' | 'drafts' | 'lastStyles'>;

export function createDraftFlow({ requests, drafts, lastStyles }: DraftFlowDeps): DraftFlow {
  const confirm: DraftFlow['confirm'] = async (draft, options) => {
    if (draft.style !== null) await lastStyles.add(draft.requester.id, draft.style);
    return viewOfResult(await requests.request(draft, options), { draftId: draft.id, locale: draft.locale });
  };

  return {
    async submit(draft, call) {
      if (call.job?.id === draft.id) return existingJobView(call.job);
      await drafts.save(draft);
      try {
        const { asks, review } = await requests.review(draft);
        if (asks) return reviewCard({ locale: call.locale, draft, review, wantsTick: wantsTick(call) });
        // By now the song is kept that was only a link before.
        return await confirm((await drafts.get(draft.id)) ?? draft);
      } catch (error) {
        const refusal = mayAllowSongs(call) ? refusalToLift(error) : undefined;
        if (refusal) return blockedCard(draft.id, refusal, call.locale);
        throw error;
      }
    },
    async refreshCard(draft, call) {
      const { review } = await requests.review(draft);
      if (call.fingerprint === fingerprintOf({ draft, review })) return undefined;
      return reviewCard({ locale: call.locale, draft, review, wantsTick: wantsTick(call), isAnew: true });
    },

    confirm,
  };
}

/** Why a song may not be used, where somebody who manages the server can decide otherwise. */
function refusalToLift(error: unknown): LiftableRefusal | undefined {
  if (!(error instanceof UserError)) return undefined;
  return liftableRefusals.find((key) => error instanceof UserError && error.text.key === key);
}
