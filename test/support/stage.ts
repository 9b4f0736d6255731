import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { decodeAudio } from '../../src/codec/decode.ts';
import { encodeAudio } from '../../src/codec/encode.ts';
import { readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { type DiscordSandbox, startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import type { UploadedFile } from '../../src/sandbox/discord/types.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { watchBusyness } from './busyness.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export interface TestStage {
  clock: ManualClock;
  discord: DiscordSandbox;
  runware: RunwareSandbox;
  /** Stops the bot and starts it again on the same data. */
  restart(environment?: Record<string, string>): Promise<void>;
  /** Lets time run until the condition holds, in steps of a second unless told otherwise. */
  until(condition: () => unknown, stepMs?: number): Promise<void>;
}

export interface TestStageOptions {
  environment?: Record<string, string>;
  generationMs?: number;
  discord?: Omit<Parameters<typeof startDiscordSandbox>[0], 'clock'>;
}

/** The whole bot in this process, with the real discord.js client and real HTTP, on a clock that the test turns. */
export async function openTestStage(options: TestStageOptions = {}): Promise<TestStage> {
  const busyness = watchBusyness();
  const clock = createManualClock(undefined, busyness.isBusy);
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  const log = createLogger({ level: process.env.TEST_LOG ?? 'silent' });
  const discord = await startDiscordSandbox({ clock, ...options.discord });
  const runware = await startRunwareSandbox({
    clock,
    render: renderQuickly,
    measure: measureSong,
    settings: { generationMs: options.generationMs ?? 60_000, resultStaggerMs: 0 },
  });
  let app: App | undefined;

  const start = async (environment: Record<string, string> = {}) => {
    const config = readConfig({
      DISCORD_TOKEN: discord.token,
      DISCORD_API_BASE: discord.apiUrl,
      RUNWARE_API_KEY: runware.apiKey,
      RUNWARE_BASE_URL: runware.baseUrl,
      TRUSTED_ORIGINS: `${discord.origin},${runware.origin}`,
      DATA_DIR: folder,
      ...options.environment,
      ...environment,
    });
    app = createApp(config, { clock, log, onFatal: () => {} });
    await app.start();
  };

  onTestFinished(async () => {
    await app?.stop();
    await Promise.all([discord.close(), runware.close()]);
    rmSync(folder, { recursive: true, force: true });
    busyness.stop();
  });
  await start();

  return {
    clock,
    discord,
    runware,
    async restart(environment) {
      await app?.stop();
      await start(environment);
    },
    until: (condition, stepMs = 1_000) => clock.runUntil(async () => Boolean(await condition()), { stepMs }),
  };
}

const SAMPLE_RATE = 8_000;

/** A plain tone of so many seconds: small, and honest audio. */
export function toneOf(seconds: number, hertz = 220): { sampleRate: number; channels: Float32Array[] } {
  const samples = new Float32Array(Math.round(seconds * SAMPLE_RATE));
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = 0.3 * Math.sin((2 * Math.PI * hertz * index) / SAMPLE_RATE);
  }
  return { sampleRate: SAMPLE_RATE, channels: [samples] };
}

/** A song as a member would upload it. Each `hertz` is another song. */
export async function songOf(seconds: number, { name = 'song.wav', hertz = 220 } = {}): Promise<UploadedFile> {
  const settings = { format: 'wav', bitrateKbps: 0, sampleRate: SAMPLE_RATE, channels: 1 } as const;
  return { name, data: await encodeAudio(toneOf(seconds, hertz), settings), contentType: 'audio/wav' };
}

type RenderOrder = Parameters<Parameters<typeof startRunwareSandbox>[0]['render']>[0];

/** A cover that costs no time: how covers sound is tested where they are made. */
export async function renderQuickly({ audio, seed }: RenderOrder) {
  const data = await encodeAudio(toneOf(7, 200 + (seed % 100)), audio);
  return { data, durationMs: 7_000, family: 'tone' };
}

export async function measureSong(bytes: Uint8Array): Promise<{ durationMs: number }> {
  const { channels, sampleRate } = await decodeAudio(bytes, { maximumSeconds: 420 });
  return { durationMs: ((channels[0]?.length ?? 0) / sampleRate) * 1_000 };
}
