/** A line of the log as pino writes it. */
type Entry = Readonly<Record<string, unknown>> & { level: number; time: number; msg: string };

const WARN = 40;
const ERROR = 50;

/** Fields that every line has, or that are written in a way of their own. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'err']);

/** What people at a terminal want to know while all goes well, by the log's own sentence. */
const NEWS: Readonly<Record<string, (entry: Entry) => string>> = {
  ready: ({ bot, servers, invite }) =>
    [
      `Online as ${bot || 'your bot'}${servers === undefined ? '' : ` in ${serversOf(servers)}`}.`,
      `Invite: ${invite}`,
      'Ctrl+C stops.',
    ].join('\n'),
  'the database is in use by another process; waiting for it to end': () =>
    'Another Coverband still uses the data folder. Waiting for it to end…',
  'the provider was asked whether the key is good': ({ provider, access }) =>
    access === 'ok' ? `The key for ${provider} works.` : `${provider} has not said yet whether its key works.`,
  'a server has added the bot': ({ guildId, servers }) => `Server ${guildId} added the bot: ${serversOf(servers)} now.`,
  'a server has removed the bot': ({ guildId, servers }) =>
    `Server ${guildId} removed the bot: ${serversOf(servers)} now.`,
  'cover posted': ({ jobId }) => `Cover ${jobId} is posted.`,
  'cover failed': ({ jobId, failure }) => `Cover ${jobId} failed: ${failure}.`,
  'the gateway connection is back': () => 'The connection to Discord is back.',
  'the database can be written again': () => 'The database can be written again.',
  'stopping; a second signal stops at once': () => 'Stopping… Ctrl+C again stops at once.',
};

/**
 * The log for people at a terminal: news in words, and whatever is wrong, with the time of day. Lines that only a program or a
 * search would want are left out, unless `isVerbose`. What is no line of the log stays as it is. The result ends with a line
 * break, or is empty.
 */
export function formatForTerminal(line: string, { isVerbose }: { isVerbose: boolean }): string {
  const entry = readEntry(line);
  if (!entry) return line;
  const news = NEWS[entry.msg];
  if (news) return withTime(entry, news(entry));
  if (entry.level < WARN && !isVerbose) return '';
  const mark = entry.level >= ERROR ? 'Error: ' : entry.level >= WARN ? 'Warning: ' : '';
  return withTime(entry, `${mark}${entry.msg}${factsOf(entry)}${errorOf(entry.err, entry.level >= ERROR)}`);
}

function readEntry(line: string): Entry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(entry: unknown): entry is Entry {
  if (typeof entry !== 'object' || entry === null) return false;
  const { level, time, msg } = entry as Partial<Record<string, unknown>>;
  return typeof level === 'number' && typeof time === 'number' && typeof msg === 'string';
}

function factsOf(entry: Entry): string {
  const facts = Object.entries(entry).filter(([name, value]) => !PLAIN_FIELDS.has(name) && value !== undefined);
  if (facts.length === 0) return '';
  const inWords = (value: unknown) => withoutControls(typeof value === 'string' ? value : JSON.stringify(value));
  return ` (${facts.map(([name, value]) => `${name}: ${inWords(value)}`).join(', ')})`;
}

/** Where it was thrown is for whoever reports it, and for errors only. */
function errorOf(error: unknown, hasStack: boolean): string {
  if (typeof error !== 'object' || error === null) return '';
  const { type, message, code, stack, cause } = error as Partial<Record<string, unknown>>;
  const name = [type, code, message].filter((part) => typeof part === 'string' || typeof part === 'number').join(' · ');
  const frames = hasStack && typeof stack === 'string' && stack !== '' ? `\n${stack}` : '';
  return `\n    ${name}${frames}${errorOf(cause, hasStack)}`;
}

function withTime({ time }: Entry, text: string): string {
  const clock = new Date(time).toTimeString().slice(0, 8);
  const lines = text.split('\n').map(withoutControls);
  return `${lines.map((line, index) => `${index === 0 ? clock : ' '.repeat(clock.length)}  ${line}`).join('\n')}\n`;
}

/** Nothing that is logged moves the cursor, rings the bell or paints the terminal. */
function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '�');
}

function serversOf(count: unknown): string {
  return count === 1 ? '1 server' : `${count} servers`;
}
