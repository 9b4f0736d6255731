import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { createAmbient } from '../../../src/ambient.ts';
import { createClock } from '../../../src/clock.ts';
import { type DiscordSandbox, startDiscordSandbox } from '../../../src/sandbox/discord/sandbox.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../../src/sandbox/providers/runware.ts';
import type { Finding } from '../../../src/tools/doctor/finding.ts';
import { type DoctorIo, runDoctor } from '../../../src/tools/doctor/run-doctor.ts';
import { measureSong, renderQuickly } from '../../support/sounds.ts';

export interface DoctorStage {
  discord: DiscordSandbox;
  runware: RunwareSandbox;
  /** The data folder, which is not there yet. */
  dataFolder: string;
  /** What the doctor finds, by name. */
  examine(environment?: Record<string, string>, io?: Partial<DoctorIo>): Promise<Record<string, Finding>>;
}

export interface DoctorStageOptions {
  discord?: Parameters<typeof startDiscordSandbox>[0];
  balanceMicros?: number;
}

const PLENTY = { bavail: 50_000_000, bsize: 4_096 };

/** A machine on which all is in order, against stand-ins for Discord and Runware. What is found there never holds a secret. */
export async function openDoctorStage({
  discord: options,
  balanceMicros,
}: DoctorStageOptions = {}): Promise<DoctorStage> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-doctor-'));
  const discord = await startDiscordSandbox(options);
  const runware = await startRunwareSandbox({
    clock: createClock(),
    render: renderQuickly,
    measure: measureSong,
    ...(balanceMicros !== undefined && { balanceMicros }),
  });
  onTestFinished(async () => {
    await Promise.all([discord.close(), runware.close()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const dataFolder = join(folder, 'data');

  return {
    discord,
    runware,
    dataFolder,
    async examine(changes = {}, io = {}) {
      const environment: Record<string, string> = {
        DISCORD_TOKEN: discord.token,
        DISCORD_API_BASE: discord.apiUrl,
        RUNWARE_API_KEY: runware.apiKey,
        RUNWARE_BASE_URL: runware.baseUrl,
        DATA_DIR: dataFolder,
        ...changes,
      };
      const findings = await runDoctor({
        environment,
        envFile: join(folder, '.env'),
        node: { version: '24.21.0', wanted: '24.21.0' },
        ambient: createAmbient(),
        statfs: async () => PLENTY,
        ...io,
      });
      const said = JSON.stringify(findings);
      for (const secret of [environment.DISCORD_TOKEN, environment.RUNWARE_API_KEY, 'hunter22'])
        if (secret) expect(said).not.toContain(secret);
      return Object.fromEntries(findings.map((finding) => [finding.name, finding]));
    },
  };
}
