import { z } from 'zod';

export const presetSchema = z.object({ name: z.string().min(1).max(80), style: z.string().min(1).max(2_000) });

/** A named style. */
export type Preset = z.output<typeof presetSchema>;

export const guildSettingsSchema = z.object({
  /** A review card comes before anything that can cost more, in micro-dollars; null: never for its price. */
  confirmAboveMicros: z.number().int().nonnegative().nullable(),
  /** Members must say that they may use a song. */
  wantsRightsTick: z.boolean(),
  presets: z.array(presetSchema).max(100),
  /** Where covers are posted that are asked for elsewhere; the first of them that is in the server. Empty: where they were asked. */
  remixChannelIds: z.array(z.string()),
  /** In a remix channel, each reference has a thread of its own. */
  opensThreads: z.boolean(),
  /** The name of the tag for covers in a forum that has such a tag; null: none. */
  remixTag: z.string().nullable(),
  /** Where reports go; the first of them that is in the server. Empty: to its owner. */
  reportChannelIds: z.array(z.string()),
  /** Language of what all can read; null: each requester's. */
  locale: z.string().nullable(),
});

/** What holds for a server. Each could choose for itself; as there is no command for that yet, all have the operator's. */
export type GuildSettings = z.output<typeof guildSettingsSchema>;

/** All that holds for a server: its settings, and what the operator allows it. */
export interface GuildPolicy extends GuildSettings {
  /** Covers may be made for it. */
  isAllowed: boolean;
}
