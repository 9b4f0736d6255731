import type { Clock } from '../../../clock.ts';
import type { Logger } from '../../../logger.ts';
import { presentResult } from './present-task.ts';
import type { ResultFiles } from './result-files.ts';
import type { RunwareSettings } from './settings.ts';
import type { RunwareTask, TaskResult } from './task.ts';

export interface DeliverResultsOptions {
  clock: Clock;
  log: Logger | undefined;
  settings: RunwareSettings;
  files: ResultFiles;
  random: () => number;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

interface Call {
  method: 'POST' | 'PUT';
  url: string;
  contentType: string;
  body: string | Uint8Array<ArrayBuffer>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Takes each result of a task, as soon as it can be polled, to where the order wants it: its bytes by PUT to `uploadEndpoint`, then
 * what it is by POST to `webhookURL`. What is not answered with 2xx is tried again. Nothing is signed.
 */
export function createDeliverResults(options: DeliverResultsOptions): (task: RunwareTask) => void {
  const { clock, log, settings, files, random, signal } = options;

  const call = async ({ method, url, contentType, body }: Call): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      if (await isTaken({ method, url, contentType, body })) return;
      if (attempt >= settings.deliveryAttempts) {
        log?.warn({ method, url, attempt }, 'a result could not be delivered');
        return;
      }
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      await clock.sleep(pauseMs * (0.5 + random() / 2), signal);
    }
  };

  const isTaken = async ({ method, url, contentType, body }: Call): Promise<boolean> => {
    const either = AbortSignal.any([signal, AbortSignal.timeout(settings.deliveryTimeoutMs)]);
    const headers = { 'content-type': contentType, 'user-agent': 'sandbox (a stand-in for Runware)' };
    try {
      // A redirect could lead off this machine.
      const response = await fetch(url, { method, headers, body, redirect: 'error', signal: either });
      await response.body?.cancel();
      return response.ok;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  };

  const deliver = async (task: RunwareTask, result: TaskResult): Promise<void> => {
    const waitMs = result.readyAt - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    const { uploadEndpoint, webhookURL } = task.order;
    const file = result.outcome.kind === 'made' ? files.read(result.outcome.fileId) : undefined;
    if (uploadEndpoint !== null && file) {
      const body = new Uint8Array(file.data);
      await call({ method: 'PUT', url: uploadEndpoint, contentType: file.contentType, body });
    }
    if (webhookURL === null) return;
    const shown = { now: clock.now(), settings, files, withStatus: true, taskType: 'audioInference' };
    const body = JSON.stringify(presentResult(task, result, shown));
    await call({ method: 'POST', url: webhookURL, contentType: 'application/json', body });
  };

  return (task) => {
    const { uploadEndpoint, webhookURL } = task.order;
    if (uploadEndpoint === null && webhookURL === null) return;
    task.rendered
      .then(() => Promise.all(task.results.map((result) => deliver(task, result))))
      .catch((error: unknown) => {
        if (!signal.aborted) log?.error({ err: error, taskUUID: task.taskUUID }, 'the stand-in failed on a delivery');
      });
  };
}
