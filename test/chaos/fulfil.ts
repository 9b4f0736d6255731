import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { answered, ask, placeOf } from './ask.ts';
import type { Keeper } from './keeper.ts';
import { MOST_ATTEMPTS, markerOf } from './markers.ts';
import type { Wish } from './plan.ts';
import { isEnd } from './read-message.ts';
import type { Act, RunRecord, Sighting } from './record.ts';
import type { Seen } from './watch-messages.ts';
import type { Stage } from './world.ts';

/** Real time between two looks at one's messages. */
const LOOK_MS = 50;

/**
 * Real time for which a member looks at "is thinking…" and then asks anew: while the same process is at work, and once another
 * one is, which would have said by then if it knew anything.
 */
const THINKING_MS = 60_000;
const THINKING_AFTER_START_MS = 5_000;

/** Real time before a member tries again what was refused or not answered. */
const PAUSE_MS = 300;

export interface FulfilDeps {
  stage: Stage;
  keeper: Keeper;
  record: RunRecord;
  seen: Seen;
  /** Set when the run is over and nobody waits any more. */
  isOver(): boolean;
}

type Outcome =
  | { kind: 'ended'; sighting: Sighting }
  | { kind: 'refused'; text: string }
  /** It kept on thinking, or the run is over. */
  | { kind: 'nothing' };

/** How a wish ended for its member. */
export type Fulfilled = 'delivered' | 'cancelled' | 'kept' | 'nothing';

/** A member who wants a cover, and does what it takes: asks again, presses *Try again*, cancels. */
export async function fulfil(deps: FulfilDeps, wish: Wish): Promise<Fulfilled> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS && !deps.isOver(); attempt += 1) {
    const marker = markerOf(wish, attempt);
    const answers = await act(deps, marker, 'ask', () => ask(deps.stage, wish, marker));
    if (!answers) continue;
    if (wish.cancels !== 'no') cancel(deps, wish, marker).catch(() => undefined);
    const fulfilled = await seeThrough(deps, wish, marker, answers);
    if (fulfilled !== 'nothing') return fulfilled;
    await delay(PAUSE_MS);
  }
  return 'nothing';
}

/** Waits for an end, and tries again while that is offered. */
async function seeThrough(deps: FulfilDeps, wish: Wish, marker: string, first: Answer[]): Promise<Fulfilled> {
  let answers = first;
  let since = 0;
  let askedAt = deps.record.acts.findLast((act) => act.marker === marker)?.at ?? 0;
  while (!deps.isOver()) {
    const outcome = await waitForEnd(deps, marker, answers, since);
    if (outcome.kind === 'refused') {
      deps.record.refusals.push({ marker, from: askedAt, at: deps.stage.clock.now(), text: outcome.text });
    }
    if (outcome.kind !== 'ended') return 'nothing';
    const { sighting } = outcome;
    if (sighting.shown === 'cancelled' || sighting.shown === 'kept') return sighting.shown;
    if (sighting.shown !== 'failed') return 'delivered';
    since = deps.record.sightings.length;
    askedAt = deps.stage.clock.now();
    const again = await tryAgain(deps, wish, marker, sighting);
    if (!again) return 'nothing';
    answers = again;
  }
  return 'nothing';
}

/** Presses *Try again* until the bot has answered. */
async function tryAgain(
  deps: FulfilDeps,
  wish: Wish,
  marker: string,
  { messageId }: Sighting,
): Promise<Answer[] | undefined> {
  const { member } = placeOf(deps.stage, wish);
  const message = deps.seen.message(messageId);
  if (!message) return undefined;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && !deps.isOver(); attempt += 1) {
    const times = wish.clicksTwice ? 2 : 1;
    const answers = await act(deps, marker, 'again', () =>
      answered(Array.from({ length: times }, () => member.click(message, 'Try again'))),
    );
    if (answers) return answers;
  }
  return undefined;
}

/** Something that a member does, once the bot can hear it; undefined when it was not answered. */
async function act(
  { keeper, record, stage, seen }: FulfilDeps,
  marker: string,
  what: Act['what'],
  attempt: () => Promise<Answer[]>,
): Promise<Answer[] | undefined> {
  await keeper.untilUp();
  // Whatever made the member act was before it, also where the clock is too coarse to tell.
  const lastSeenAt = seen.of(marker).at(-1)?.at ?? 0;
  const noted: Act = {
    marker,
    at: Math.max(stage.clock.now(), lastSeenAt + 1),
    what,
    wasSilent: false,
    interactionIds: [],
  };
  record.acts.push(noted);
  try {
    const answers = await attempt();
    noted.interactionIds.push(...answers.map(({ interactionId }) => interactionId));
    return answers;
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('did not respond'))) throw error;
    noted.wasSilent = true;
    await delay(PAUSE_MS);
    return undefined;
  }
}

async function waitForEnd(
  { seen, keeper, isOver }: FulfilDeps,
  marker: string,
  answers: readonly Answer[],
  since: number,
): Promise<Outcome> {
  const { lives } = keeper;
  const begunAt = performance.now();
  while (!isOver()) {
    const ends = seen.of(marker).filter(({ shown, number }) => isEnd(shown) && number >= since);
    const cover = ends.find(({ shown }) => shown === 'cover' || shown === 'delivered');
    const sighting = cover ?? ends[0];
    if (sighting) return { kind: 'ended', sighting };
    const messages = answers.flatMap(({ message }) => message ?? []);
    const refusal = messages.find((message) => isRefusal(message, marker));
    if (refusal) return { kind: 'refused', text: refusal.text() };
    const isThinking = messages.every(({ loading }) => loading);
    const patienceMs = keeper.lives === lives ? THINKING_MS : THINKING_AFTER_START_MS;
    const waitedMs = Math.min(keeper.upForMs(), performance.now() - begunAt);
    if (isThinking && waitedMs > patienceMs) return { kind: 'nothing' };
    await delay(LOOK_MS);
  }
  return { kind: 'nothing' };
}

/** What is about a cover on its way names the song. */
function isRefusal(message: SandboxMessage, marker: string): boolean {
  return !message.loading && message.text() !== '' && !message.text().includes(marker);
}

/** Takes the wish back: at once while it waits, or with the button that was there before the cover was being made. */
async function cancel(deps: FulfilDeps, wish: Wish, marker: string): Promise<void> {
  const { member } = placeOf(deps.stage, wish);
  let button: string | undefined;
  while (!deps.isOver()) {
    const last = deps.seen.of(marker).findLast(({ place }) => place === 'private');
    const message = last && deps.seen.message(last.messageId);
    if (last && isEnd(last.shown)) return;
    button = message?.buttons().find(({ label }) => label === 'Cancel')?.customId ?? button;
    const isTime = wish.cancels === 'waiting' ? last?.shown === 'waiting' : last?.shown === 'making';
    if (message && button !== undefined && isTime) {
      const customId = button;
      await act(deps, marker, 'cancel', async () => [await member.click(message, { force: true, customId })]);
      return;
    }
    await delay(LOOK_MS);
  }
}
