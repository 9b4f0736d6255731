import type { Clock } from '../../clock.ts';
import { decodeAudio } from '../../codec/decode.ts';
import { startAimlapiSandbox } from './aimlapi.ts';
import { type MinimaxModel, minimaxLimits } from './minimax/limits.ts';
import { startMinimaxSandbox } from './minimax.ts';
import { createRestyler } from './restyle/restyler.ts';
import { startRunwareSandbox } from './runware.ts';
import type { FaultHandle } from './shared/faults.ts';
import type { HttpFault } from './shared/http-fault.ts';
import { createComposer } from './songs/composer.ts';

export const providerNames = ['runware', 'aimlapi', 'minimax'] as const;

export type ProviderName = (typeof providerNames)[number];

/** One request as any of the stand-ins notes it. */
export interface ProviderRequest {
  /** By the stand-in's clock, in milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** The kind of the fault that struck. */
  readonly fault: string | undefined;
  /** Undefined until answered, null when no status was ever sent. */
  readonly status: number | null | undefined;
}

/** What may befall a paid request: refused, failed, done but never answered; nothing is told of it; or its result cannot be fetched. */
export type ProviderTrouble = 'tooMany' | 'broken' | 'lostAnswer' | 'noNews' | 'deadLink';

/** What the demo needs of any provider's stand-in. */
export interface ProviderSandbox {
  name: ProviderName;
  origin: string;
  baseUrl: string;
  apiKey: string;
  paidRequests(): number;
  money: { spentMicros: number; balanceMicros: number; paid: readonly unknown[] };
  /** The newest ones, in order. */
  requests: readonly ProviderRequest[];
  /** Spoils the next paid requests, or downloads of results. */
  trouble(kind: ProviderTrouble, times: number): FaultHandle;
  close(): Promise<void>;
}

/** Longer than any model takes, so that the stand-in itself says what is too long. */
const LONGEST_SECONDS = 660;

/** How paid requests fail, as each API would show it. */
const PAID_FAULTS: Readonly<Record<Exclude<ProviderTrouble, 'deadLink' | 'noNews'>, HttpFault>> = {
  tooMany: { kind: '429', when: 'before', retryAfterSeconds: 5 },
  broken: { kind: '500', when: 'before' },
  lostAnswer: { kind: 'hang', when: 'after' },
};

/** How a question about what was paid for fails. */
const NO_NEWS: HttpFault = { kind: '503', when: 'before' };

/** Starts one provider's stand-in with everything that it makes music with. */
export async function startProviderSandbox(
  name: ProviderName,
  { clock, generationMs }: { clock: Clock; generationMs: number },
): Promise<ProviderSandbox> {
  const restyler = createRestyler({ maximumSeconds: LONGEST_SECONDS });
  const composer = createComposer();
  const common = { clock, render: restyler.render, measure: measureSong, settings: { generationMs } };
  const start = {
    async runware() {
      const sandbox = await startRunwareSandbox(common);
      const spoilFor = (taskType: string) => (fault: HttpFault) => sandbox.faults.add({ ...fault, taskType });
      return { sandbox, spoil: spoilFor('audioInference'), spoilNews: spoilFor('getResponse') };
    },
    async aimlapi() {
      const sandbox = await startAimlapiSandbox(common);
      const spoilFor = (endpoint: 'submit' | 'poll') => (fault: HttpFault) =>
        sandbox.faults.add({ ...fault, endpoint });
      return { sandbox, spoil: spoilFor('submit'), spoilNews: spoilFor('poll') };
    },
    async minimax() {
      // Those that MiniMax has discontinued can be tried here as well.
      const enabledModels = Object.keys(minimaxLimits.models) as MinimaxModel[];
      const settings = { ...common.settings, enabledModels };
      const sandbox = await startMinimaxSandbox({ ...common, settings, compose: composer.compose });
      const spoil = (fault: HttpFault) => sandbox.faults.add({ ...fault, endpoint: 'music' });
      // The answer to the paid request is all that it ever tells.
      return { sandbox, spoil, spoilNews: (fault: HttpFault) => spoil({ ...fault, ...PAID_FAULTS.lostAnswer }) };
    },
  };
  const { sandbox, spoil, spoilNews } = await start[name]();
  return {
    name,
    origin: sandbox.origin,
    baseUrl: sandbox.baseUrl,
    apiKey: sandbox.apiKey,
    paidRequests: sandbox.paidRequests,
    money: sandbox.money,
    requests: sandbox.requests,
    trouble(kind, times) {
      if (kind === 'deadLink') return sandbox.linkFaults.add({ kind: 'dead', times });
      if (kind === 'noNews') return spoilNews({ ...NO_NEWS, times });
      return spoil({ ...PAID_FAULTS[kind], times });
    },
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
