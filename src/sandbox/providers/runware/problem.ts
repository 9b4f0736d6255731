import type { RunwareSettings } from './settings.ts';

/** One entry of `errors[]` before it is told which task it belongs to. */
export interface Problem {
  code: string;
  message: string;
  parameter?: string | string[];
  /** HTTP status when nothing else is in the answer; 400 when not said. */
  httpStatus?: number;
  /** Further fields that Runware adds to some errors: `type`, `min`, `max`, `allowedValues`, `documentation`, `status`. */
  details?: Readonly<Record<string, unknown>>;
}

/** Carries a problem up to the place where the answer is put together. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export interface TaskName {
  taskType?: string | undefined;
  taskUUID?: string | undefined;
}

/** A problem as it stands in `errors[]`. */
export function errorEntry(problem: Problem, task: TaskName, settings: RunwareSettings): Record<string, unknown> {
  return {
    code: problem.code,
    message: problem.message,
    ...(problem.parameter === undefined ? {} : { parameter: problem.parameter }),
    ...problem.details,
    ...(settings.errorsNameTask ? { taskType: task.taskType, taskUUID: task.taskUUID } : {}),
  };
}

/** Words and HTTP status for the codes that are not about one field; `failNext` uses them too. */
const KNOWN: Readonly<Record<string, { httpStatus: number; message: string }>> = {
  timeoutProvider: {
    httpStatus: 400,
    message:
      'The external provider did not respond within the timeout window. The request was automatically terminated.',
  },
  contentPolicyViolation: { httpStatus: 400, message: 'The request was refused by the content policy.' },
  providerContentPolicyViolation: {
    httpStatus: 400,
    message: 'The external provider refused the request by its content policy.',
  },
  insufficientCredits: { httpStatus: 402, message: 'Insufficient credits to perform this request.' },
  rateLimitExceeded: { httpStatus: 429, message: 'Too many requests. Please try again later.' },
  internalServerError: { httpStatus: 500, message: 'An internal error occurred. Please try again later.' },
  serviceUnavailable: { httpStatus: 503, message: 'The service is unavailable at the moment.' },
  timeout: { httpStatus: 504, message: 'The request took too long.' },
};

/** The problem behind a code that is not about one field. */
export function knownProblem(code: string, message?: string): Problem {
  const known = KNOWN[code];
  return {
    code,
    message: message ?? known?.message ?? `The task failed (${code}); this is a stand-in's failure.`,
    httpStatus: known?.httpStatus ?? 400,
  };
}
