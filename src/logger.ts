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
  const options = { level, base: null, redact: { paths: SECRET_PATHS, censor: '[secret]' } };
  return destination ? pino(options, destination) : pino(options);
}
