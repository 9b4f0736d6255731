import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import { demoSongFile } from '../songs/demo-song.ts';
import { createApi } from './aimlapi/api.ts';
import { cutSound } from './aimlapi/cut-sound.ts';
import { createFeatures } from './aimlapi/features.ts';
import type { LoadReferenceOptions } from './aimlapi/load-reference.ts';
import { createMusic01 } from './aimlapi/music01.ts';
import type { RequestRecord } from './aimlapi/request-log.ts';
import { createResultFiles } from './aimlapi/result-files.ts';
import { type AimlapiFault, registerRoutes } from './aimlapi/routes.ts';
import { type AimlapiSettings, defaultAimlapiSettings } from './aimlapi/settings.ts';
import { createSubmission, type NextFailure } from './aimlapi/submission.ts';
import { type PaidTask, summaryOf, type TaskSummary } from './aimlapi/task.ts';
import { createTasks } from './aimlapi/tasks.ts';
import { createUploads } from './aimlapi/uploads.ts';
import { createBoundedList } from './shared/bounded-list.ts';
import { createExpiringFiles } from './shared/expiring-files.ts';
import { createFaults, type FaultHandle, type Faults } from './shared/faults.ts';
import { createMoneyLog, type MoneyLog } from './shared/money-log.ts';
import type { Measure, RenderCover } from './shared/render.ts';
import type { LinkFault } from './shared/serve-file.ts';
import { startServer } from './shared/server.ts';

export interface AimlapiSandboxOptions {
  clock: Clock;
  log?: Logger;
  /** A free one when not said. */
  port?: number;
  render: RenderCover;
  measure: Measure;
  apiKey?: string;
  /** For seeds, which nobody can ask for. */
  random?: () => number;
  settings?: Partial<AimlapiSettings>;
  /** The account's money at the start. */
  balanceMicros?: number;
  /** The most that results, uploads and features may take up in memory; the oldest go first. */
  maximumHeldBytes?: number;
  maximumBodyBytes?: number;
  /** How many of the newest requests are kept. */
  rememberedRequests?: number;
  /** What the model that takes no reference makes its songs of; the sandbox's own song when not said. */
  ownSong?: () => Promise<Uint8Array>;
}

/** A running stand-in for AI/ML API, and the handles to watch it and to make it misbehave. */
export interface AimlapiSandbox {
  readonly origin: string;
  /** Where the API is: the origin itself. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** May be changed at any time. */
  readonly settings: AimlapiSettings;
  readonly faults: Faults<AimlapiFault>;
  readonly linkFaults: Faults<LinkFault>;
  /** The newest requests, in order. */
  readonly requests: readonly RequestRecord[];
  readonly money: MoneyLog<PaidTask>;
  /** How many generations were ever paid. */
  paidRequests(): number;
  tasks(): TaskSummary[];
  /** Makes the next paid generations fail, or refuses them at once. */
  failNext(failure: NextFailure): FaultHandle;
  /** Is down until the function that it returns is called. */
  refuseConnections(): () => Promise<void>;
  close(): Promise<void>;
}

const MAXIMUM_HELD_BYTES = 256 * 1024 * 1024;
/** Room for a reference of 50 MB in base64. */
const MAXIMUM_BODY_BYTES = 70_000_000;
const REMEMBERED_REQUESTS = 1_000;

/** Starts a stand-in for AI/ML API's music endpoints on loopback. */
export async function startAimlapiSandbox(options: AimlapiSandboxOptions): Promise<AimlapiSandbox> {
  const { clock, render, measure, random = Math.random, apiKey = 'sandbox-aimlapi-key' } = options;
  const log = options.log?.child({ sandbox: 'aimlapi' });
  const priceMicros = { ...defaultAimlapiSettings.priceMicros, ...options.settings?.priceMicros };
  const settings: AimlapiSettings = { ...defaultAimlapiSettings, ...options.settings, priceMicros };
  const maximumBodyBytes = options.maximumBodyBytes ?? MAXIMUM_BODY_BYTES;
  const closing = new AbortController();
  const { signal } = closing;

  const faults = createFaults<AimlapiFault>();
  const linkFaults = createFaults<LinkFault>();
  const failures = createFaults<NextFailure>();
  const requests = createBoundedList<RequestRecord>(options.rememberedRequests ?? REMEMBERED_REQUESTS);
  const files = createExpiringFiles({ clock, maximumBytes: options.maximumHeldBytes ?? MAXIMUM_HELD_BYTES });
  const money = createMoneyLog<PaidTask>({
    balanceMicros: options.balanceMicros ?? 100_000_000,
    beforeRead: () => tasks.settle(),
  });

  let origin = () => '';
  const results = createResultFiles({ clock, files, settings, origin: () => origin() });
  const tasks = createTasks({ clock, log, settings, money, render, files: results, random });
  const reference: LoadReferenceOptions = {
    settings,
    measure,
    features: createFeatures({ clock, files, settings }),
    uploads: createUploads({ clock, files, settings }),
    cut: cutSound,
    ownSong: options.ownSong ?? onceMade(async () => (await demoSongFile()).data),
  };
  const submit = createSubmission({ ...reference, clock, tasks, failures });
  const music01 = createMusic01({ ...reference, clock, files: results, submit, signal });
  const answer = createApi({ apiKey, clock, log, settings, tasks, submit, music01, reference });

  const server = await startServer({
    port: options.port ?? 0,
    bodyLimitBytes: maximumBodyBytes,
    register(app, originOnceKnown) {
      origin = originOnceKnown;
      const door = { clock, settings, answer, files, faults, linkFaults, requests, maximumBodyBytes, signal };
      registerRoutes(app, door);
    },
  });
  log?.info({ origin: server.origin }, 'stand-in for AI/ML API started');

  return {
    origin: server.origin,
    baseUrl: server.origin,
    apiKey,
    settings,
    faults,
    linkFaults,
    requests: requests.items,
    money,
    paidRequests: () => money.paid.length,
    tasks: () => tasks.list().map((task) => summaryOf(task, clock.now())),
    failNext: (failure) => failures.add({ times: 1, ...failure }),
    refuseConnections: server.refuseConnections,
    async close() {
      closing.abort(new Error('the stand-in is closing'));
      await server.close();
    },
  };
}

function onceMade<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
