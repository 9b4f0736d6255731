import { STATUS_CODES } from 'node:http';
import type { Clock } from '../../../clock.ts';
import type { AimlapiSettings } from './settings.ts';

/** Why a request is refused or a generation has failed. */
export interface Problem {
  status: number;
  message: string;
  /** The name of the exception; follows from the status when not said. */
  name?: string;
  /** Refused by MiniMax behind AI/ML API rather than by AI/ML API itself. */
  isUpstream?: boolean;
  /** In place of the error envelope. */
  body?: 'empty' | 'text';
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

/** Messages as AI/ML API documents them. */
export const aimlapiMessages = {
  badBody: 'Body validation error!',
  badKey:
    'This request requires a valid API key. You can create a new API key on the Billing page: https://aimlapi.com/app/keys',
  noCredits:
    "You've run out of credits. Please top up your balance or update your payment method to continue: https://aimlapi.com/app/billing/",
  unverified: 'Your account must be verified before it can use this model.',
  tooMany: 'Too Many Requests',
  freeTier:
    "Free-tier limit: You've reached your free limit for the hour. Get AI/ML Subscription to use API, visit https://aimlapi.com/app/billing/ !",
  internal: 'Internal server error',
  partner: 'Something wrong with the server. Please, try again later.',
  maintenance: 'The model is under maintenance, please contact us at help@aimlapi.com.',
  badGateway: 'Bad Gateway',
  unavailable: 'Service unavailable',
  timeout: 'Generation timeout',
} as const;

const BY_STATUS: Readonly<Record<number, string>> = {
  401: aimlapiMessages.badKey,
  403: aimlapiMessages.noCredits,
  429: aimlapiMessages.tooMany,
  500: aimlapiMessages.internal,
  502: aimlapiMessages.badGateway,
  503: aimlapiMessages.unavailable,
  504: aimlapiMessages.timeout,
};

/** The problem that goes with a status, in the documented words. */
export function problemOf(status: number, message?: string): Problem {
  return { status, message: message ?? BY_STATUS[status] ?? titleOf(status) };
}

/** What AI/ML API's schema does not take; `hint` says where and why. */
export function badBody(hint: string): Refusal {
  return new Refusal({ status: 400, message: `${aimlapiMessages.badBody}\n${hint}` });
}

/** A refusal in the words of MiniMax. */
export function upstreamRefusal(message: string, settings: AimlapiSettings): Refusal {
  return new Refusal({ status: settings.upstreamStatus, message, isUpstream: true });
}

/** `BadRequestException` and the like. */
export function exceptionName({ name, status }: Problem): string {
  return name ?? `${titleOf(status).replaceAll(/\W/g, '')}Exception`;
}

export interface ErrorContext {
  /** Without the query. */
  path: string;
  requestId: string;
  clock: Clock;
}

/** A problem as the body of an answer, in the envelope that the settings ask for. */
export function errorBody(problem: Problem, { path, requestId, clock }: ErrorContext, settings: AimlapiSettings) {
  const { message, status } = problem;
  const timestamp = new Date(clock.now()).toISOString();
  if (settings.errorEnvelope === 'documented') {
    const statusCode = settings.statusCodeForm === 'string' ? String(status) : status;
    return { message, path, requestId, statusCode, timestamp };
  }
  const error = { name: exceptionName(problem), message };
  return { title: titleOf(status), status, message, instance: path, requestId, timestamp, error };
}

export function errorContentType(settings: AimlapiSettings): string {
  const kind = settings.errorEnvelope === 'problem' ? 'application/problem+json' : 'application/json';
  return `${kind}; charset=utf-8`;
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}
