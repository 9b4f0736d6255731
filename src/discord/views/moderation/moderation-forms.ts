import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { blockHours } from '../../../domain/moderation/moderation.ts';
import { text } from '../../../locales/text.ts';
import { type CardAction, moderationIds } from '../../interactions/moderation-ids.ts';
import { FORM_TITLE_MAXIMUM, labelled, menuOfOne, paragraph } from '../components/form-parts.ts';
import { cutText } from '../parts/user-text.ts';

/** Names of the form's fields in what Discord sends back. */
export const reasonField = 'reason';
export const hoursField = 'hours';

export const REASON_MAXIMUM = 500;

/** Asks why something is done, and of a block for how long. */
export function moderationForm(
  action: CardAction | 'refuse',
  of: { jobId: string; reportId: string | null },
  locale: string,
): APIModalInteractionResponseCallbackData {
  const reason = paragraph({
    customId: reasonField,
    isRequired: false,
    minimum: 0,
    maximum: REASON_MAXIMUM,
    value: '',
    placeholder: text(locale, 'moderation.form.reason.example'),
  });
  const hint = text(locale, 'moderation.form.reason.hint', { isSent: action === 'warn' });
  const why = labelled(text(locale, 'moderation.form.reason'), hint, reason);
  const choices = blockHours.map((count) => ({
    name: text(locale, 'moderation.hours', { count }),
    value: String(count),
    isChosen: count === 24,
  }));
  const howLong = labelled(
    text(locale, 'moderation.form.for'),
    text(locale, 'moderation.form.for.hint'),
    menuOfOne(hoursField, choices),
  );
  return {
    custom_id: action === 'refuse' ? moderationIds.refuse(of.jobId) : moderationIds.form(action, of.jobId, of.reportId),
    title: cutText(text(locale, `moderation.form.${action}`), FORM_TITLE_MAXIMUM),
    components: action === 'block' ? [howLong, why] : [why],
  };
}
