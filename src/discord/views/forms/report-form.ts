import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';
import { FORM_TITLE_MAXIMUM, labelled, paragraph } from '../components/form-parts.ts';
import { cutText } from '../parts/user-text.ts';

/** Name of the form's field in what Discord sends back. */
export const reasonField = 'reason';

const REASON_MINIMUM = 5;
const REASON_MAXIMUM = 500;

/** The form that asks why a cover is reported. */
export function reportForm(jobId: string, locale: string): APIModalInteractionResponseCallbackData {
  const input = paragraph({
    customId: reasonField,
    isRequired: true,
    minimum: REASON_MINIMUM,
    maximum: REASON_MAXIMUM,
    value: '',
    placeholder: text(locale, 'report.reason.example'),
  });
  return {
    custom_id: coverIds.report(jobId),
    title: cutText(text(locale, 'report.title'), FORM_TITLE_MAXIMUM),
    components: [labelled(text(locale, 'report.reason'), text(locale, 'report.reason.hint'), input)],
  };
}
