/** What is known of a wait when its message is written; moments are milliseconds since the epoch. */
export interface Wait {
  now: number;
  /** When it began, which is where the bar begins. */
  acceptedAt: number;
  stage: 'inLine' | 'making' | 'other';
  /** When it started, or is likely to; undefined where nobody can say. */
  startsAt: number | undefined;
  /** How long it takes from then on: half of the latest are done within the median, nine in ten within the other. */
  usual: { medianMs: number; ninetiethMs: number } | undefined;
  /** Until when its message can be changed. */
  visibleUntil: number;
}

/** What a waiting message says of time. `share`: how much of the wait is over, from 0 to less than 1. */
export type Outlook =
  | { phase: 'unknown' }
  /** `leftMs`: until it starts. */
  | { phase: 'inLine'; share: number; leftMs: number }
  /** It starts within half a minute. */
  | { phase: 'starting'; share: number }
  /** `leftMs`: until it is done. */
  | { phase: 'making'; share: number; leftMs: number }
  /** It is done within half a minute, or should have been by now and nine in ten are not. */
  | { phase: 'nearlyDone'; share: number }
  /** Nine in ten were done by now. */
  | { phase: 'slow' }
  /** The message cannot be changed any more after this. */
  | { phase: 'leaving' };

const SOON_MS = 30_000;
/** Before a message can no longer be changed: time enough for an edit that has to be tried again. */
const LEAVING_MS = 45_000;
/** How often the bar moves while a cover is being made. */
const STEPS = 4;
const FULLEST = 0.95;

export function outlookOf(wait: Wait): Outlook {
  const { now, stage, startsAt, usual, visibleUntil } = wait;
  if (now >= visibleUntil - LEAVING_MS) return { phase: 'leaving' };
  if (stage === 'other' || startsAt === undefined || !usual) return { phase: 'unknown' };
  const doneAt = startsAt + usual.medianMs;
  const share = shareOf(wait, doneAt);
  if (stage === 'inLine') {
    const isSoon = startsAt - now < SOON_MS;
    return isSoon ? { phase: 'starting', share } : { phase: 'inLine', share, leftMs: startsAt - now };
  }
  if (now >= slowAt(startsAt, usual)) return { phase: 'slow' };
  if (doneAt - now < SOON_MS) return { phase: 'nearlyDone', share };
  return { phase: 'making', share, leftMs: doneAt - now };
}

function shareOf({ now, acceptedAt }: Wait, doneAt: number): number {
  const whole = doneAt - acceptedAt;
  return whole <= 0 ? FULLEST : Math.min(FULLEST, Math.max(0, (now - acceptedAt) / whole));
}

/** Never before it should have been done, whatever was measured. */
function slowAt(startsAt: number, { medianMs, ninetiethMs }: NonNullable<Wait['usual']>): number {
  return startsAt + Math.max(medianMs, ninetiethMs);
}

/** What an outlook says, as far as a change of it is worth an edit: two with the same key look the same to who reads them. */
export function outlookKey(outlook: Outlook): string {
  return outlook.phase === 'making' ? `making ${Math.floor(outlook.share * STEPS)}` : outlook.phase;
}

/** When the outlook says something else by the passing of time alone; undefined where it stays. */
export function nextChangeAt(wait: Wait): number | undefined {
  const { now, visibleUntil } = wait;
  const moments = [...ownMoments(wait), visibleUntil - LEAVING_MS];
  return moments.filter((moment) => moment > now).toSorted((one, other) => one - other)[0];
}

function ownMoments({ stage, acceptedAt, startsAt, usual }: Wait): number[] {
  if (stage === 'other' || startsAt === undefined || !usual) return [];
  // Exclusive: it is soon when less than that is left.
  if (stage === 'inLine') return [startsAt - SOON_MS + 1];
  const doneAt = startsAt + usual.medianMs;
  const whole = doneAt - acceptedAt;
  const steps = Array.from({ length: STEPS - 1 }, (_, step) => Math.ceil(acceptedAt + (whole * (step + 1)) / STEPS));
  return [...steps, doneAt - SOON_MS + 1, slowAt(startsAt, usual)];
}

/** Why a waiting message would be changed, from what may wait to what must be seen. */
export type EditReason = 'place' | 'step' | 'state' | 'leaving' | 'end';

/** Discord may hold back a message that is changed often, and each change takes a phone's reader back to it. */
export const EDITS_MAXIMUM = 8;

/** After how many edits there is room for one more; those that matter more find some left. */
const ROOM: Record<EditReason, number> = { place: 3, step: 5, state: 6, leaving: 7, end: EDITS_MAXIMUM };

/** Whether one more edit of a message is worth it after so many. Its end is always shown. */
export function isWorthAnEdit(reason: EditReason, edits: number): boolean {
  return reason === 'end' || edits < ROOM[reason];
}
