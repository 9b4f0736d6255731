import { z } from 'zod';
import { stored } from '../stored.ts';
import type { Hold } from './operator-choices.ts';

export const presetSchema = stored({ name: z.string().min(1).max(80), style: z.string().min(1).max(2_000) });

/** A named style. */
export type Preset = z.output<typeof presetSchema>;

/** How many presets a server may have of its own. */
export const PRESETS_MAXIMUM = 25;

/** How many words a server may forbid. */
export const WORDS_MAXIMUM = 500;

/** What those with a role may have made, in place of what any member may; null: as any member. Money in micro-dollars. */
export const roleLimitSchema = stored({
  roleId: z.string(),
  dayTakes: z.number().int().nonnegative().nullable(),
  monthTakes: z.number().int().nonnegative().nullable(),
  dayMicros: z.number().int().nonnegative().nullable(),
  monthMicros: z.number().int().nonnegative().nullable(),
});

export type RoleLimit = z.output<typeof roleLimitSchema>;

/** A word that members may not use, `inside`: also as a part of others. */
export const forbiddenWordSchema = stored({ word: z.string().min(1).max(80), inside: z.boolean() });

export type ForbiddenWord = z.output<typeof forbiddenWordSchema>;

/** Pages of the settings, in their order. */
export const settingPages = ['where', 'who', 'howMuch', 'what', 'styles', 'voice'] as const;

export type SettingPage = (typeof settingPages)[number];

/** How a setting is shown and changed. */
export type SettingControl =
  | { kind: 'channels'; maximum: number; use: 'any' | 'covers' | 'messages' }
  | { kind: 'roles'; maximum: number }
  | { kind: 'choice'; values: readonly string[] }
  /** Minutes; the most that is chosen from is the last. 0: off. */
  | { kind: 'minutes'; choices: readonly number[] }
  | { kind: 'yesNo' }
  /** A whole number, or none. */
  | { kind: 'count'; maximum: number }
  /** Micro-dollars, or none. */
  | { kind: 'money' }
  | { kind: 'line'; maximum: number }
  | { kind: 'models' | 'words' | 'presets' | 'roleLimits' | 'locale' };

export interface SettingRow<Value> {
  page: SettingPage;
  /** What a server may choose; the operator's bound is laid over it. */
  schema: z.ZodType<Value>;
  /** What holds where neither the server nor the operator says anything. */
  fallback: Value;
  control: SettingControl;
}

const HOUR = 60;
const DAY = 24 * HOUR;
const COUNT_MAXIMUM = 1_000_000;
export const MONEY_MAXIMUM_MICROS = 1_000_000_000_000;

const ids = (maximum: number) => z.array(z.string().regex(/^\d{1,20}$/)).max(maximum);
const minutes = z.number().int().min(0);

function row<Value>(
  page: SettingPage,
  control: SettingControl,
  schema: z.ZodType<Value>,
  fallback: NoInfer<Value>,
): SettingRow<Value> {
  return { page, control, schema, fallback };
}

const count = (page: SettingPage, minimum = 0, maximum = COUNT_MAXIMUM) =>
  row(page, { kind: 'count', maximum }, z.number().int().min(minimum).max(maximum).nullable(), null);

const money = (page: SettingPage) =>
  row(page, { kind: 'money' }, z.number().int().min(0).max(MONEY_MAXIMUM_MICROS).nullable(), null);

/** Every setting that a server has, in the order in which they are shown. */
export const settingRows = {
  /** Where covers may be asked for, threads of these included; empty: everywhere. */
  channelIds: row('where', { kind: 'channels', maximum: 25, use: 'any' }, ids(25), []),
  /** Where covers are posted that are asked for elsewhere; the first of them that is in the server. Empty: where they were asked. */
  remixChannelIds: row('where', { kind: 'channels', maximum: 1, use: 'covers' }, ids(100), []),
  /** In a remix channel, each reference has a thread of its own. */
  opensThreads: row('where', { kind: 'yesNo' }, z.boolean(), false),
  /** The name of the tag for covers in a forum that has such a tag; null: none. */
  remixTag: row('where', { kind: 'line', maximum: 20 }, z.string().trim().min(1).max(20).nullable(), null),
  /** Who is told what things cost. */
  pricesFor: row(
    'where',
    { kind: 'choice', values: ['all', 'moderators', 'nobody'] },
    z.enum(['all', 'moderators', 'nobody']),
    'all',
  ),
  /** Who may ask for covers; empty: everybody. */
  allowedRoleIds: row('who', { kind: 'roles', maximum: 25 }, ids(25), []),
  /** Who may not, whatever other roles they have. */
  deniedRoleIds: row('who', { kind: 'roles', maximum: 25 }, ids(25), []),
  /** For how long somebody must have been in the server. */
  membershipMinutes: row(
    'who',
    { kind: 'minutes', choices: [0, 10, HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY] },
    minutes.max(365 * DAY),
    0,
  ),
  /** Between two covers of a member. */
  pauseMinutes: row(
    'who',
    { kind: 'minutes', choices: [0, 1, 5, 15, 30, HOUR, 3 * HOUR, 12 * HOUR, DAY] },
    minutes.max(30 * DAY),
    0,
  ),
  guildDayTakes: count('howMuch'),
  guildMonthTakes: count('howMuch'),
  guildDayMicros: money('howMuch'),
  guildMonthMicros: money('howMuch'),
  memberDayTakes: count('howMuch'),
  memberMonthTakes: count('howMuch'),
  memberDayMicros: money('howMuch'),
  memberMonthMicros: money('howMuch'),
  /** A member's most generous limit counts. */
  roleLimits: row('howMuch', { kind: 'roleLimits' }, z.array(roleLimitSchema).max(25), []),
  /** How many covers of a member may be in line at once. */
  waitingPerMember: count('howMuch', 1, 1_000),
  /** A review card comes before anything that can cost more; null: never for its price. */
  confirmAboveMicros: money('howMuch'),
  /** How many covers of the server may be in the making at once; null: as many as the operator has room for. */
  runningPerGuild: count('howMuch', 1, 1_000),
  /** `provider/model` of those that are used, in the operator's order; empty: all that the operator has. */
  modelIds: row('what', { kind: 'models' }, z.array(z.string().max(200)).max(25), []),
  format: row(
    'what',
    { kind: 'choice', values: ['mp3', 'wav', 'flac', 'ogg'] },
    z.enum(['mp3', 'wav', 'flac', 'ogg']),
    'mp3',
  ),
  bitrateKbps: row(
    'what',
    { kind: 'choice', values: ['64', '96', '128', '160', '192', '224', '256'] },
    z.number().int().min(48).max(256),
    256,
  ),
  /** Members must say that they may use a song. */
  wantsRightsTick: row('what', { kind: 'yesNo' }, z.boolean(), false),
  forbiddenWords: row('what', { kind: 'words' }, z.array(forbiddenWordSchema).max(WORDS_MAXIMUM), []),
  /** Whose covers wait in the log channel until a moderator lets them be posted. */
  approval: row(
    'what',
    { kind: 'choice', values: ['off', 'all', 'newMembers', 'flaggedWords'] },
    z.enum(['off', 'all', 'newMembers', 'flaggedWords']),
    'off',
  ),
  /** Words that make a cover wait for a moderator, where the server has it so. */
  flaggedWords: row('what', { kind: 'words' }, z.array(forbiddenWordSchema).max(WORDS_MAXIMUM), []),
  presets: row('styles', { kind: 'presets' }, z.array(presetSchema).max(PRESETS_MAXIMUM), []),
  /** Language of what all can read; null: each requester's. */
  locale: row('voice', { kind: 'locale' }, z.string().min(2).max(20).nullable(), null),
  /** A remix channel has a message that says how it is used. */
  howTo: row('voice', { kind: 'yesNo' }, z.boolean(), false),
  /** Where changes of the settings are told; null: nowhere. */
  logChannelIds: row('voice', { kind: 'channels', maximum: 1, use: 'messages' }, ids(1), []),
  /** Where reports go; the first of them that is in the server. Empty: to its owner. */
  reportChannelIds: row('voice', { kind: 'channels', maximum: 1, use: 'messages' }, ids(100), []),
  /** Who looks after covers, beside those with the permission to manage messages. */
  moderatorRoleIds: row('voice', { kind: 'roles', maximum: 5 }, ids(25), []),
  /** A cover goes to its requester first, who posts it. */
  privateFirst: row('voice', { kind: 'yesNo' }, z.boolean(), false),
} satisfies Record<string, SettingRow<never> | SettingRow<unknown>>;

export type SettingKey = keyof typeof settingRows;

/** What holds for a server. */
export type GuildSettings = { [Key in SettingKey]: z.output<(typeof settingRows)[Key]['schema']> };

export const settingKeys = Object.keys(settingRows) as SettingKey[];

/** What holds where nobody has chosen anything. */
export const settingFallbacks = Object.fromEntries(
  settingKeys.map((key) => [key, settingRows[key].fallback]),
) as GuildSettings;

/** All that holds for a server: its settings, and what the operator allows it. */
export interface GuildPolicy extends GuildSettings {
  /** Covers may be made for it. */
  isAllowed: boolean;
  /** Why nothing new is taken for it at present. */
  hold: Hold | undefined;
}

export function isSettingKey(text: string): text is SettingKey {
  return Object.hasOwn(settingRows, text);
}
