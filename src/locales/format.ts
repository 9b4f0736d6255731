/** The forms of a word by how many there are; a language has those that it tells apart: English `one` and `other`. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** How a language writes what is no words. */
export interface Formats {
  /** `3,000`. */
  number(value: number): string;
  /** The form of a word that goes with a number. */
  plural(count: number, forms: PluralForms): string;
  /** The number with its word: `1 take`, `3,000 characters`. */
  counted(count: number, forms: PluralForms): string;
  /** `A, B, and C`. */
  list(items: readonly string[]): string;
  /** `A, B, or C`. */
  choice(items: readonly string[]): string;
  /** A command of the bot's, to be tapped or typed: `covers mine`. */
  command(name: string): string;
  /** Micro-dollars as `$0.15`; parts of a cent only where there are any. */
  money(micros: number): string;
  /** What something costs; `free` is said where it costs nothing. */
  price(micros: number, free: string): string;
  /** Seconds as `4:05`. */
  songLength(seconds: number): string;
  /** `1 second`, `30 seconds`. */
  seconds(count: number): string;
  /** `1 minute`, `30 minutes`. */
  minutes(count: number): string;
  /** `1 hour`, `24 hours`. */
  hours(count: number): string;
  /** `1 day`, `30 days`. */
  days(count: number): string;
  /** A length of time that is not known well: `40 sec`, `2 min`. */
  roughTime(ms: number): string;
  /** Rounded outwards, so that it promises nothing: `2–4 min`. */
  roughTimeRange(fromMs: number, toMs: number): string;
  /** Bytes as people read them: `19.5 MB`. */
  megabytes(sizeBytes: number): string;
  /** A moment that counts up or down on the reader's screen ("in 2 minutes"). */
  relativeTime(atMs: number): string;
  /** A date and time in the reader's own time zone. */
  dateTime(atMs: number): string;
  /** A time of day to the second in the reader's own time zone. */
  clockTime(atMs: number): string;
}

/** `locale`: a BCP 47 tag. What it makes is to be kept: each `Intl` object is made once. */
export function createFormats(locale: string): Formats {
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  const lists = new Intl.ListFormat(locale);
  const choices = new Intl.ListFormat(locale, { type: 'disjunction' });
  const dollars = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    // Else it is US$ wherever there are other dollars.
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  });
  const lengths = new Intl.DurationFormat(locale, { minutes: 'numeric', seconds: '2-digit', minutesDisplay: 'always' });
  const spelledOut = {
    second: unitIn(locale, 'second', 'long'),
    minute: unitIn(locale, 'minute', 'long'),
    hour: unitIn(locale, 'hour', 'long'),
    day: unitIn(locale, 'day', 'long'),
  };
  const abbreviated = { second: unitIn(locale, 'second', 'short'), minute: unitIn(locale, 'minute', 'short') };
  const sizes = unitIn(locale, 'megabyte', 'short');

  const number = remembered((value) => numbers.format(value));
  const plural = (count: number, forms: PluralForms) => forms[plurals.select(count)] ?? forms.other;
  const money = remembered((micros) => dollars.format(micros / 1_000_000));

  return {
    number,
    plural,
    counted: (count, forms) => `${number(count)} ${plural(count, forms)}`,
    list: (items) => lists.format(items),
    choice: (items) => choices.format(items),
    command: (name) => `\`/${name}\``,
    money,
    price: (micros, free) => (micros === 0 ? free : money(micros)),
    songLength(seconds) {
      const rounded = Math.max(0, Math.round(seconds));
      return lengths.format({ minutes: Math.floor(rounded / 60), seconds: rounded % 60 });
    },
    seconds: (count) => spelledOut.second.format(count),
    minutes: (count) => spelledOut.minute.format(count),
    hours: (count) => spelledOut.hour.format(count),
    days: (count) => spelledOut.day.format(count),
    roughTime(ms) {
      const seconds = Math.max(0, ms) / 1000;
      if (seconds < 55) return abbreviated.second.format(Math.max(10, Math.ceil(seconds / 10) * 10));
      return abbreviated.minute.format(Math.round(seconds / 60));
    },
    roughTimeRange(fromMs, toMs) {
      const [unitMs, step, unit] = toMs < 90_000 ? ([1_000, 5, 'second'] as const) : ([60_000, 1, 'minute'] as const);
      const from = Math.max(step, Math.floor(fromMs / unitMs / step) * step);
      const to = Math.max(from, Math.ceil(toMs / unitMs / step) * step);
      // Of two that are the same, `formatRange` makes an approximation: "~5 sec".
      return from === to ? abbreviated[unit].format(to) : abbreviated[unit].formatRange(from, to);
    },
    megabytes: (sizeBytes) => sizes.format(sizeBytes / 1_000_000),
    // Discord writes these in the reader's own language.
    relativeTime: (atMs) => timestamp(atMs, 'R'),
    dateTime: (atMs) => timestamp(atMs, 'f'),
    clockTime: (atMs) => timestamp(atMs, 'T'),
  };
}

const MOST_REMEMBERED = 1_000;

/** `Intl` takes longer for one number than all else that is done for a line of a form, and limits and prices are the same again and again. */
function remembered(write: (value: number) => string): (value: number) => string {
  const known = new Map<number, string>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const written = write(value);
    known.set(value, written);
    return written;
  };
}

function unitIn(
  locale: string,
  unit: 'second' | 'minute' | 'hour' | 'day' | 'megabyte',
  unitDisplay: 'long' | 'short',
): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay,
    maximumFractionDigits: 1,
  });
}

function timestamp(atMs: number, style: 'R' | 'f' | 'T'): string {
  return `<t:${Math.round(atMs / 1000)}:${style}>`;
}
