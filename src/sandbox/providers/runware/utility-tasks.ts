import { randomUUID } from 'node:crypto';
import type { MoneyLog } from '../shared/money-log.ts';
import { checkField } from './check-field.ts';
import type { MediaStorage } from './media-storage.ts';
import type { RunwareSettings } from './settings.ts';
import type { PaidTask } from './task.ts';
import { dataAnswer, type TaskAnswer } from './task-answer.ts';

type Task = Record<string, unknown>;

export function answerAuthentication(task: Task): TaskAnswer {
  const given = task.connectionSessionUUID;
  const connectionSessionUUID = typeof given === 'string' ? given : randomUUID();
  return dataAnswer({ taskType: 'authentication', connectionSessionUUID });
}

export function answerPing(task: Task): TaskAnswer {
  checkField({ path: 'ping', kind: 'boolean', required: true }, task.ping);
  return dataAnswer({ taskType: 'ping', pong: true });
}

export async function answerMediaStorage(taskUUID: string, task: Task, storage: MediaStorage): Promise<TaskAnswer> {
  checkField({ path: 'operation', kind: 'choice', values: ['upload', 'delete'], required: true }, task.operation);
  checkField({ path: 'media', kind: 'anyText', required: true }, task.media);
  const media = String(task.media);
  const head = { taskType: 'mediaStorage', taskUUID, operation: task.operation };
  if (task.operation === 'upload') return dataAnswer({ ...head, ...(await storage.upload(media)) });
  storage.delete(media);
  return dataAnswer({ ...head, mediaUUID: media });
}

export function answerAccount(
  taskUUID: string,
  task: Task,
  money: MoneyLog<PaidTask>,
  settings: RunwareSettings,
): TaskAnswer {
  checkField({ path: 'operation', kind: 'choice', values: ['getDetails'], required: true }, task.operation);
  const amount = money.balanceMicros / 1_000_000;
  return dataAnswer({
    taskType: 'accountManagement',
    taskUUID,
    operation: 'getDetails',
    organizationUUID: '00000000-0000-4000-8000-000000000000',
    organizationName: 'Sandbox (a stand-in for Runware)',
    balance: settings.balanceForm === 'number' ? amount : { amount, freeBalance: 0, currency: 'USD' },
    team: [],
    apiKeys: [],
  });
}
