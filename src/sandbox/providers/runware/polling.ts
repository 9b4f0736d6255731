import type { Clock } from '../../../clock.ts';
import { presentTask, runningStatus } from './present-task.ts';
import { errorEntry } from './problem.ts';
import type { ResultFiles } from './result-files.ts';
import type { RunwareSettings } from './settings.ts';
import { endedAt, type RunwareTask } from './task.ts';
import { dataAnswer, errorAnswer, type TaskAnswer } from './task-answer.ts';
import type { Tasks } from './tasks.ts';

export interface PollingOptions {
  clock: Clock;
  settings: RunwareSettings;
  tasks: Tasks;
  files: ResultFiles;
}

export interface Polling {
  /** `getResponse` */
  response(taskUUID: string): TaskAnswer;
  /** `getTaskDetails`: also what can no longer be polled. */
  details(taskUUID: string): TaskAnswer;
}

export function createPolling({ clock, settings, tasks, files }: PollingOptions): Polling {
  const isForgotten = (task: RunwareTask, retentionMs: number | null): boolean => {
    const end = endedAt(task, clock.now());
    return end !== undefined && retentionMs !== null && clock.now() >= end + retentionMs;
  };

  const unknown = (taskUUID: string): TaskAnswer => {
    if (settings.unknownTask === 'empty') return dataAnswer();
    if (settings.unknownTask === 'running') {
      return dataAnswer({ taskType: settings.polledTaskType, taskUUID, ...runningStatus(settings) });
    }
    return asPolled(errorAnswer(notFound(taskUUID), { taskType: 'getResponse', taskUUID }, settings));
  };

  const unknownDetails = (taskUUID: string): TaskAnswer => {
    if (settings.unknownTaskDetails === 'empty') return dataAnswer();
    return errorAnswer({ ...notFound(taskUUID), httpStatus: 404 }, { taskType: 'getTaskDetails', taskUUID }, settings);
  };

  const notFound = (taskUUID: string) => ({
    code: settings.unknownTaskCode,
    message: `No task was found for the taskUUID '${taskUUID}'.`,
    parameter: 'taskUUID',
  });

  const asPolled = ({ data, errors }: TaskAnswer): TaskAnswer => ({
    data,
    errors: errors.map(({ entry }) => ({ entry, httpStatus: settings.failedPollStatus })),
  });

  return {
    response(taskUUID) {
      const task = tasks.find(taskUUID);
      if (!task || isForgotten(task, settings.resultRetentionMs)) return unknown(taskUUID);
      const taskType = settings.polledTaskType;
      return asPolled(presentTask(task, { now: clock.now(), settings, files, withStatus: true, taskType }));
    },

    details(taskUUID) {
      const task = tasks.find(taskUUID);
      const isTooYoung = task && settings.taskDetailsKnow === 'ended' && endedAt(task, clock.now()) === undefined;
      if (!task || isTooYoung || isForgotten(task, settings.taskDetailsRetentionMs)) return unknownDetails(taskUUID);
      return dataAnswer({
        taskType: 'getTaskDetails',
        taskUUID,
        request: [task.request],
        response: recordedResponse(task),
      });
    },
  };

  function recordedResponse(task: RunwareTask): Record<string, unknown> {
    const taskType = 'audioInference';
    if (task.lastRefusal && settings.taskDetailsRecord === 'lastResponse') {
      return { data: [], errors: [errorEntry(task.lastRefusal, { taskType, taskUUID: task.taskUUID }, settings)] };
    }
    const withFreshLinks = settings.taskDetailsLinks === 'fresh';
    const { data, errors } = presentTask(task, {
      now: clock.now(),
      settings,
      files,
      withStatus: task.order.delivery === 'async',
      taskType,
      withFreshLinks,
    });
    return errors.length === 0 ? { data } : { data, errors: errors.map(({ entry }) => entry) };
  }
}
