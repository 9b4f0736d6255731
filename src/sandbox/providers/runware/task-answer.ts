import { errorEntry, type Problem, type TaskName } from './problem.ts';
import type { RunwareSettings } from './settings.ts';

/** What one task adds to the answer of its request. */
export interface TaskAnswer {
  data: Record<string, unknown>[];
  errors: { entry: Record<string, unknown>; httpStatus: number }[];
}

export function dataAnswer(...data: Record<string, unknown>[]): TaskAnswer {
  return { data, errors: [] };
}

export function errorAnswer(problem: Problem, task: TaskName, settings: RunwareSettings): TaskAnswer {
  return { data: [], errors: [{ entry: errorEntry(problem, task, settings), httpStatus: problem.httpStatus ?? 400 }] };
}
