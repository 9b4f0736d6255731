import { fstatSync, writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export interface LoggerOptions {
  level: string;
  destination?: DestinationStream & { flush?(done: () => void): void };
  /** What is written to standard output in place of a line, which ends with a line break; nothing where it is empty. */
  format?: (line: string) => string;
}

/** Field names whose values never reach a log: tokens and keys of Discord and of the providers. */
const SECRET_PATHS = ['token', 'apiKey', 'authorization', '*.token', '*.apiKey', '*.authorization', '*.*.token'];

/** The process's one logger; parts of the bot get children of it. */
export function createLogger({
  level,
  format = (line) => line,
  destination = createStandardOutput(format),
}: LoggerOptions): Logger {
  const redact = { paths: SECRET_PATHS, censor: '[secret]' };
  const options = { level, base: null, redact, serializers: { err: (error: unknown) => loggedError(error) } };
  return pino(options, destination);
}

/** Of lines that whoever reads the log has not taken yet. */
const MAXIMUM_WAITING_BYTES = 1_000_000;
const LONGEST_FLUSH_MS = 1_000;

/**
 * Standard output that never holds the bot up: what cannot be written is left out, and how much that was is said as soon as
 * it can be. (Pino's own tries again for ever on a full disk, and lets nothing else happen meanwhile.)
 */
function createStandardOutput(format: (line: string) => string, fd = 1) {
  const write = isFile(fd) ? fileWriter(fd) : pipeWriter();
  let lost = 0;
  return {
    write(line: string) {
      if (lost > 0 && write.line(format(noteOf(lost)))) lost = 0;
      const text = format(line);
      if (text !== '' && !write.line(text)) lost += 1;
    },
    flush: write.flush,
  };
}

interface LineWriter {
  /** Whether it was written, or will be. */
  line(text: string): boolean;
  /** Calls back when all is written, or after a second. */
  flush(done: () => void): void;
}

/** Writes to a file are done at once or fail at once. */
function fileWriter(fd: number): LineWriter {
  let isTorn = false;
  return {
    line(text) {
      const bytes = Buffer.from(isTorn ? `\n${text}` : text);
      let written = 0;
      try {
        while (written < bytes.length) written += writeSync(fd, bytes, written);
      } catch {
        isTorn ||= written > 0;
        return false;
      }
      isTorn = false;
      return true;
    },
    flush: (done) => done(),
  };
}

/** To a pipe, a socket or a terminal Node writes as fast as the other side reads, and holds the rest. */
function pipeWriter(): LineWriter {
  const { stdout } = process;
  // Whoever read it has gone; the bot has other things to do.
  stdout.off('error', ignore).on('error', ignore);
  return {
    line(text) {
      if (!stdout.writable || stdout.writableLength > MAXIMUM_WAITING_BYTES) return false;
      stdout.write(text);
      return true;
    },
    flush(done) {
      if (!stdout.writable || stdout.writableLength === 0) return done();
      const patience = setTimeout(done, LONGEST_FLUSH_MS);
      stdout.write('', () => {
        clearTimeout(patience);
        done();
      });
    },
  };
}

function ignore(): void {}

function isFile(fd: number): boolean {
  const stats = fstatSync(fd);
  return !stats.isFIFO() && !stats.isSocket() && !process.stdout.isTTY;
}

function noteOf(lost: number): string {
  const warn = 40;
  return `${JSON.stringify({ level: warn, time: Date.now(), lines: lost, msg: 'lines of the log could not be written' })}\n`;
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
