import { endedAt, isShown, type RunwareTask } from './task.ts';
import type { Tasks } from './tasks.ts';

/** A task at a glance, for tests and for the page of the sandbox. */
export interface TaskSummary {
  taskUUID: string;
  acceptedAt: number;
  style: string;
  state: 'running' | 'finished' | 'failed';
  results: number;
  finishedResults: number;
}

export function listTasks(tasks: Tasks, now: number): TaskSummary[] {
  return tasks.list().map((task) => ({
    taskUUID: task.taskUUID,
    acceptedAt: task.acceptedAt,
    style: task.order.style,
    state: stateOf(task, now),
    results: task.results.length,
    finishedResults: task.results.filter((result) => isShown(result, now) && result.outcome.kind === 'made').length,
  }));
}

function stateOf(task: RunwareTask, now: number): TaskSummary['state'] {
  if (endedAt(task, now) === undefined) return 'running';
  return task.results.some((result) => result.outcome.kind === 'failed') ? 'failed' : 'finished';
}
