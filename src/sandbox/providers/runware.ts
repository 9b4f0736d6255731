import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import { createApi } from './runware/api.ts';
import { createMediaStorage } from './runware/media-storage.ts';
import { createPolling } from './runware/polling.ts';
import type { RequestRecord } from './runware/request-log.ts';
import { createResultFiles } from './runware/result-files.ts';
import { type RunwareFault, registerRoutes } from './runware/routes.ts';
import { defaultRunwareSettings, type RunwareSettings } from './runware/settings.ts';
import { createSubmission, type NextFailure } from './runware/submission.ts';
import type { PaidTask } from './runware/task.ts';
import { listTasks, type TaskSummary } from './runware/task-summary.ts';
import { createTasks } from './runware/tasks.ts';
import { answerAccount, answerMediaStorage } from './runware/utility-tasks.ts';
import { createBoundedList } from './shared/bounded-list.ts';
import { createExpiringFiles } from './shared/expiring-files.ts';
import { createFaults, type FaultHandle, type Faults } from './shared/faults.ts';
import { createMoneyLog, type MoneyLog } from './shared/money-log.ts';
import type { Measure, RenderCover } from './shared/render.ts';
import type { LinkFault } from './shared/serve-file.ts';
import { startServer } from './shared/server.ts';

export interface RunwareSandboxOptions {
  clock: Clock;
  log?: Logger;
  /** A free one when not said. */
  port?: number;
  render: RenderCover;
  measure: Measure;
  apiKey?: string;
  /** For seeds that nobody asked for. */
  random?: () => number;
  settings?: Partial<RunwareSettings>;
  /** The account's money at the start. */
  balanceMicros?: number;
  /** The most that results and uploads may take up in memory; the oldest go first. */
  maximumHeldBytes?: number;
  maximumBodyBytes?: number;
  /** How many of the newest requests are kept. */
  rememberedRequests?: number;
}

/** A running stand-in for Runware, and the handles to watch it and to make it misbehave. */
export interface RunwareSandbox {
  readonly origin: string;
  /** Where the API is: `${origin}/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** May be changed at any time. */
  readonly settings: RunwareSettings;
  readonly faults: Faults<RunwareFault>;
  readonly linkFaults: Faults<LinkFault>;
  /** The newest requests, in order. */
  readonly requests: readonly RequestRecord[];
  readonly money: MoneyLog<PaidTask>;
  /** How many tasks were ever paid. */
  paidRequests(): number;
  tasks(): TaskSummary[];
  /** Makes the next paid tasks fail, or refuses them at once. */
  failNext(failure: Omit<NextFailure, 'form'> & { form?: NextFailure['form'] }): FaultHandle;
  /** Is down until the function that it returns is called. */
  refuseConnections(): () => Promise<void>;
  close(): Promise<void>;
}

const MAXIMUM_HELD_BYTES = 256 * 1024 * 1024;
/** Room for an upload of 50 MB in base64. */
const MAXIMUM_BODY_BYTES = 70_000_000;
const REMEMBERED_REQUESTS = 1_000;

/** Starts a stand-in for Runware's HTTP API on loopback: no webhooks, no upload endpoint, no WebSocket. */
export async function startRunwareSandbox(options: RunwareSandboxOptions): Promise<RunwareSandbox> {
  const { clock, render, measure, random = Math.random, apiKey = 'sandbox-runware-key' } = options;
  const log = options.log?.child({ sandbox: 'runware' });
  const settings = { ...defaultRunwareSettings, ...options.settings };
  const closing = new AbortController();
  const { signal } = closing;

  const faults = createFaults<RunwareFault>();
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
  const media = createMediaStorage({ clock, files, settings, origin: () => origin() });
  const tasks = createTasks({ clock, log, settings, money, render, files: results, random });
  const submit = createSubmission({ clock, settings, tasks, files: results, failures, media, measure, signal });
  const polling = createPolling({ clock, settings, tasks, files: results });
  const answer = createApi({
    apiKey,
    log,
    settings,
    submit,
    polling,
    answerMedia: (taskUUID, task) => answerMediaStorage(taskUUID, task, media),
    answerAccount: (taskUUID, task) => answerAccount(taskUUID, task, money, settings),
  });

  const server = await startServer({
    port: options.port ?? 0,
    bodyLimitBytes: options.maximumBodyBytes ?? MAXIMUM_BODY_BYTES,
    register(app, originOnceKnown) {
      origin = originOnceKnown;
      registerRoutes(app, { clock, settings, answer, files, faults, linkFaults, requests, signal });
    },
  });
  log?.info({ origin: server.origin }, 'stand-in for Runware started');

  return {
    origin: server.origin,
    baseUrl: `${server.origin}/v1`,
    apiKey,
    settings,
    faults,
    linkFaults,
    requests: requests.items,
    money,
    paidRequests: () => money.paid.length,
    tasks: () => listTasks(tasks, clock.now()),
    failNext: (failure) => failures.add({ times: 1, form: settings.failureForm, ...failure }),
    refuseConnections: server.refuseConnections,
    async close() {
      closing.abort(new Error('the stand-in is closing'));
      await server.close();
    },
  };
}
