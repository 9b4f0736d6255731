import type { History } from '../history.ts';
import type { Habits } from '../plan.ts';
import { chance, createCounter, pick } from '../random.ts';
import type { World } from '../world.ts';
import type { HttpAnswer, HttpPlayer, HttpRequest } from './http.ts';
import { takeLink } from './take-links.ts';

/** As published, in dollars. */
const COST = 0.15;

interface Task {
  taskUUID: string;
  takes: number;
  request: object;
  shownFrom: number;
  finishesAt: number;
  outcome: 'success' | 'failed' | 'some failed';
  failure: string;
}

type Item = Record<string, unknown>;

/** In the words of its catalogue. What was not found is the song: its task was there. */
const FAILURES = ['timeoutProvider', 'taskFailed', 'mediaNotFound', 'providerError'] as const;
const REFUSING_STATUSES = [400, 403, 422] as const;

/** Runware's one endpoint: an array of tasks in, `data` and `errors` out. */
export function createRunwarePlayer(world: World, history: History, habits: Habits): HttpPlayer {
  const { unknownTask, polledForMs, refuses = 0.06, billsFailures = false, costTimes = 1 } = habits;
  const cost = COST * costTimes;
  const { saysExpired = false, runsAgain = false, showsAfterMs = 0, neverEnds = 0 } = habits;
  const { archivesForMs = Number.POSITIVE_INFINITY } = habits;
  const tasks = new Map<string, Task>();
  const countOf = createCounter();

  const note = (by: number, task: Item, said: string): void => {
    const id = String(task.taskUUID);
    history.add({ kind: 'provider', by, provider: 'runware', what: 'submit', id, words: wordsOf(task), said });
  };

  const submit = (by: number, task: Item): Item => {
    const taskUUID = String(task.taskUUID);
    const words = wordsOf(task);
    const known = tasks.get(taskUUID);
    if (known && runsAgain) {
      note(by, task, 'accepted');
      bill(known);
      return { taskType: 'audioInference', taskUUID };
    }
    if (known) {
      note(by, task, 'known already');
      return errorOf(taskUUID, 'conflictTaskUUID');
    }
    const nth = countOf(words);
    const roll = chance(world.seed, 'runware', words, nth);
    if (roll < refuses) {
      note(by, task, 'refused');
      const status = pick(chance(world.seed, 'runware status', words, nth), REFUSING_STATUSES);
      return { ...errorOf(taskUUID, 'contentPolicyViolation'), status };
    }
    note(by, task, 'accepted');
    const takes = Number(task.numberResults ?? 1);
    const durationMs = 20_000 + chance(world.seed, 'runware takes', words, nth) * 100_000;
    const fate = (roll - refuses) / (1 - refuses);
    const outcome = fate < 0.06 ? 'failed' : fate < 0.12 && takes > 1 ? 'some failed' : 'success';
    const isEndless = chance(world.seed, 'runware ends', words, nth) < neverEnds;
    const taken: Task = {
      taskUUID,
      takes,
      request: task,
      shownFrom: world.now() + showsAfterMs,
      finishesAt: isEndless ? Number.POSITIVE_INFINITY : world.now() + durationMs,
      // Nobody ever learns of what it would have come to, so that all of it stands on the bill.
      outcome: isEndless ? 'success' : outcome,
      failure: pick(chance(world.seed, 'runware failure', words, nth), FAILURES),
    };
    tasks.set(taskUUID, taken);
    bill(taken);
    return { taskType: 'audioInference', taskUUID };
  };

  const bill = ({ taskUUID, takes, outcome }: Task): void => {
    const unbilled = { failed: billsFailures ? 0 : takes, 'some failed': 1, success: 0 };
    const micros = Math.round((takes - unbilled[outcome]) * cost * 1_000_000);
    if (micros > 0) history.add({ kind: 'billed', provider: 'runware', id: taskUUID, micros });
  };

  const resultsOf = ({ taskUUID, takes, finishesAt, outcome, failure }: Task): Item[] => {
    const base = { taskType: 'audioInference', taskUUID };
    if (world.now() < finishesAt) return [{ ...base, status: 'processing' }];
    if (outcome === 'failed') return [errorOf(taskUUID, failure)];
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
        cost,
      };
    });
  };

  /** Who asks for it so long after its end finds it. */
  const shownTask = (taskUUID: string, forMs: number): Task | undefined => {
    const task = tasks.get(taskUUID);
    const isShown = task && world.now() >= task.shownFrom && world.now() < task.finishesAt + forMs;
    return isShown ? task : undefined;
  };

  const poll = (taskUUID: string): Item[] => {
    const shown = shownTask(taskUUID, polledForMs);
    if (shown) return resultsOf(shown);
    if (saysExpired && shownTask(taskUUID, Number.POSITIVE_INFINITY)) return [errorOf(taskUUID, 'taskExpired')];
    return unknownTask === 'silence' ? [] : [errorOf(taskUUID, 'taskNotFound')];
  };

  const answerTo = (by: number, task: Item): Item => {
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
        const known = shownTask(String(task.taskUUID), archivesForMs);
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
      const said = (body as Item[]).flatMap((task) =>
        task.taskType === 'getResponse' ? poll(String(task.taskUUID)) : [answerTo(by, task)],
      );
      const errors = said.filter((item) => 'code' in item);
      const data = said.filter((item) => !('code' in item));
      const [status = 400] = errors.flatMap((item) => (typeof item.status === 'number' ? item.status : []));
      return {
        status: data.length === 0 && errors.length > 0 ? status : 200,
        json: { data, ...(errors.length > 0 && { errors }) },
      };
    },
    refuse(by, roll, { body }) {
      const [task] = body as Item[];
      const isOpen = roll >= 0.5;
      if (task?.taskType === 'audioInference') note(by, task, isOpen ? 'left open' : 'turned down');
      if (isOpen) return { status: 503, json: { errors: [{ code: 'serviceUnavailable', message: 'not now' }] } };
      return {
        status: 429,
        json: { errors: [{ code: 'rateLimitExceeded', message: 'too many' }] },
        retryAfterMs: 3_000,
      };
    },
  };
}

function wordsOf({ positivePrompt, settings }: Item): string {
  return `${positivePrompt ?? ''} ${(settings as Item | undefined)?.lyrics ?? ''}`;
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
