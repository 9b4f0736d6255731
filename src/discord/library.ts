/**
 * What the bot uses of discord.js, from the packages that it is made of. The library itself would bring its client, which the bot has
 * no use for: three hundred files, and an undici of its own.
 */
export {
  ContextMenuCommandBuilder,
  SlashCommandBuilder,
  type SlashCommandStringOption,
  type SlashCommandUserOption,
} from '@discordjs/builders';
export {
  DefaultRestOptions,
  DiscordAPIError,
  HTTPError,
  RateLimitError,
  type RawFile,
  REST,
  type RESTOptions,
  type RequestData,
  type RouteLike,
} from '@discordjs/rest';
export { DiscordSnowflake } from '@sapphire/snowflake';
export * from 'discord-api-types/v10';
