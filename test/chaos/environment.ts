import type { Phase } from './plan.ts';
import type { Stage } from './world.ts';

/** Of a take, where the provider publishes no price. */
const PRICE_DOLLARS = '0.15';

/** How many covers may be under way at once at each provider. MiniMax: each of them may be lost to a kill. */
export const RUNNING = { runware: 12, aimlapi: 12, minimax: 2 } as const;
export const RUNNING_PER_GUILD = 2;

/** What the bot is started with. */
export function environmentOf(
  { discord, runware, aimlapi, minimax, postgres, folder, clock }: Stage,
  { providers, drawsPictures }: Phase,
): Record<string, string> {
  return {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_BASE: discord.apiUrl,
    PROVIDERS: providers.join(),
    MODELS: `aimlapi/minimax/music-cover=${PRICE_DOLLARS}`,
    RUNWARE_API_KEY: runware.apiKey,
    RUNWARE_BASE_URL: runware.baseUrl,
    RUNWARE_RUNNING: String(RUNNING.runware),
    AIMLAPI_API_KEY: aimlapi.apiKey,
    AIMLAPI_BASE_URL: aimlapi.baseUrl,
    AIMLAPI_RUNNING: String(RUNNING.aimlapi),
    MINIMAX_API_KEY: minimax.apiKey,
    MINIMAX_BASE_URL: minimax.baseUrl,
    MINIMAX_RUNNING: String(RUNNING.minimax),
    RUNNING_PER_GUILD: String(RUNNING_PER_GUILD),
    BUDGET_USD_PER_MONTH: '100000',
    NEW_GUILD_BUDGET_USD: '100000',
    GUILD_COVERS_PER_MONTH: '100000',
    GUILD_BUDGET_USD_PER_MONTH: '100000',
    MEMBER_COVERS_PER_DAY: '100000',
    MEMBER_COVERS_PER_DAY_TOTAL: '100000',
    MEMBER_REFUSALS_PER_DAY: '100000',
    // Small files: this run is not about sound.
    OUTPUT_BITRATE_KBPS: '64',
    WAVEFORMS: String(drawsPictures),
    SHUTDOWN_WAIT_SECONDS: '60',
    TRUSTED_ORIGINS: [discord, runware, aimlapi, minimax].map(({ origin }) => origin).join(),
    DATA_DIR: folder,
    ...(postgres && { DATABASE_URL: postgres.url }),
    CLOCK_SPEED: String(clock.speed),
    CLOCK_OFFSET_SECONDS: String(clock.offsetSeconds()),
  };
}
