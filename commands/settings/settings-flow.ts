import { PermissionFlagsBits } from 'discord.js';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { missingPermissions } from '../../src/discord/permissions/missing-permissions.ts';
import { isVoice } from '../../src/discord/permissions/permissions.ts';
import { settingValue } from '../../src/discord/views/settings/setting-value.ts';
import { nameOf, type SettingsCardOptions, settingCard } from '../../src/discord/views/settings/settings-card.ts';
import type { View } from '../../src/discord/views/view.ts';
import { faultOfChoice, type ResolvedPolicy, type SettingChanges } from '../../src/domain/policy/guild-policy.ts';
import { isSettingKey, type SettingKey, settingRows } from '../../src/domain/policy/guild-settings.ts';
import { UserError } from '../../src/errors.ts';
import { memberText, text } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';

/** Refuses whoever does not manage the server; asked at each click, as cards stay where they are. */
export function checkManages({ member }: Pick<InteractionContext, 'member'>): void {
  if (member.permissions & PermissionFlagsBits.ManageGuild) return;
  throw new UserError({ key: 'settings.notYours', params: {} });
}

/** The setting that a control is about. */
export function settingOf(call: Pick<InteractionContext, 'id' | 'member'>): SettingKey {
  checkManages(call);
  if (call.id === null || !isSettingKey(call.id)) throw new UserError({ key: 'settings.gone', params: {} });
  return call.id;
}

/** What cannot be chosen; nothing was changed. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** Says why, within a card. */
  readonly line: string;

  constructor(line: string) {
    super('not chosen');
    this.line = line;
  }
}

export interface SettingsFlow {
  /** Everything that a card shows. */
  look(call: InteractionContext, notices?: readonly string[]): Promise<SettingsCardOptions>;
  /**
   * Makes a change and shows the setting as it is then, with what has changed; where `decide` throws a `Fault`, with why nothing
   * has. `said`: in place of the value before and after.
   */
  change(call: InteractionContext, key: SettingKey, decide: Decide, options?: ChangeOptions): Promise<View>;
  /** Makes a change, or not: `notices` say what has changed, or why nothing has. */
  apply(
    call: InteractionContext,
    key: SettingKey,
    decide: Decide,
    options?: Omit<ChangeOptions, 'show'>,
  ): Promise<{ isChanged: boolean; notices: readonly string[] }>;
}

type Decide = (now: ResolvedPolicy) => SettingChanges;

export interface ChangeOptions {
  said?: (after: ResolvedPolicy) => string;
  warnings?: readonly string[];
  /** In place of the setting's own card. */
  show?: (options: SettingsCardOptions) => View | undefined;
}

export type SettingsFlowDeps = Pick<CommandDeps, 'serverSettings' | 'models'>;

export function createSettingsFlow({ serverSettings, models }: SettingsFlowDeps): SettingsFlow {
  const look: SettingsFlow['look'] = async ({ guildId, locale }, notices = []) => ({
    ...(await serverSettings.look(guildId)),
    locale,
    models,
    notices,
  });

  const apply: SettingsFlow['apply'] = async (call, key, decide, { said, warnings = [] } = {}) => {
    const { guildId, locale, member, interaction } = call;
    const by = { id: member.id, name: member.name };
    try {
      const changed = await serverSettings.change({ guildId, changeId: interaction.id, by, decide });
      const from = settingValue(key, changed.before.values, locale);
      const to = settingValue(key, changed.after.values, locale);
      const name = nameOf(key, locale);
      const isSame = from === to && changed.before.sources[key].by === changed.after.sources[key].by;
      const plain = isSame
        ? text(locale, 'settings.unchanged', { name, value: to })
        : text(locale, 'settings.changed', { name, from, to });
      const missed = changed.isTold === false ? [text(locale, 'settings.notTold')] : [];
      return { isChanged: true, notices: [said?.(changed.after) ?? plain, ...missed, ...warnings] };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { isChanged: false, notices: [error.line] };
    }
  };

  return {
    look,
    apply,
    async change(call, key, decide, { show, ...options } = {}) {
      const { isChanged, notices } = await apply(call, key, decide, options);
      const shown = await look(call, notices);
      return (isChanged ? show?.(shown) : undefined) ?? settingCard(shown, key);
    },
  };
}

/** A value that the server may choose. Throws a `Fault` where it may not. */
export function checkedChoice(
  key: SettingKey,
  value: unknown,
  { terms, locale }: Pick<SettingsCardOptions, 'terms' | 'locale'>,
): SettingChanges {
  const fault = faultOfChoice(key, value, terms);
  if (!fault) return { [key]: value };
  if (fault.kind === 'demanded') throw new Fault(text(locale, 'settings.demanded'));
  if (fault.kind === 'invalid') throw new Fault(invalidLine(key, locale));
  const most = settingValue(key, { ...terms.defaults, [key]: fault.most }, locale);
  throw new Fault(text(locale, 'settings.aboveBound', { most }));
}

export function invalidLine(key: SettingKey, locale: string): string {
  const { control } = settingRows[key];
  if (control.kind === 'money') return text(locale, 'settings.invalid.money');
  if (control.kind !== 'count') return text(locale, 'settings.invalid.other');
  const minimum = settingRows[key].schema.safeParse(0).success ? 0 : 1;
  return text(locale, 'settings.invalid.count', { minimum, maximum: control.maximum });
}

/** What the bot still needs in channels that were chosen for it to write in. */
export function permissionWarnings(call: InteractionContext, key: SettingKey): string[] {
  const { control } = settingRows[key];
  if (control.kind !== 'channels' || control.use === 'any') return [];
  return [...call.resolved.channels.values()].flatMap(({ id, type, appPermissions }) => {
    if (appPermissions === null) return [];
    const place = { isThread: false, isLocked: false, isVoice: isVoice(type) };
    const missing = missingPermissions(appPermissions, place);
    if (missing.length === 0) return [];
    return [`⚠ ${memberText(call.locale, { key: 'permissions.botThere', params: { missing, channelId: id } })}`];
  });
}
