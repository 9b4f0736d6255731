import { ButtonStyle } from 'discord.js';
import type { QuotaUsage } from '../../domain/draft/review.ts';
import type { Model } from '../../domain/models.ts';
import type { GuildPolicy } from '../../domain/policy/guild-settings.ts';
import { text } from '../../locales/text.ts';
import { coverIds, coversIds } from '../interactions/cover-ids.ts';
import { button } from './components/buttons.ts';
import { setUpButton } from './greeting-view.ts';
import { providerTitle } from './parts/job-facts.ts';
import { settingValue } from './settings/setting-value.ts';
import { type CardView, cardOf, small } from './view.ts';

const MODELS_SHOWN = 3;

export interface HelpOptions {
  locale: string;
  guildId: string;
  channelId: string;
  /** What holds in the server. */
  policy: GuildPolicy;
  /** Those of the server; the first is the one that forms follow. */
  models: readonly Model[];
  usages: readonly QuotaUsage[];
  /** Why this member can have nothing made here, in words; null: they can. */
  refusal: string | null;
  isManager: boolean;
}

/** What is possible here, what it costs the reader, who sees what, and whose songs are fine. */
export function helpView(options: HelpOptions): CardView {
  const { locale, guildId, channelId, policy, models, refusal, isManager } = options;
  const kind = models.some((model) => model.kind === 'cover') ? 'cover' : 'song';
  return cardOf(
    [
      text(locale, 'howTo.what', { kind }),
      text(locale, 'help.where', {
        channels: settingValue('channelIds', policy, locale),
        roles: settingValue('allowedRoleIds', policy, locale),
        target: policy.remixChannelIds.length > 0 ? settingValue('remixChannelIds', policy, locale) : null,
      }),
      ...modelLines(locale, models, kind),
      costLine(options),
      text(locale, 'help.sees', { isPrivateFirst: policy.privateFirst }),
      text(locale, 'help.songs', { wantsRightsTick: policy.wantsRightsTick }),
      ...(refusal === null ? [] : [`⚠ ${refusal}`]),
      small(text(locale, 'help.more')),
    ],
    [
      ...(refusal === null
        ? [button(text(locale, 'button.howTo', { kind }), coverIds.begin(channelId), ButtonStyle.Primary)]
        : []),
      button(text(locale, 'button.mine'), coversIds.mine(guildId), ButtonStyle.Secondary),
      ...(isManager ? [setUpButton(guildId, locale, ButtonStyle.Secondary)] : []),
    ],
  );
}

function modelLines(locale: string, models: readonly Model[], kind: Model['kind']): string[] {
  const shown = models.filter((model) => model.kind === kind);
  const [first] = shown;
  if (!first) return [];
  const names = [...new Set(shown.map(({ title, provider }) => `${title} (${providerTitle(provider)})`))];
  const { minimumSeconds, maximumSeconds } = first.reference;
  return [
    text(locale, 'help.models', {
      names: names.slice(0, MODELS_SHOWN),
      more: Math.max(0, names.length - MODELS_SHOWN),
      length: kind === 'cover' ? { minimumSeconds, maximumSeconds } : null,
    }),
  ];
}

function costLine({ locale, usages }: HelpOptions): string {
  const own = usages.find(({ scope, limit }) => scope !== 'guild' && limit.count !== undefined);
  if (!own) return text(locale, 'help.cost', { left: null, limit: 0, renewsAt: 0 });
  const limit = own.limit.count ?? 0;
  return text(locale, 'help.cost', { left: Math.max(0, limit - own.used.count), limit, renewsAt: own.window.endsAt });
}
