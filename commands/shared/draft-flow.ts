import type { Requested } from '../../src/covers/request/request.ts';
import { fingerprintOf } from '../../src/discord/interactions/fingerprint.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { blockedCard, type LiftableRefusal, liftableRefusals } from '../../src/discord/views/cards/blocked-card.ts';
import { reviewCard } from '../../src/discord/views/cards/review-card.ts';
import { existingJobView, repeatedView } from '../../src/discord/views/progress/existing-job-view.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { Draft } from '../../src/domain/draft.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { askingMember, ownJobOf, showsPrices, wantsTick } from './access.ts';
import { mayAllowSongs } from './cover-access.ts';

export interface SubmitOptions {
  /** Told where the same was asked for a moment ago, and nothing is made of it. */
  onRepeated?(): Promise<void>;
}

/** From a complete draft to a job. All throw `UserError`. */
export interface DraftFlow {
  /**
   * The review card where the member is to see first what it comes to; else the draft is ordered. Needs the settings. One that
   * has become a job already, and was loaded as such, is shown as that job.
   */
  submit(draft: Draft, call: InteractionContext, options?: SubmitOptions): Promise<View | undefined>;
  /**
   * Orders the draft as its card shows it. Where it comes to something else by now, or the card is of a release whose cards do
   * not say what they showed, the card as it is now. Needs the settings.
   */
  confirm(draft: Draft, call: InteractionContext): Promise<View | undefined>;
  /** Has it made although the same was asked for a moment ago. */
  confirmAnyway(draft: Draft, call: InteractionContext): Promise<View | undefined>;
  /** Offers the style of a draft when the next one is typed; `submit` does so for what passes every check. */
  rememberStyle(draft: Draft, call: InteractionContext): Promise<void>;
  /** What the member filled in is saved where a step before `submit` refuses it, for the form that a refusal leads back to. */
  keeping<Result>(draft: Draft, step: () => Result | Promise<Result>): Promise<Result>;
}

export type DraftFlowDeps = Pick<CommandDeps, 'requests' | 'drafts' | 'lastStyles'>;

type Prepared = Extract<Awaited<ReturnType<DraftFlowDeps['requests']['prepare']>>, { kind: 'prepared' }>;

export function createDraftFlow({ requests, drafts, lastStyles }: DraftFlowDeps): DraftFlow {
  const rememberStyle = async ({ requester, style }: Draft, { interaction }: InteractionContext) => {
    if (style !== null) await lastStyles.add(requester.id, style, interaction.receivedAt);
  };

  const accept = async (prepared: Prepared, options?: { anyway: boolean }, { onRepeated }: SubmitOptions = {}) => {
    const { draft } = prepared;
    const requested = await requests.accept(prepared, options);
    if (requested.repeats) await onRepeated?.();
    return viewOfResult(requested, { draftId: draft.id, locale: draft.locale });
  };

  return {
    rememberStyle,

    async submit(draft, call, options) {
      if (call.job?.id === draft.id) return existingJobView(ownJobOf(call));
      try {
        const prepared = await requests.prepare(draft, askingMember(call));
        if (prepared.kind === 'exists') return existingJobView(prepared.job);
        await rememberStyle(prepared.draft, call);
        return prepared.asks ? cardOf(prepared, call) : await accept(prepared, undefined, options);
      } catch (error) {
        const refusal = mayAllowSongs(call) ? refusalToLift(error) : undefined;
        if (refusal) return blockedCard(draft.id, refusal, call.locale);
        throw error;
      }
    },

    async confirm(draft, call) {
      const prepared = await requests.prepare(draft, askingMember(call));
      if (prepared.kind === 'exists') return existingJobView(prepared.job);
      return call.fingerprint === fingerprintOf(prepared) ? accept(prepared) : cardOf(prepared, call, true);
    },

    async confirmAnyway(draft, call) {
      const prepared = await requests.prepare(draft, askingMember(call));
      return prepared.kind === 'exists' ? existingJobView(prepared.job) : accept(prepared, { anyway: true });
    },

    async keeping(draft, step) {
      try {
        return await step();
      } catch (error) {
        await drafts.save(draft);
        throw error;
      }
    },
  };
}

function cardOf({ draft, review }: Prepared, call: InteractionContext, isAnew = false): View {
  const { locale } = call;
  const options = { locale, draft, review, wantsTick: wantsTick(call), showsPrices: showsPrices(call) };
  return reviewCard({ ...options, ...(isAnew && { isAnew }) });
}

/** Why a song may not be used, where somebody who manages the server can decide otherwise. */
function refusalToLift(error: unknown): LiftableRefusal | undefined {
  if (!(error instanceof UserError)) return undefined;
  return liftableRefusals.find((key) => error instanceof UserError && error.text.key === key);
}

/** A new job shows itself from here on; one that was there already is shown once. */
export function viewOfResult(
  { job, isNew, repeats }: Requested,
  asked: { draftId: string; locale: string },
): View | undefined {
  if (repeats) return repeatedView(job, asked);
  return isNew ? undefined : existingJobView(job);
}
