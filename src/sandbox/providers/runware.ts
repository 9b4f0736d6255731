import { createApi } from './runware/api.ts';
import { createDeliverResults } from './runware/deliver-results.ts';
import { createMediaStorage } from './runware/media-storage.ts';
import { createPolling } from './runware/polling.ts';
import type { RequestRecord } from './runware/request-log.ts';
import { createResultFiles } from './runware/result-files.ts';
import { type RunwareFault, registerRoutes } from './runware/routes.ts';
import { defaultRunwareSettings, type RunwareSettings } from './runware/settings.ts';
import { registerSocket } from './runware/socket.ts';
import { createSubmission, type NextFailure } from './runware/submission.ts';
import type { PaidTask } from './runware/task.ts';
import { listTasks, type TaskSummary } from './runware/task-summary.ts';
import { createTasks } from './runware/tasks.ts';
import { answerAccount, answerMediaStorage } from './runware/utility-tasks.ts';
import { createExpiringFiles } from './shared/expiring-files.ts';
import type { FaultHandle } from './shared/faults.ts';
import { type StandIn, type StandInOptions, type StandInParts, startStandIn } from './shared/stand-in.ts';

export type RunwareSandboxOptions = StandInOptions<RunwareSettings>;

type Parts = StandInParts<RunwareSettings, RunwareFault, NextFailure, RequestRecord, PaidTask>;

/** A running stand-in for Runware. */
export interface RunwareSandbox extends StandIn<RunwareSettings, RunwareFault, RequestRecord, PaidTask> {
  /** What a client is told as the address of the API over WebSocket. */
  readonly socketUrl: string;
  /** How many tasks were ever paid. */
  paidRequests(): number;
  tasks(): TaskSummary[];
  /** Makes the next paid tasks fail, or refuses them at once. */
  failNext(failure: Omit<NextFailure, 'form'> & { form?: NextFailure['form'] }): FaultHandle;
}

/** Starts a stand-in for Runware's API on loopback, over HTTP and over WebSocket. */
export function startRunwareSandbox(options: RunwareSandboxOptions): Promise<RunwareSandbox> {
  const settings = { ...defaultRunwareSettings, ...options.settings };
  return startStandIn({ name: 'runware', settings, basePath: '/v1' }, options, (parts: Parts) => {
    const { clock, money, failures } = parts;
    const files = createExpiringFiles({ clock, maximumBytes: parts.maximumHeldBytes });
    const results = createResultFiles({ ...parts, files });
    const media = createMediaStorage({ ...parts, files });
    const tasks = createTasks({ ...parts, files: results });
    const deliver = createDeliverResults({ ...parts, files: results });
    const submit = createSubmission({ ...parts, tasks, files: results, media, deliver });
    const polling = createPolling({ ...parts, tasks, files: results });
    const answer = createApi({
      ...parts,
      submit,
      polling,
      answerMedia: (taskUUID, task) => answerMediaStorage(taskUUID, task, media),
      answerAccount: (taskUUID, task) => answerAccount(taskUUID, task, money, settings),
    });
    return {
      register: (app) => {
        registerRoutes(app, { ...parts, answer, files });
        registerSocket(app, { ...parts, answer });
      },
      settle: () => tasks.settle(),
      handles: {
        get socketUrl() {
          return `${parts.origin().replace('http', 'ws')}/v1`;
        },
        paidRequests: () => money.paid.length,
        tasks: () => listTasks(tasks, clock.now()),
        failNext: (failure: Parameters<RunwareSandbox['failNext']>[0]) =>
          failures.add({ times: 1, form: settings.failureForm, ...failure }),
      },
    };
  });
}
