import type { Ambient } from '../../ambient.ts';
import { botSettings } from '../../config/bot-settings.ts';
import { EnvFileError } from '../../config/env-file.ts';
import { type LoadedConfig, loadConfig } from '../../config/load-config.ts';
import { readSettings } from '../../config/setting.ts';
import { dataFolderOf } from '../../data-folder.ts';
import { checkBot, checkFleetBot } from './checks/check-bot.ts';
import { checkFolder } from './checks/check-data-folder.ts';
import { checkDatabase, checkFileBeside } from './checks/check-database.ts';
import { checkDisk, type FileSystemRoom } from './checks/check-disk.ts';
import { checkNode } from './checks/check-node.ts';
import { checkPostgres } from './checks/check-postgres.ts';
import { checkSettings } from './checks/check-settings.ts';
import { checkWriting } from './checks/check-writing.ts';
import { nearestFolder } from './checks/nearest-folder.ts';
import { examineServices } from './examine-services.ts';
import { type Finding, fail, skipped } from './finding.ts';
import { hideSecrets } from './hide-secrets.ts';

export interface DoctorIo {
  /** Settings of the file are put into it. */
  environment: Record<string, string | undefined>;
  envFile: string;
  node: { version: string; wanted: string };
  /** Its clock is this machine's, which is compared with Discord's. */
  ambient: Pick<Ambient, 'clock' | 'newId'>;
  statfs(path: string): Promise<FileSystemRoom>;
  /** Told of each finding as soon as it is there. */
  onFinding?(finding: Finding): void;
}

/** What services are asked about, by name, where the settings cannot be used. */
const SERVICES = ['network', 'clock', 'token', 'application', 'servers', 'providers'];

/**
 * Looks at all that the bot needs, one thing after the other, and changes nothing: it works beside a running bot, and opens no second
 * session at Discord. No finding holds a secret.
 */
export async function runDoctor(io: DoctorIo): Promise<Finding[]> {
  const findings: Finding[] = [];
  const add = (found: Finding | readonly Finding[]) => {
    for (const finding of [found].flat()) {
      const shown = hideSecrets(finding, io.environment);
      findings.push(shown);
      io.onFinding?.(shown);
    }
  };
  const look = async (name: string, check: () => Promise<Finding | readonly Finding[]> | Finding) => {
    try {
      add(await check());
    } catch (error) {
      const kind = error instanceof Error ? error.name : 'unknown';
      add(fail(name, `could not be looked at (${kind})`, 'try again; if it stays so, report it as a bug'));
    }
  };

  add(checkNode(io.node.version, io.node.wanted));
  const loaded = load(io);
  add(checkSettings(loaded, Boolean(io.environment.DISCORD_TOKEN?.trim())));
  const { values } = readSettings({ FILES_MAX_GB: botSettings.FILES_MAX_GB }, io.environment);
  const filesMaximumBytes = Number(values.FILES_MAX_GB ?? 0) * 1_000_000_000;
  const dataFolder = dataFolderOf(io.environment);
  const config = typeof loaded === 'string' ? undefined : loaded.config;

  await look('data folder', () => checkFolder(dataFolder));
  await look('disk', async () => checkDisk(await io.statfs(nearestFolder(dataFolder)), filesMaximumBytes));
  await look('temporary files', () => checkWriting(dataFolder));
  const postgres = config?.postgres;
  await look('database', async () => {
    if (postgres)
      return [
        ...(await checkPostgres({ ...postgres, clock: io.ambient.clock })),
        ...checkFileBeside(dataFolder),
        await checkFleetBot(config),
      ];
    const { finding, isBotRunning } = checkDatabase(dataFolder, false);
    return [finding, await checkBot(isBotRunning, config?.operator)];
  });
  if (config) await examineServices(config, io.ambient, look);
  else add(SERVICES.map((name) => skipped(name, 'the settings have to be in order first')));
  return findings;
}

function load({ envFile, environment }: DoctorIo): LoadedConfig | string {
  try {
    return loadConfig(envFile, environment);
  } catch (error) {
    if (error instanceof EnvFileError) return error.message;
    throw error;
  }
}
