import type { SettingKey } from '../../src/domain/policy/guild-settings.ts';
import { settingRows } from '../../src/domain/policy/guild-settings.ts';
import type { ModalValue, SandboxChannel, SandboxMember, SandboxMessage } from '../../src/sandbox/discord/types.ts';

/** Opens the card of a setting as somebody does who has read nothing: the command, its page, the setting. */
export async function openSetting(
  member: SandboxMember,
  channel: SandboxChannel,
  key: SettingKey,
): Promise<SandboxMessage> {
  const answer = await member.slash(channel, 'cover-settings');
  const first = await answer.settled();
  const page = await (await member.select(first, 'Go to…', [settingRows[key].page])).settled();
  return (await member.select(page, 'Change…', [key])).settled();
}

/** Chooses values of a setting from its menu. */
export async function chooseSetting(
  member: SandboxMember,
  channel: SandboxChannel,
  key: SettingKey,
  values: readonly string[],
): Promise<SandboxMessage> {
  const card = await openSetting(member, channel, key);
  return (await member.select(card, `cover-settings:choose:${key}`, values)).settled();
}

/** Types a setting's value into its form. */
export async function typeSetting(
  member: SandboxMember,
  channel: SandboxChannel,
  key: SettingKey,
  value: string,
): Promise<SandboxMessage> {
  const card = await openSetting(member, channel, key);
  const form = await member.click(card, 'Change');
  return (await member.submit(form, { value })).settled();
}

/** Presses a button of a setting's card that opens a form, and sends that. */
export async function fillInSetting(
  member: SandboxMember,
  channel: SandboxChannel,
  key: SettingKey,
  { press, values }: { press: string; values: Readonly<Record<string, ModalValue>> },
): Promise<SandboxMessage> {
  const card = await openSetting(member, channel, key);
  const form = await member.click(card, press);
  return (await member.submit(form, values)).settled();
}

/** Takes a setting back. */
export async function resetSetting(
  member: SandboxMember,
  channel: SandboxChannel,
  key: SettingKey,
): Promise<SandboxMessage> {
  return (await member.click(await openSetting(member, channel, key), 'Reset')).settled();
}
