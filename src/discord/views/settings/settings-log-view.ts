import { changedKeys } from '../../../domain/policy/guild-policy.ts';
import { text } from '../../../locales/text.ts';
import { IN_LOG } from '../../interactions/moderation-ids.ts';
import type { ToldSettings } from '../../port.ts';
import { undoButton } from '../moderation/action-view.ts';
import { mention } from '../parts/job-facts.ts';
import { cardOf, type View } from '../view.ts';
import { settingValue } from './setting-value.ts';

/** What the server reads of a change of its settings, in the language of what all can read. */
export function settingsLogView({ by, change, changeId }: Pick<ToldSettings, 'by' | 'change' | 'changeId'>): View {
  const { before, after } = change;
  const locale = after.values.locale ?? 'en-US';
  return cardOf(
    changedKeys(change).map((key) => {
      const isReset = after.sources[key].by === 'operator' && before.sources[key].by === 'guild';
      return text(locale, isReset ? 'settings.log.reset' : 'settings.log', {
        mention: mention(by.id),
        name: text(locale, `settings.name.${key}`),
        from: settingValue(key, before.values, locale),
        to: settingValue(key, after.values, locale),
      });
    }),
    [undoButton(changeId, locale, { reportId: IN_LOG })],
  );
}
