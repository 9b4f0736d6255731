import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../clock.ts';
import type { Logger } from '../../../logger.ts';
import { type BoundedList, createBoundedList } from './bounded-list.ts';
import { type CountedFault, createFaults, type Faults, type TakenFaults } from './faults.ts';
import { createMoneyLog, type MoneyLog, type Paid } from './money-log.ts';
import { type Measure, type RenderCover, renderOfLength } from './render.ts';
import type { LinkFault } from './serve-file.ts';
import { startServer } from './server.ts';

/** What can be set in all of them. */
export interface CommonSettings {
  /** How long results are, as a share of their songs. */
  resultLength: number;
}

/** What every stand-in for a provider is started with. */
export interface StandInOptions<Settings extends object> {
  clock: Clock;
  log?: Logger;
  /** A free one when not said. */
  port?: number;
  /** Makes the covers. */
  render: RenderCover;
  measure: Measure;
  apiKey?: string;
  /** For what nobody asked for, such as seeds. */
  random?: () => number;
  settings?: Partial<Settings>;
  /** The account's money at the start. */
  balanceMicros?: number;
  /** The most that results, and all that was uploaded, may take up in memory; the oldest go first. */
  maximumHeldBytes?: number;
  maximumBodyBytes?: number;
  /** How many of the newest requests are kept. */
  rememberedRequests?: number;
}

/** A running stand-in, and the handles to watch it and to make it misbehave. */
export interface StandIn<Settings, Fault extends CountedFault, Request, Task extends Paid> {
  readonly origin: string;
  /** What the bot is told as the address of the API. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** May be changed at any time. */
  readonly settings: Settings;
  readonly faults: Faults<Fault>;
  readonly linkFaults: Faults<LinkFault>;
  /** The newest requests, in order. */
  readonly requests: readonly Request[];
  readonly money: MoneyLog<Task>;
  /** Is down until the function that it returns is called. */
  refuseConnections(): () => Promise<void>;
  close(): Promise<void>;
}

/** What all of them have, for the parts that only one has. */
export interface StandInParts<
  Settings,
  Fault extends CountedFault,
  Failure extends CountedFault,
  Request,
  Task extends Paid,
> {
  clock: Clock;
  log: Logger | undefined;
  apiKey: string;
  settings: Settings;
  faults: TakenFaults<Fault>;
  linkFaults: TakenFaults<LinkFault>;
  /** What the next calls are to fail with. */
  failures: TakenFaults<Failure>;
  requests: BoundedList<Request>;
  money: MoneyLog<Task>;
  random: () => number;
  render: RenderCover;
  measure: Measure;
  maximumHeldBytes: number;
  maximumBodyBytes: number;
  /** Known once it listens. */
  origin: () => string;
  /** Aborts when it closes. */
  signal: AbortSignal;
}

export interface Built<Handles> {
  /** Adds the routes. */
  register(app: FastifyInstance): void;
  /** Pays what is due by now; asked before the money is looked at. */
  settle?(): void;
  /** For tests and the demo, beside those that every stand-in has. */
  handles: Handles;
}

export interface StandInKind<Settings> {
  /** As the bot calls the provider. */
  name: string;
  settings: Settings;
  /** Where the API begins, after the origin. */
  basePath: string;
}

const MAXIMUM_HELD_BYTES = 256 * 1024 * 1024;
/** Room for a song of 50 MB in base64. */
const MAXIMUM_BODY_BYTES = 70_000_000;
const REMEMBERED_REQUESTS = 1_000;

/** Starts a stand-in on loopback. */
export async function startStandIn<
  Settings extends CommonSettings,
  Fault extends CountedFault,
  Failure extends CountedFault,
  Request,
  Task extends Paid,
  Handles,
>(
  { name, settings, basePath }: StandInKind<Settings>,
  options: StandInOptions<Settings>,
  build: (parts: StandInParts<Settings, Fault, Failure, Request, Task>) => Built<Handles>,
): Promise<StandIn<Settings, Fault, Request, Task> & Handles> {
  const { clock, measure, random = Math.random, apiKey = `sandbox-${name}-key` } = options;
  const { maximumHeldBytes = MAXIMUM_HELD_BYTES, maximumBodyBytes = MAXIMUM_BODY_BYTES } = options;
  const log = options.log?.child({ sandbox: name });
  const closing = new AbortController();
  const faults = createFaults<Fault>();
  const linkFaults = createFaults<LinkFault>();
  const failures = createFaults<Failure>();
  const requests = createBoundedList<Request>(options.rememberedRequests ?? REMEMBERED_REQUESTS);
  const money = createMoneyLog<Task>({
    balanceMicros: options.balanceMicros ?? 100_000_000,
    beforeRead: () => built.settle?.(),
  });
  let origin = () => '';
  const built = build({
    clock,
    log,
    apiKey,
    settings,
    faults,
    linkFaults,
    failures,
    requests,
    money,
    random,
    render: renderOfLength(options.render, () => settings.resultLength),
    measure,
    maximumHeldBytes,
    maximumBodyBytes,
    origin: () => origin(),
    signal: closing.signal,
  });

  const server = await startServer({
    port: options.port ?? 0,
    bodyLimitBytes: maximumBodyBytes,
    register(app, originOnceKnown) {
      origin = originOnceKnown;
      built.register(app);
    },
  });
  log?.info({ origin: server.origin }, 'stand-in started');

  return {
    ...built.handles,
    origin: server.origin,
    baseUrl: `${server.origin}${basePath}`,
    apiKey,
    settings,
    faults,
    linkFaults,
    requests: requests.items,
    money,
    refuseConnections: server.refuseConnections,
    async close() {
      closing.abort(new Error('the stand-in is closing'));
      await server.close();
    },
  };
}
