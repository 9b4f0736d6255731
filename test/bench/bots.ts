import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClock } from '../../src/clock.ts';
import { type DiscordSandbox, startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import type { RunwareSettings } from '../../src/sandbox/providers/runware/settings.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { measureSong, renderQuickly } from '../support/sounds.ts';

export interface BenchBot {
  process: ChildProcess;
  discord: DiscordSandbox;
  runware: RunwareSandbox;
  close(): Promise<void>;
}

/** As `npm start` and the image start it, and as anybody starts a bot. */
const ENTRIES = {
  coverband: ['--expose-gc', '--max-semi-space-size=2', '../../src/main.ts'],
  bare: ['./bare-bot.ts'],
  form: ['./bare-form-bot.ts'],
} as const;

/** One of the bots as a process, with a Discord of its own. */
export async function startBenchBot(
  name: keyof typeof ENTRIES,
  settings: Partial<RunwareSettings> = {},
): Promise<BenchBot> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-bench-'));
  const clock = createClock();
  const discord = await startDiscordSandbox({ clock });
  const runware = await startRunwareSandbox({ clock, render: renderQuickly, measure: measureSong, settings });
  const flags = ENTRIES[name].slice(0, -1);
  const entry = fileURLToPath(new URL(ENTRIES[name].at(-1) ?? '', import.meta.url));
  const child = spawn(process.execPath, [...flags, entry], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_BASE: discord.apiUrl,
      RUNWARE_API_KEY: runware.apiKey,
      RUNWARE_BASE_URL: runware.baseUrl,
      TRUSTED_ORIGINS: `${discord.origin},${runware.origin}`,
      DATA_DIR: folder,
      GUILD_COVERS_PER_MONTH: '1000000',
      GUILD_BUDGET_USD_PER_MONTH: '1000000',
      RUNWARE_RUNNING: '20',
      MEMBER_COVERS_PER_DAY: '1000000',
      MEMBER_COVERS_PER_DAY_TOTAL: '1000000',
      BUDGET_USD_PER_MONTH: '1000000',
      NEW_GUILD_BUDGET_USD: '1000000',
    },
  });
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"msg":"ready"')) break;
  child.stdout.resume();
  return {
    process: child,
    discord,
    runware,
    async close() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await Promise.all([discord.close(), runware.close()]);
      // Its workers end by themselves, a moment later.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
