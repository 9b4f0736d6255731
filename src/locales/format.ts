/** A moment that counts up or down on the reader's screen ("in 2 minutes"). */
export function relativeTime(atMs: number): string {
  return `<t:${Math.round(atMs / 1000)}:R>`;
}

/** A date and time in the reader's own time zone. */
export function dateTime(atMs: number): string {
  return `<t:${Math.round(atMs / 1000)}:f>`;
}

/** A time of day to the second in the reader's own time zone. */
export function clockTime(atMs: number): string {
  return `<t:${Math.round(atMs / 1000)}:T>`;
}

/** Micro-dollars as `$0.15`; parts of a cent only where there are any. */
export function money(micros: number): string {
  const [whole = '0', parts = ''] = (micros / 1_000_000).toFixed(4).split('.');
  return `$${whole}.${parts.replace(/0{1,2}$/, '')}`;
}

/** What something costs, in words where it costs nothing. */
export function price(micros: number): string {
  return micros === 0 ? 'free' : money(micros);
}

/** Seconds as `4:05`. */
export function songLength(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds));
  return `${Math.floor(rounded / 60)}:${String(rounded % 60).padStart(2, '0')}`;
}

/** A rough length of time in words: `about 40 seconds`, `about 1½ minutes`. */
export function roughDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 55) return `about ${Math.max(10, Math.ceil(seconds / 10) * 10)} seconds`;
  const halves = Math.round(seconds / 30);
  const minutes = `${Math.floor(halves / 2)}${halves % 2 === 1 ? '½' : ''}`;
  return `about ${minutes} ${halves === 2 ? 'minute' : 'minutes'}`;
}

/** How long something took lately: half of the times within the median, nine in ten within the other. */
export interface Spread {
  medianMs: number;
  ninetiethMs: number;
  /** 0 where it is an estimate. */
  samples: number;
}

/** `2–4 min: half finish in 2:10, nine in ten in 3:50`; one number where both are the same. */
export function likelyTime({ medianMs, ninetiethMs, samples }: Spread): string {
  const half = songLength(medianMs / 1000);
  const most = songLength(ninetiethMs / 1000);
  const range = half === most ? roughDuration(medianMs) : roughRange(medianMs, ninetiethMs);
  if (samples === 0) return `${range}, which is an estimate: none has been timed yet`;
  return half === most ? range : `${range}: half finish in ${half}, nine in ten in ${most}`;
}

/** Rounded outwards, so that it promises nothing. */
function roughRange(fromMs: number, toMs: number): string {
  const isShort = toMs < 90_000;
  const [unitMs, step, unit] = isShort ? [1_000, 5, 's'] : [60_000, 1, 'min'];
  const from = Math.max(step, Math.floor(fromMs / unitMs / step) * step);
  const to = Math.max(from, Math.ceil(toMs / unitMs / step) * step);
  return from === to ? `${to} ${unit}` : `${from}–${to} ${unit}`;
}

/** `1 take`, `2 takes`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Bytes as people read them: `19.5 MB`. */
export function megabytes(sizeBytes: number): string {
  return `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}
