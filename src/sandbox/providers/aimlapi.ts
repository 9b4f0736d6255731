import { createApi } from './aimlapi/api.ts';
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
import { createExpiringFiles } from './shared/expiring-files.ts';
import type { FaultHandle } from './shared/faults.ts';
import { cutSound } from './shared/lengths.ts';
import { type StandIn, type StandInOptions, type StandInParts, startStandIn } from './shared/stand-in.ts';
import { demoSongFile } from './songs/demo-song.ts';

export interface AimlapiSandboxOptions extends StandInOptions<AimlapiSettings> {
  /** What the model that takes no reference makes its songs of; the sandbox's own song when not said. */
  ownSong?: () => Promise<Uint8Array>;
}

type Parts = StandInParts<AimlapiSettings, AimlapiFault, NextFailure, RequestRecord, PaidTask>;

/** A running stand-in for AI/ML API. */
export interface AimlapiSandbox extends StandIn<AimlapiSettings, AimlapiFault, RequestRecord, PaidTask> {
  /** How many generations were ever paid. */
  paidRequests(): number;
  tasks(): TaskSummary[];
  /** Makes the next paid generations fail, or refuses them at once. */
  failNext(failure: NextFailure): FaultHandle;
}

/** Starts a stand-in for AI/ML API's music endpoints on loopback. */
export function startAimlapiSandbox(options: AimlapiSandboxOptions): Promise<AimlapiSandbox> {
  const priceMicros = { ...defaultAimlapiSettings.priceMicros, ...options.settings?.priceMicros };
  const settings: AimlapiSettings = { ...defaultAimlapiSettings, ...options.settings, priceMicros };
  return startStandIn({ name: 'aimlapi', settings, basePath: '' }, options, (parts: Parts) => {
    const { clock, money, failures } = parts;
    const files = createExpiringFiles({ clock, maximumBytes: parts.maximumHeldBytes });
    const results = createResultFiles({ ...parts, files });
    const tasks = createTasks({ ...parts, files: results });
    const reference: LoadReferenceOptions = {
      settings,
      measure: parts.measure,
      features: createFeatures({ ...parts, files }),
      uploads: createUploads({ ...parts, files }),
      cut: cutSound,
      ownSong: options.ownSong ?? onceMade(async () => (await demoSongFile()).data),
    };
    const submit = createSubmission({ ...reference, clock, tasks, failures });
    const music01 = createMusic01({ ...reference, clock, files: results, submit, signal: parts.signal });
    const answer = createApi({ ...parts, tasks, submit, music01, reference });
    return {
      register: (app) => registerRoutes(app, { ...parts, answer, files }),
      settle: () => tasks.settle(),
      handles: {
        paidRequests: () => money.paid.length,
        tasks: () => tasks.list().map((task) => summaryOf(task, clock.now())),
        failNext: (failure: NextFailure) => failures.add({ times: 1, ...failure }),
      },
    };
  });
}

function onceMade<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
