const LOCALE = 'en-GB';

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE, options);

const CLOCK = format({ hour: '2-digit', minute: '2-digit' });
const CLOCK_SECONDS = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DATE = format({ day: '2-digit', month: '2-digit', year: 'numeric' });
const LONG_DATE = format({ day: 'numeric', month: 'long', year: 'numeric' });
const WEEKDAY = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** The largest unit that is reached, in seconds. */
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const DAY_MS = 86_400_000;

/** `<t:…>` as the client shows it. */
export function showTime(seconds: number, style: string, now: number): string {
  const date = new Date(seconds * 1_000);
  if (Number.isNaN(date.getTime())) return 'Invalid date';
  switch (style) {
    case 't':
      return CLOCK.format(date);
    case 'T':
      return CLOCK_SECONDS.format(date);
    case 'd':
      return DATE.format(date);
    case 'D':
      return LONG_DATE.format(date);
    case 'F':
      return `${WEEKDAY.format(date)} ${CLOCK.format(date)}`;
    case 'R':
      return showDistance(seconds - now / 1_000);
    default:
      return `${LONG_DATE.format(date)} ${CLOCK.format(date)}`;
  }
}

function showDistance(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return RELATIVE.format(Math.trunc(seconds / size), unit);
}

/** The full date, for whoever points at a time. */
export function showFullTime(seconds: number): string {
  return showTime(seconds, 'F', 0);
}

/** When a message was sent, beside its author. */
export function showSent(sentAt: number, now: number): string {
  const days = localDay(now) - localDay(sentAt);
  const clock = CLOCK.format(sentAt);
  if (days === 0) return `Today at ${clock}`;
  return days === 1 ? `Yesterday at ${clock}` : `${DATE.format(sentAt)} ${clock}`;
}

export function showClock(at: number): string {
  return CLOCK.format(at);
}

export function showClockSeconds(at: number): string {
  return CLOCK_SECONDS.format(at);
}

/** Whole days since the epoch, as this place counts them. */
function localDay(at: number): number {
  return Math.floor((at - new Date(at).getTimezoneOffset() * 60_000) / DAY_MS);
}
