import type {
  Answer,
  ModalValue,
  SandboxChannel,
  SandboxMember,
  SandboxMessage,
  SlashOptions,
  UploadedFile,
} from '../discord/types.ts';
import type { JobEvent } from './operator-events.ts';
import type { Stage } from './whole-sandbox.ts';

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

/** What a member asks for; what the bot's command has no place for is left out. */
export interface Wish {
  song: UploadedFile;
  style: string;
  lyrics: string | undefined;
}

export interface PlayedCover {
  message: SandboxMessage;
  fileName: string;
  data: Uint8Array;
}

/** One whole `/cover` as a member would ask for it, or `/song` where there are no covers; its timeline as it happens. */
export async function playCover(scene: Scene, wish: Wish): Promise<PlayedCover> {
  const { stage, channel, print } = scene;
  const startedAt = performance.now();
  const say = (text: string) => print(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${text}`);

  const ended = Promise.withResolvers<JobEvent>();
  let lastState: string | undefined;
  const stopListening = scene.onJob((event) => {
    if (event.state === lastState) return;
    lastState = event.state;
    say(describe(event, stage.provider.paidRequests()));
    if (['delivered', 'failed', 'cancelled'].includes(event.state)) ended.resolve(event);
  });

  try {
    const answer = await ask(scene, wish, say).catch((error: Error) => {
      throw new DemoError(`Discord's client does not send this: ${error.message}`);
    });
    const refused = answer
      .settled((message) => isRefusal(message) && lastState === undefined, { timeoutMs: PATIENCE_MS })
      .then((message) => {
        throw new DemoError(`refused: ${oneLine(message.content)}`);
      });
    refused.catch(() => {});
    const outcome = await within(PATIENCE_MS, Promise.race([ended.promise, refused]));
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

/** The command with the options that it has; where it answers with a form, the rest goes there. */
async function ask({ stage, channel, member }: Scene, wish: Wish, say: (text: string) => void): Promise<Answer> {
  const commands = stage.discord.commands();
  const command = commands.find(({ name }) => name === 'cover') ?? commands.find(({ name }) => name === 'song');
  if (!command) throw new Error('the bot has no command that makes music');
  const optionNames = ((command.options ?? []) as { name: string }[]).map(({ name }) => name);
  const given: SlashOptions = { song: wish.song, style: wish.style };
  const options = Object.fromEntries(Object.entries(given).filter(([name]) => optionNames.includes(name)));
  const words = Object.entries(options).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? value.name : value}`,
  );
  say(`/${command.name}  ${words.join('  ')}`);

  const withLyrics = wish.lyrics !== undefined && 'song' in options ? { song: wish.song } : options;
  const answer = await member.slash(channel, String(command.name), withLyrics);
  if (answer.kind !== 'modal') return answer;
  const fields = JSON.stringify(answer.modal);
  const filled: Record<string, ModalValue> = {};
  if (fields.includes('"custom_id":"style"')) filled.style = wish.style;
  if (wish.lyrics !== undefined) filled.lyrics = wish.lyrics;
  say(`form        ${Object.keys(filled).join(', ')}`);
  return member.submit(answer, filled);
}

/** A private answer with *Cancel* belongs to a job, whose end is still to come. */
function isRefusal(message: SandboxMessage): boolean {
  return message.text() !== '' && !hasButton(message, 'Cancel');
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
