import { type RawFile, Routes } from 'discord.js';
import type { Clock } from '../../clock.ts';
import type { DiscordError } from '../../errors.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { discordCode, httpStatus, toDiscordError } from '../rest/rest-error.ts';
import type { InteractionRef } from './interaction-context.ts';

const UNKNOWN_INTERACTION = 10_062;
const ALREADY_ANSWERED = 40_060;
const UNKNOWN_MESSAGE = 10_008;

/** Discord takes a first answer for so long after the interaction began. */
const WINDOW_MS = 3_000;
/** What it took in its last moment is said a little later. */
const LATE_MS = 700;
/** A first try is made however late it is: it is Discord that counts. */
const SHORTEST_ATTEMPT_MS = 1_000;
/** Within the three seconds. */
const PAUSES = { firstMs: 100, longestMs: WINDOW_MS };
const LOOK_MS = 5_000;
/** A request that nobody answered may still be on its way when it is first looked for. */
const SECOND_LOOK_MS = 1_500;
/** With the pauses in between, about three minutes. */
const MOST_LOOKS = 9;

/** How a first answer fared. `dead`: too late, or answered by someone else. `unknown`: it may have arrived. */
export type Sent = 'sent' | 'dead' | 'unknown';

export interface FirstAnswerBody {
  body: unknown;
  files: RawFile[];
  /** Whether it leaves a message that can be looked for afterwards; forms and proposals leave none. */
  hasMessage: boolean;
}

export interface FirstAnswerOptions {
  rest: DiscordRest;
  clock: Clock;
  /** Time at the pace of Discord, by which its three seconds count. */
  realTime: Clock;
  /** Told of each interaction whose first answer somebody else gave. */
  onTaken?: ((interactionId: string) => void) | undefined;
  /** Ends the search for an answer of which nobody knows whether it arrived. */
  signal: AbortSignal;
}

/**
 * Gives an interaction its one first answer. `receivedAt` is when the interaction came, by the monotonic real time. What
 * Discord refused for a moment, or surely did not get, is sent again within its three seconds. What may have arrived is looked for by
 * the message that it leaves, before anything is sent again: a second answer would be refused, and look like somebody else's.
 * A form that may have arrived counts as sent. Throws `DiscordError` for what was surely not taken.
 */
export async function sendFirstAnswer(
  options: FirstAnswerOptions,
  interaction: InteractionRef,
  answer: FirstAnswerBody,
  receivedAt: number,
): Promise<Sent> {
  const leftMs = () => receivedAt + WINDOW_MS - options.realTime.monotonic();
  let mayHaveArrived = false;
  for (let attempts = 1; ; attempts += 1) {
    const failure = await send(options, interaction, answer, leftMs());
    if (typeof failure === 'string') {
      if (failure === 'taken' && !mayHaveArrived) options.onTaken?.(interaction.id);
      return endingOf(failure, mayHaveArrived);
    }
    mayHaveArrived ||= failure.code === 'unknown';
    const pauseMs = Math.max(failure.retryAfterMs ?? 0, retryPauseMs(attempts, PAUSES));
    if (leftMs() <= pauseMs) {
      if (!mayHaveArrived) throw failure;
      return answer.hasMessage ? 'unknown' : 'sent';
    }
    if (mayHaveArrived && answer.hasMessage && (await look(options, interaction, leftMs())) === 'there') return 'sent';
    await options.realTime.sleep(pauseMs);
  }
}

/** What Discord's word on a first answer means, where an earlier one of ours may have been taken or not. */
function endingOf(said: 'sent' | 'dead' | 'taken', mayHaveArrived: boolean): Sent {
  if (said === 'sent' || (said === 'taken' && mayHaveArrived)) return 'sent';
  return mayHaveArrived ? 'unknown' : 'dead';
}

/** Throws what would be refused again. */
async function send(
  options: FirstAnswerOptions,
  interaction: InteractionRef,
  answer: FirstAnswerBody,
  leftMs: number,
): Promise<'sent' | 'dead' | 'taken' | DiscordError> {
  try {
    await post(options, interaction, answer, Math.max(SHORTEST_ATTEMPT_MS, leftMs + LATE_MS));
    return 'sent';
  } catch (error) {
    const code = discordCode(error);
    if (code === ALREADY_ANSWERED) return 'taken';
    if (code === UNKNOWN_INTERACTION) return 'dead';
    const failure = toDiscordError(error, 'once');
    if (failure.code !== 'retry' && failure.code !== 'unknown') throw failure;
    return failure;
  }
}

function post(
  { rest, realTime }: FirstAnswerOptions,
  { id, token }: InteractionRef,
  { body, files }: FirstAnswerBody,
  timeoutMs: number,
): Promise<unknown> {
  const signal = realTime.deadline(timeoutMs);
  return rest.once.post(Routes.interactionCallback(id, token), { body, files, auth: false, signal });
}

/** Looks for a first answer that may have arrived until Discord says that it is there, or twice that it is not. */
export async function findFirstAnswer(
  options: FirstAnswerOptions,
  interaction: InteractionRef,
): Promise<Exclude<Sent, 'unknown'>> {
  const { clock, signal } = options;
  let absences = 0;
  for (let looks = 1; looks <= MOST_LOOKS && !signal.aborted; looks += 1) {
    const found = await look(options, interaction, LOOK_MS);
    if (found === 'there') return 'sent';
    if (found === 'absent') absences += 1;
    if (absences === 2) break;
    await clock.sleep(Math.max(SECOND_LOOK_MS, retryPauseMs(looks)), signal).catch(() => undefined);
  }
  return 'dead';
}

async function look(
  { rest, realTime }: FirstAnswerOptions,
  { applicationId, token }: InteractionRef,
  timeoutMs: number,
): Promise<'there' | 'absent' | 'unknown'> {
  try {
    const signal = realTime.deadline(Math.max(1, timeoutMs));
    await rest.once.get(Routes.webhookMessage(applicationId, token), { auth: false, signal });
    return 'there';
  } catch (error) {
    // It was there, and its reader has dismissed it.
    if (discordCode(error) === UNKNOWN_MESSAGE) return 'there';
    return [401, 404].includes(httpStatus(error) ?? 0) ? 'absent' : 'unknown';
  }
}
