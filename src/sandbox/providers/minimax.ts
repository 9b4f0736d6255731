import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import { createApi } from './minimax/api.ts';
import type { ComposeSong } from './minimax/compose.ts';
import { createFeatures } from './minimax/features.ts';
import { createLyrics } from './minimax/lyrics.ts';
import { createMusic } from './minimax/music.ts';
import { createCashier, type NextFailure, type PaidCall } from './minimax/payment.ts';
import { createPreprocess } from './minimax/preprocess.ts';
import { createRateLimit } from './minimax/rate-limit.ts';
import type { RequestRecord } from './minimax/request-log.ts';
import { createResultFiles } from './minimax/result-files.ts';
import { type MinimaxFault, registerRoutes } from './minimax/routes.ts';
import { defaultMinimaxSettings, type MinimaxSettings } from './minimax/settings.ts';
import { createBoundedList } from './shared/bounded-list.ts';
import { createExpiringFiles } from './shared/expiring-files.ts';
import { createFaults, type FaultHandle, type Faults } from './shared/faults.ts';
import { createMoneyLog, type MoneyLog } from './shared/money-log.ts';
import type { Measure, RenderCover } from './shared/render.ts';
import type { LinkFault } from './shared/serve-file.ts';
import { startServer } from './shared/server.ts';

export interface MinimaxSandboxOptions {
  clock: Clock;
  log?: Logger;
  /** A free one when not said. */
  port?: number;
  /** Makes the covers. */
  render: RenderCover;
  /** Makes the songs that have no reference. */
  compose: ComposeSong;
  measure: Measure;
  apiKey?: string;
  /** For seeds and lyrics that nobody asked for. */
  random?: () => number;
  settings?: Partial<MinimaxSettings>;
  /** The account's money at the start. */
  balanceMicros?: number;
  /** The most that results may take up in memory, and the most that preprocessed references may; the oldest go first. */
  maximumHeldBytes?: number;
  maximumBodyBytes?: number;
  /** How many of the newest requests are kept. */
  rememberedRequests?: number;
}

/** A running stand-in for MiniMax, and the handles to watch it and to make it misbehave. */
export interface MinimaxSandbox {
  readonly origin: string;
  /** What stands before `/v1/…`: the origin. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** May be changed at any time. */
  readonly settings: MinimaxSettings;
  readonly faults: Faults<MinimaxFault>;
  readonly linkFaults: Faults<LinkFault>;
  /** The newest requests, in order. */
  readonly requests: readonly RequestRecord[];
  readonly money: MoneyLog<PaidCall>;
  /** How many music calls were ever billed. */
  paidRequests(): number;
  /** Makes the next calls fail, music calls when not said otherwise, and one when not said how many. */
  failNext(failure: Omit<NextFailure, 'endpoint'> & { endpoint?: NextFailure['endpoint'] }): FaultHandle;
  /** Is down until the function that it returns is called. */
  refuseConnections(): () => Promise<void>;
  close(): Promise<void>;
}

const MAXIMUM_HELD_BYTES = 256 * 1024 * 1024;
/** Room for a reference of 50 MB in base64. */
const MAXIMUM_BODY_BYTES = 70_000_000;
const REMEMBERED_REQUESTS = 1_000;

/** Starts a stand-in for MiniMax's music API on loopback. */
export async function startMinimaxSandbox(options: MinimaxSandboxOptions): Promise<MinimaxSandbox> {
  const { clock, render, compose, measure, random = Math.random, apiKey = 'sandbox-minimax-key' } = options;
  const maximumBytes = options.maximumHeldBytes ?? MAXIMUM_HELD_BYTES;
  const log = options.log?.child({ sandbox: 'minimax' });
  const settings = { ...defaultMinimaxSettings, ...options.settings };
  const closing = new AbortController();
  const { signal } = closing;

  const faults = createFaults<MinimaxFault>();
  const linkFaults = createFaults<LinkFault>();
  const failures = createFaults<NextFailure>();
  const requests = createBoundedList<RequestRecord>(options.rememberedRequests ?? REMEMBERED_REQUESTS);
  const money = createMoneyLog<PaidCall>({ balanceMicros: options.balanceMicros ?? 100_000_000, beforeRead() {} });

  let origin = () => '';
  const features = createFeatures({ clock, settings, maximumBytes });
  const stored = createExpiringFiles({ clock, maximumBytes });
  const files = createResultFiles({ clock, files: stored, settings, origin: () => origin() });
  const cashier = createCashier({ clock, money, failures, signal });
  const enter = createRateLimit(clock, settings);
  const shared = { clock, settings, cashier, features, measure, random, signal };
  const answer = createApi({
    apiKey,
    log,
    settings,
    signal,
    endpoints: {
      music: createMusic({ ...shared, enter, render, compose, files }),
      preprocess: createPreprocess(shared),
      lyrics: createLyrics(shared),
    },
  });

  const server = await startServer({
    port: options.port ?? 0,
    bodyLimitBytes: options.maximumBodyBytes ?? MAXIMUM_BODY_BYTES,
    register(app, originOnceKnown) {
      origin = originOnceKnown;
      registerRoutes(app, { clock, settings, answer, files, faults, linkFaults, requests, signal });
    },
  });
  log?.info({ origin: server.origin }, 'stand-in for MiniMax started');

  return {
    origin: server.origin,
    baseUrl: server.origin,
    apiKey,
    settings,
    faults,
    linkFaults,
    requests: requests.items,
    money,
    paidRequests: () => money.paid.filter(({ kind }) => kind === 'music').length,
    failNext: (failure) => failures.add({ times: 1, endpoint: 'music', ...failure }),
    refuseConnections: server.refuseConnections,
    async close() {
      closing.abort(new Error('the stand-in is closing'));
      await server.close();
    },
  };
}
