import type { History } from '../history.ts';
import type { Habits } from '../plan.ts';
import { chance, createCounter } from '../random.ts';
import type { World } from '../world.ts';
import type { HttpAnswer, HttpPlayer, HttpRequest } from './http.ts';
import { takeLink } from './take-links.ts';

const COST = 0.15;

interface Task {
  taskUUID: string;
  takes: number;
  request: object;
  finishesAt: number;
  outcome: 'success' | 'failed' | 'some failed';
}

type Item = Record<string, unknown>;

/** Runware's one endpoint: an array of tasks in, `data` and `errors` out. Whoever submits twice under one `taskUUID` is told so. */
export function createRunwarePlayer(
  world: World,
  history: History,
  { unknownTask, polledForMs, refuses = 0.06, billsFailures = false }: Habits,
): HttpPlayer {
  const tasks = new Map<string, Task>();
  const countOf = createCounter();

  const submit = (by: number, task: Item): Item => {
    const taskUUID = String(task.taskUUID);
    const words = `${task.positivePrompt ?? ''} ${(task.settings as Item | undefined)?.lyrics ?? ''}`;
    const note = (said: string) =>
      history.add({ kind: 'provider', by, provider: 'runware', what: 'submit', id: taskUUID, words, said });
    if (tasks.has(taskUUID)) {
      note('known already');
      return errorOf(taskUUID, 'conflictTaskUUID');
    }
    const nth = countOf(words);
    const roll = chance(world.seed, 'runware', words, nth);
    if (roll < refuses) {
      note('refused');
      return errorOf(taskUUID, 'contentPolicyViolation');
    }
    note('accepted');
    const takes = Number(task.numberResults ?? 1);
    const durationMs = 20_000 + chance(world.seed, 'runware takes', words, nth) * 100_000;
    const fate = (roll - refuses) / (1 - refuses);
    const outcome = fate < 0.06 ? 'failed' : fate < 0.12 && takes > 1 ? 'some failed' : 'success';
    tasks.set(taskUUID, { taskUUID, takes, request: task, finishesAt: world.now() + durationMs, outcome });
    const unbilled = { failed: billsFailures ? 0 : takes, 'some failed': 1, success: 0 };
    const made = takes - unbilled[outcome];
    const micros = Math.round(made * COST * 1_000_000);
    if (micros > 0) history.add({ kind: 'billed', provider: 'runware', id: taskUUID, micros });
    return { taskType: 'audioInference', taskUUID };
  };

  const resultsOf = ({ taskUUID, takes, finishesAt, outcome }: Task): Item[] => {
    const base = { taskType: 'audioInference', taskUUID };
    if (world.now() < finishesAt) return [{ ...base, status: 'processing' }];
    if (outcome === 'failed') return [errorOf(taskUUID, 'timeoutProvider')];
    const failed = outcome === 'some failed' ? 1 : 0;
    return Array.from({ length: takes }, (_, index): Item => {
      if (index >= takes - failed)
        return { ...base, status: 'error', error: { code: 'taskFailed', message: 'failed' }, cost: 0 };
      const audioURL = takeLink('runware', taskUUID, index, finishesAt);
      return {
        ...base,
        status: 'success',
        audioUUID: `${taskUUID}-${index}`,
        audioURL,
        seed: 1_000 + index,
        cost: COST,
      };
    });
  };

  const answerTo = (by: number, task: Item): Item => {
    const known = tasks.get(String(task.taskUUID));
    switch (task.taskType) {
      case 'audioInference':
        return submit(by, task);
      case 'ping':
        return { taskType: 'ping', pong: true };
      case 'accountManagement':
        return { taskType: 'accountManagement', taskUUID: task.taskUUID, balance: 1_000 };
      case 'mediaStorage':
        return { taskType: 'mediaStorage', taskUUID: task.taskUUID, mediaUUID: `media-${task.taskUUID}` };
      case 'getTaskDetails': {
        if (!known) return errorOf(String(task.taskUUID), 'taskNotFound');
        const isOver = world.now() >= known.finishesAt;
        const results = isOver ? resultsOf(known) : [];
        const response = {
          data: results.filter((item) => !('code' in item)),
          errors: results.filter((item) => 'code' in item),
        };
        return { taskType: 'getTaskDetails', taskUUID: task.taskUUID, request: [known.request], response };
      }
      default:
        throw new Error(`Runware is not played for ${String(task.taskType)}`);
    }
  };

  return {
    nameOf: ({ body }) => nameOfTask(body),
    handle(by, { body, authorization }): HttpAnswer {
      if (!authorization?.startsWith('Bearer '))
        return { status: 401, json: { errors: [errorOf('', 'invalidApiKey')] } };
      const said = (body as Item[]).flatMap((task) => {
        const known = tasks.get(String(task.taskUUID));
        if (task.taskType !== 'getResponse') return [answerTo(by, task)];
        if (known && world.now() < known.finishesAt + polledForMs) return resultsOf(known);
        return unknownTask === 'silence' ? [] : [errorOf(String(task.taskUUID), 'taskNotFound')];
      });
      const errors = said.filter((item) => 'code' in item);
      const data = said.filter((item) => !('code' in item));
      return {
        status: data.length === 0 && errors.length > 0 ? 400 : 200,
        json: { data, ...(errors.length > 0 && { errors }) },
      };
    },
    refuse: (roll) =>
      roll < 0.5
        ? { status: 429, json: { errors: [{ code: 'rateLimitExceeded', message: 'too many' }] }, retryAfterMs: 3_000 }
        : { status: 503, json: { errors: [{ code: 'serviceUnavailable', message: 'not now' }] } },
  };
}

function errorOf(taskUUID: string, code: string): Item {
  return { code, message: `said ${code}`, ...(taskUUID !== '' && { taskUUID }) };
}

function nameOfTask(body: HttpRequest['body']): string {
  const [task] = body as Item[];
  switch (task?.taskType) {
    case 'audioInference':
      return 'submit';
    case 'getResponse':
      return 'poll';
    case 'getTaskDetails':
      return 'look up';
    case 'mediaStorage':
      return 'upload';
    default:
      return 'account';
  }
}
