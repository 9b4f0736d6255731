import type { Clock } from '../clock.ts';
import { decodeAudio } from '../codec/decode.ts';
import { startAimlapiSandbox } from './providers/aimlapi.ts';
import { startMinimaxSandbox } from './providers/minimax.ts';
import { startRunwareSandbox } from './providers/runware.ts';
import { createRestyler } from './restyle/restyler.ts';
import { createComposer } from './songs/composer.ts';

export const providerNames = ['runware', 'aimlapi', 'minimax'] as const;

export type ProviderName = (typeof providerNames)[number];

/** What the demo needs of any provider's stand-in. */
export interface ProviderSandbox {
  origin: string;
  baseUrl: string;
  apiKey: string;
  paidRequests(): number;
  money: { spentMicros: number; paid: readonly unknown[] };
  close(): Promise<void>;
}

/** Longer than any model takes, so that the stand-in itself says what is too long. */
const LONGEST_SECONDS = 660;

/** Starts one provider's stand-in with everything that it makes music with. */
export async function startProviderSandbox(
  name: ProviderName,
  { clock, generationMs }: { clock: Clock; generationMs: number },
): Promise<ProviderSandbox> {
  const restyler = createRestyler({ maximumSeconds: LONGEST_SECONDS });
  const composer = createComposer();
  const common = { clock, render: restyler.render, measure: measureSong };
  const settings = { generationMs };
  const start = {
    runware: () => startRunwareSandbox({ ...common, settings }),
    aimlapi: () => startAimlapiSandbox({ ...common, settings }),
    minimax: () => startMinimaxSandbox({ ...common, settings, compose: composer.compose }),
  } satisfies Record<ProviderName, () => Promise<ProviderSandbox>>;
  const sandbox: ProviderSandbox = await start[name]();
  return {
    origin: sandbox.origin,
    baseUrl: sandbox.baseUrl,
    apiKey: sandbox.apiKey,
    paidRequests: sandbox.paidRequests,
    money: sandbox.money,
    async close() {
      await sandbox.close();
      await Promise.all([restyler.close(), composer.close()]);
    },
  };
}

async function measureSong(bytes: Uint8Array): Promise<{ durationMs: number }> {
  const { channels, sampleRate } = await decodeAudio(bytes, { maximumSeconds: LONGEST_SECONDS });
  return { durationMs: ((channels[0]?.length ?? 0) / sampleRate) * 1_000 };
}
