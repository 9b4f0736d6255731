import type { SandboxChannel, SandboxMember, SandboxMessage, UploadedFile } from './discord/types.ts';
import type { JobEvent } from './operator-events.ts';
import type { Stage } from './stage.ts';

/** Real time for one cover from command to post. */
const PATIENCE_MS = 60_000;

/** The demo could not end in a cover; the message is the one line that a person reads. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

export interface Scene {
  stage: Stage;
  channel: SandboxChannel;
  member: SandboxMember;
  /** Hands over the job changes, as the operator's endpoint tells them. */
  onJob(listener: (event: JobEvent) => void): () => void;
  print(line: string): void;
}

export interface PlayedCover {
  message: SandboxMessage;
  fileName: string;
  data: Uint8Array;
}

/** One whole `/cover` as a member would ask for it, with its timeline printed as it happens. */
export async function playCover(scene: Scene, song: UploadedFile, style: string): Promise<PlayedCover> {
  const { stage, channel, member, print } = scene;
  const startedAt = performance.now();
  const say = (text: string) => print(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${text}`);

  say(`/cover  song: ${song.name}  style: ${style}`);
  const ended = Promise.withResolvers<JobEvent>();
  let lastState: string | undefined;
  const stopListening = scene.onJob((event) => {
    if (event.state === lastState) return;
    lastState = event.state;
    say(describe(event, stage.runware.paidRequests()));
    if (['delivered', 'failed', 'cancelled'].includes(event.state)) ended.resolve(event);
  });

  try {
    const answer = await member.slash(channel, 'cover', { song, style }).catch((error: Error) => {
      throw new DemoError(`Discord's client does not send this: ${error.message}`);
    });
    const refusal = answer
      .settled((message) => message.text() !== '' && lastState === undefined, { timeoutMs: PATIENCE_MS })
      .then((message) => refusedOrWaiting(message, ended.promise));
    const outcome = await within(PATIENCE_MS, Promise.race([ended.promise, refusal]));
    if (outcome.state !== 'delivered') {
      const told = await answer.settled((message) => !hasButton(message, 'Cancel'), { timeoutMs: PATIENCE_MS });
      throw new DemoError(`no cover: ${oneLine(told.content)}`);
    }
    const message = channel.messages.find(({ id }) => id === outcome.messageId);
    const attachment = message?.attachments[0];
    if (!message || !attachment) throw new DemoError('the cover was posted without a file');
    say(`posted      https://discord.com/channels/${channel.guildId}/${channel.id}/${message.id} (stand-in)`);
    return { message, fileName: attachment.filename, data: attachment.data() };
  } finally {
    stopListening();
  }
}

/** A private answer with *Fix it* is a refusal; any other belongs to a job, whose end is still to come. */
function refusedOrWaiting(message: SandboxMessage, ended: Promise<JobEvent>): Promise<JobEvent> {
  if (hasButton(message, 'Fix it')) throw new DemoError(`refused: ${oneLine(message.content)}`);
  return ended;
}

function hasButton(message: SandboxMessage, label: string): boolean {
  return message.buttons().some((button) => button.label === label);
}

function describe({ state, provider, model, failure }: JobEvent, paidRequests: number): string {
  const where = provider ? `  ${provider} ${model}` : '';
  const why = failure ? `  ${failure}` : '';
  return `${state.padEnd(10)}${where}  paid requests: ${paidRequests}${why}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DemoError(`no cover after ${ms / 1_000} seconds`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
