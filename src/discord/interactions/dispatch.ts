import type { Clock } from '../../clock.ts';
import { DatabaseAwayError, DatabaseFullError, DatabaseGoneError } from '../../database.ts';
import { DiscordError, FilesAwayError, UserError } from '../../errors.ts';
import { isFullDisk } from '../../lib/full-disk.ts';
import { text } from '../../locales/text.ts';
import type { Logger } from '../../logger.ts';
import type { Attachments } from '../rest/attachments.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { refusalView, unexpectedView } from '../views/refusal-view.ts';
import { cardOf, type View } from '../views/view.ts';
import { type Answers, createAnswers } from './answers.ts';
import type { Command, FirstAnswer, Handler } from './command.ts';
import { createDedupeSet } from './dedupe-set.ts';
import { handlerFor } from './handler-for.ts';
import type { InteractionContext } from './interaction-context.ts';
import { type Loaders, loadNeeds } from './load-needs.ts';
import { type Incoming, readInteraction } from './read-interaction.ts';
import { withTimeout } from './with-timeout.ts';

/** The gateway sends again what it sent last, after a reconnect; this is far more than that. */
const INTERACTIONS_REMEMBERED = 1_000;

export interface DispatchOptions {
  commands: readonly Command[];
  rest: DiscordRest;
  /** For the files of answers, shared with those of posts. */
  attachments: Attachments;
  load: Loaders;
  /** Told of what should never happen. */
  onFailure?: () => void;
  /** Told of each interaction that somebody else had answered before us, though it was ours to answer. */
  onTaken?: () => void;
  /** Whether an interaction is this process's to be answered, where others may hear of it as well. Default: all are. */
  claim?: ((interactionId: string) => Promise<boolean>) | undefined;
  /** Told of the server that an interaction comes from, a moment later: what the answer needs is read first. */
  onGuild?: (guildId: string) => void;
  clock: Clock;
  /** Time at the pace of Discord, which waits for an answer for three seconds. */
  realTime: Clock;
  log: Logger;
}

export interface Dispatch {
  /** Answers one interaction, given as the gateway's raw payload. Never rejects. */
  handle(payload: unknown): Promise<void>;
  /** Answers new interactions with a sentence from now on, and waits for those under way. */
  close(): Promise<void>;
}

/** `dead`: Discord had given up on it, or another process answered first. */
type Result = 'ok' | 'refused' | 'failed' | 'dead';

/** What came is nothing that a command of ours makes Discord's clients send. The message names our own fields only. */
class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

interface Progress {
  /** By the monotonic real time. */
  receivedAt: number;
  call: InteractionContext | undefined;
  handler: Handler | undefined;
  /** The first answer, once it has left. */
  sent: FirstAnswer['kind'] | undefined;
  firstMs: number | undefined;
}

/** From interaction to answer, and the one place where what commands throw is caught. */
export function createDispatch({
  commands,
  rest,
  attachments,
  load,
  onFailure,
  onTaken,
  claim,
  onGuild,
  clock,
  realTime,
  log,
}: DispatchOptions): Dispatch {
  const closing = new AbortController();
  /** Interactions of which nobody has said yet whose they are: what was answered there may be another process's. */
  const unclaimed = new Set<string>();
  const answers = createAnswers({
    rest,
    attachments,
    clock,
    realTime,
    onTaken: (interactionId) => !unclaimed.has(interactionId) && onTaken?.(),
    signal: closing.signal,
  });
  const seen = createDedupeSet(INTERACTIONS_REMEMBERED);
  const underWay = new Set<Promise<void>>();

  async function respond(incoming: Incoming, progress: Progress, callLog: Logger, startedAt: number): Promise<Result> {
    const { interaction } = incoming.call;
    if (closing.signal.aborted) throw new UserError({ key: 'busy.shuttingDown', params: {} });
    const handler = handlerFor(commands, incoming);
    if (!handler) throw new UnreadableError('nothing answers it');
    const input = handler.input.safeParse(incoming.values);
    if (!input.success) {
      const fields = input.error.issues.map(({ path }) => path.join('.'));
      throw new UnreadableError(`not as the command has them: ${fields.slice(0, 5).join(', ')}`);
    }

    progress.handler = handler;
    const mine = await withTimeout(clock, async () => {
      // Proposals change nothing: whoever hears of them answers, and nobody's they stay.
      if (claim && incoming.kind !== 'autocomplete') {
        if (!(await claim(interaction.id))) return undefined;
        unclaimed.delete(interaction.id);
      }
      const loaded = await loadNeeds(handler.needs ?? [], incoming.call, load);
      const call: InteractionContext = { ...incoming.call, ...loaded, input: input.data, log: callLog };
      progress.call = call;
      const guarded = handler.guard?.(call);
      return { call, prepared: handler.prepare ? await handler.prepare(call, guarded) : guarded };
    });
    if (!mine) return 'dead';
    const { call, prepared } = mine;
    const first = handler.respond(call, prepared);
    if ((await answers.first(interaction, first, progress.receivedAt)) === 'dead') return 'dead';
    progress.sent = first.kind;
    progress.firstMs = Math.round(clock.monotonic() - startedAt);

    const view = await handler.execute?.(call, prepared, (more) => answers.followUp(interaction, more));
    if (view) await showResult(answers, interaction, first.kind, view).catch((error) => throwUnshown(error, callLog));
    return 'ok';
  }

  const noteUnheard = (error: unknown) => log.error({ err: error }, 'a server could not be noted as there');

  async function handleIncoming(incoming: Incoming): Promise<void> {
    const { interaction, guildId } = incoming.call;
    if (seen.has(interaction.id)) return log.info({ interactionId: interaction.id }, 'interaction sent again');
    if (onGuild)
      void clock
        .yield()
        .then(() => onGuild(guildId))
        .catch(noteUnheard);
    if (claim) unclaimed.add(interaction.id);
    await answer(incoming).finally(() => unclaimed.delete(interaction.id));
  }

  async function answer(incoming: Incoming): Promise<void> {
    const startedAt = clock.monotonic();
    const { interaction, guildId, member, subcommand } = incoming.call;
    const name = subcommand === null ? incoming.name : `${incoming.name} ${subcommand}`;
    const facts = { interactionId: interaction.id, kind: incoming.kind, name };
    const callLog = log.child({ ...facts, guildId, memberId: member.id });
    const receivedAt = realTime.monotonic();
    const progress: Progress = { receivedAt, call: undefined, handler: undefined, sent: undefined, firstMs: undefined };

    let result: Result;
    let reason: string | undefined;
    try {
      result = await respond(incoming, progress, callLog, startedAt);
    } catch (error) {
      const trouble = troubleOf(inMembersWords(error), incoming, progress);
      result = trouble.result;
      reason = trouble.reason;
      if (error instanceof UnreadableError) {
        const { id: interactionId } = interaction;
        const facts = { interactionId, kind: incoming.kind, reason: error.message, reference: reason };
        log.warn(facts, 'interaction of an unknown shape');
        await showTrouble(answers, incoming, progress, trouble.view).catch(() => undefined);
        return;
      }
      if (result === 'failed') {
        callLog.error({ err: error, reference: reason }, 'interaction failed');
        onFailure?.();
      }
      await showTrouble(answers, incoming, progress, trouble.view).catch((failure: unknown) => {
        callLog.warn({ err: failure }, 'the reason could not be shown');
      });
    }
    const durationMs = Math.round(clock.monotonic() - startedAt);
    callLog.info({ result, reason, firstMs: progress.firstMs, durationMs }, 'interaction answered');
  }

  async function handle(payload: unknown): Promise<void> {
    const read = readInteraction(payload, clock.now());
    if (read.kind === 'incoming') return handleIncoming(read.incoming);
    if (read.kind === 'unreadable') return log.warn({ interactionId: read.id }, 'interaction of an unknown shape');
    const view = cardOf([text(read.locale, 'error.serverOnly')]);
    await answers.first(read.interaction, { kind: 'reply', view }, realTime.monotonic()).catch((error: unknown) => {
      log.warn({ interactionId: read.interaction.id, err: error }, 'interaction could not be answered');
    });
  }

  return {
    async handle(payload) {
      const work = handle(payload).catch((error: unknown) => {
        log.error({ err: error }, 'interaction could not be answered');
      });
      underWay.add(work);
      await work;
      underWay.delete(work);
    },
    async close() {
      closing.abort(new Error('the bot stops'));
      await Promise.all(underWay);
    },
  };
}

/** What is no bug of a command: nothing was stored, charged or begun, and the same wish works when things are well again. */
function inMembersWords(error: unknown): unknown {
  if (error instanceof DatabaseFullError || isFullDisk(error))
    return new UserError({ key: 'files.full', params: {} }, { cause: error });
  if (error instanceof DatabaseGoneError)
    return new UserError({ key: 'busy.shuttingDown', params: {} }, { cause: error });
  if (error instanceof DatabaseAwayError) return new UserError({ key: 'busy.away', params: {} }, { cause: error });
  if (error instanceof FilesAwayError || (error instanceof DiscordError && error.cause instanceof FilesAwayError))
    return new UserError({ key: 'files.away', params: {} }, { cause: error });
  // A limit of ours to what Discord or a provider was asked, which says nothing of either.
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return new UserError({ key: 'busy.slow', params: {} }, { cause: error });
  const isPassing = error instanceof DiscordError && (error.code === 'retry' || error.code === 'unknown');
  return isPassing ? new UserError({ key: 'busy.discord', params: {} }, { cause: error }) : error;
}

/** What was done is done and on disk: that its result cannot be shown is for the log, and leads back to the form. */
function throwUnshown(error: unknown, log: Logger): never {
  if (!(error instanceof DiscordError)) throw error;
  log.warn({ err: error }, 'the result could not be shown');
  throw new UserError({ key: 'busy.discord', params: {} }, { cause: error });
}

/** What to log and show for something thrown. A bug shows nothing but a reference that is in the log too. */
function troubleOf(
  error: unknown,
  { call }: Incoming,
  progress: Progress,
): { result: Result; reason: string; view: View } {
  if (error instanceof UserError) {
    const fixId = progress.call && progress.handler?.retryButtonId?.(progress.call);
    return {
      result: 'refused',
      reason: error.text.key,
      view: refusalView(call.locale, error.text, fixId ?? undefined),
    };
  }
  const reference = referenceOf(call.interaction.id);
  return { result: 'failed', reason: reference, view: unexpectedView(call.locale, reference) };
}

/** Replaces the first answer, where that was a message of ours to replace. */
async function showResult(
  answers: Answers,
  interaction: InteractionContext['interaction'],
  sent: FirstAnswer['kind'],
  view: View,
): Promise<void> {
  switch (sent) {
    case 'modal':
    case 'choices':
      return;
    case 'updateControls':
      // Its message is for all, and keeps its words and files.
      return answers.followUp(interaction, view);
    case 'update':
    case 'deferUpdate':
      // What its button stood under may be a card, which no edit turns into a message with something to play.
      return view.layout === 'card' ? answers.edit(interaction, view) : answers.followUp(interaction, view);
    default:
      return answers.edit(interaction, view);
  }
}

/** Brings the reason to where the member looks, as the first answer left it. */
async function showTrouble(
  answers: Answers,
  { kind, call: { interaction } }: Incoming,
  { sent, receivedAt }: Progress,
  view: View,
): Promise<void> {
  switch (sent) {
    case undefined:
      await answers.first(
        interaction,
        kind === 'autocomplete' ? { kind: 'choices', choices: [] } : { kind: 'reply', view },
        receivedAt,
      );
      return;
    case 'defer':
    case 'reply':
      return answers.edit(interaction, view);
    case 'deferUpdate':
    case 'update':
    case 'updateControls':
      // The message under the button stays as it is; it still says how things stand.
      return answers.followUp(interaction, view);
    case 'modal':
    case 'choices':
      // Nothing can follow these. What is wrong shows again when the form is submitted.
      return;
  }
}

/** Short enough to be read out, and found in the log by the whole id. */
function referenceOf(interactionId: string): string {
  return /^\d+$/.test(interactionId) ? BigInt(interactionId).toString(36).slice(-8) : interactionId.slice(-8);
}
