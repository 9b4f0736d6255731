import type { Moderated, ModerationCase, ModeratorCall } from '../../src/covers/moderation/moderation.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { IN_LOG } from '../../src/discord/interactions/moderation-ids.ts';
import { actionView } from '../../src/discord/views/moderation/action-view.ts';
import { moderationCard } from '../../src/discord/views/moderation/moderation-card.ts';
import type { View } from '../../src/discord/views/view.ts';
import { sharedLocale } from '../../src/domain/job.ts';
import { isUndoable } from '../../src/domain/moderation/moderation.ts';
import { UserError } from '../../src/errors.ts';

/** Who does something by an interaction, and why. */
export function moderatorOf(call: InteractionContext, reason: string | null = null): ModeratorCall {
  const { interaction, guildId, member } = call;
  return { id: interaction.id, guildId, by: { id: member.id }, reason: reason ?? '' };
}

/** The card of a cover as it stands; that of a report is read by all moderators, in the language of what all can read. */
export function caseCard(found: ModerationCase, call: InteractionContext): View {
  const locale = found.report ? sharedLocale(found.job) : call.locale;
  const undoable = found.actions.find((action) => isUndoable(action, call.interaction.receivedAt));
  return moderationCard({ ...found, locale, undoableId: undoable?.id });
}

/** What was done, for the moderator alone, or in the log for all of them. */
export function doneView({ action }: Pick<Moderated, 'action'>, call: InteractionContext): View {
  const isForAll = call.fingerprint === IN_LOG;
  const locale = isForAll ? (call.settings?.locale ?? 'en-US') : call.locale;
  return actionView({ action, locale, isUndoable: isUndoable(action, call.interaction.receivedAt), isForAll });
}

/** Refuses whoever comes second, in words that say who was first. */
export function refuseSecond({ isNew, action }: Moderated): void {
  if (isNew) return;
  throw new UserError({ key: 'moderation.already', params: { byId: action.byId } });
}
