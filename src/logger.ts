import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export interface LoggerOptions {
  level: string;
  destination?: DestinationStream;
}

/** Field names whose values never reach a log: tokens and keys of Discord and of the providers. */
const SECRET_PATHS = ['token', 'apiKey', 'authorization', '*.token', '*.apiKey', '*.authorization', '*.*.token'];

/** The process's one logger; parts of the bot get children of it. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const redact = { paths: SECRET_PATHS, censor: '[secret]' };
  const options = { level, base: null, redact, serializers: { err: (error: unknown) => loggedError(error) } };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * Errors that stand for what somebody else answered. Their causes hold that answer, or a piece of it: what members wrote comes
 * back in it.
 */
const OF_ANSWERS: ReadonlySet<string> = new Set([
  'ProviderError',
  'FeatureGone',
  'FetchError',
  'DiscordError',
  'RequestFailure',
  'UnusableAnswer',
  'UserError',
]);

/** Those whose own message is in others' words: a provider's, and JSON's, which quotes what it could not read. */
const IN_OTHERS_WORDS: ReadonlySet<string> = new Set(['ProviderError', 'FeatureGone', 'SyntaxError']);

/** Which of an error's own fields are logged, where they are a number or a code; all others may hold anything. */
const FIELDS = [
  'code',
  'errno',
  'syscall',
  'status',
  'provider',
  'accepted',
  'vendorCode',
  'retryAfterMs',
  'costMicros',
];
const CODE = /^[\w.:-]{1,64}$/;

/**
 * What of an error goes into the log: what it is, its codes, where it was thrown and what it came from; its message only where
 * the words are ours. `isAnswer`: it is the cause of an error that stands for an answer.
 */
function loggedError(error: unknown, isAnswer = false): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const type = error.constructor.name || error.name;
  const fields = FIELDS.flatMap((name): [string, unknown][] => {
    const value: unknown = Reflect.get(error, name);
    const isCode = typeof value === 'number' || (typeof value === 'string' && CODE.test(value));
    return isCode ? [[name, value]] : [];
  });
  const isInOurWords = !isAnswer && !IN_OTHERS_WORDS.has(type);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return {
    type,
    ...(isInOurWords && { message: error.message }),
    ...Object.fromEntries(fields),
    stack: frames.join('\n'),
    ...(error.cause !== undefined && { cause: loggedError(error.cause, isAnswer || OF_ANSWERS.has(type)) }),
  };
}
