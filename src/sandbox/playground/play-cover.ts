import type {
  Answer,
  ModalJson,
  ModalValue,
  SandboxChannel,
  SandboxMember,
  SandboxMessage,
  SlashOptions,
  UploadedFile,
} from '../discord/types.ts';
import { DemoError } from './demo-error.ts';
import { DEMO_LYRICS } from './demo-lyrics.ts';
import type { JobEvent } from './operator-events.ts';
import type { Stage } from './whole-sandbox.ts';

/** Real time for one cover from command to post. */
const PATIENCE_MS = 60_000;

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
  /** Where there are none, models that need some get the demo's own. */
  lyrics: string | undefined;
  /** What somebody chose and would miss. */
  chosen: ReadonlySet<'song' | 'style' | 'lyrics'>;
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
      throw new DemoError(`Discord's client does not send this: ${error.message}.`);
    });
    const refused = answer
      .settled((message) => isRefusal(message) && lastState === undefined, { timeoutMs: PATIENCE_MS })
      .then((message) => {
        throw new DemoError(`The bot refused: ${oneLine(message.text())}`);
      });
    refused.catch(() => {});
    const outcome = await within(PATIENCE_MS, Promise.race([ended.promise, refused]));
    if (outcome.state !== 'delivered') {
      const told = await answer.settled((message) => !hasButton(message, 'Cancel'), { timeoutMs: PATIENCE_MS });
      throw new DemoError(`No cover came of it: ${oneLine(told.text())}`);
    }
    const message = channel.messages.find(({ id }) => id === outcome.messageId);
    const attachment = message?.attachments[0];
    if (!message || !attachment) throw new DemoError('The cover was posted without a file.');
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
  if (!command) throw new DemoError('The bot has no command that makes music.');
  const optionNames = ((command.options ?? []) as { name: string }[]).map(({ name }) => name);
  const given: SlashOptions = { song: wish.song, style: wish.style };
  const options = Object.fromEntries(Object.entries(given).filter(([name]) => optionNames.includes(name)));
  const words = Object.entries(options).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? value.name : value}`,
  );
  say(`/${command.name}  ${words.join('  ')}`);

  const withLyrics = wish.lyrics !== undefined && 'song' in options ? { song: wish.song } : options;
  const answer = await member.slash(channel, String(command.name), withLyrics);
  const filled = answer.modal === undefined ? {} : filledIn(answer.modal, wish);
  for (const part of wish.chosen) if (!(part in options) && !(part in filled)) say(`left out    ${LEFT_OUT[part]}`);
  if (answer.kind !== 'modal') return answer;
  say(`form        ${Object.entries(filled).map(described).join('  ')}`);
  return member.submit(answer, filled);
}

const LEFT_OUT = {
  song: 'your song: this model makes new ones',
  style: 'your style: this model takes none',
  lyrics: 'your lyrics: this model takes none',
} as const;

/** The fields that a wish has something for; whatever it lacks and has to be there, the demo has. */
function filledIn({ components }: ModalJson, { style, lyrics }: Wish): Record<string, ModalValue> {
  const fields = components.flatMap(({ component }) => (component ? [component as ModalField] : []));
  const values: Record<string, ModalValue> = {};
  for (const { custom_id: id, required = true } of fields) {
    if (id === 'style') values.style = style;
    if (id === 'lyrics' && lyrics !== undefined) values.lyrics = lyrics;
    if (id === 'lyrics' && lyrics === undefined && required) values.lyrics = DEMO_LYRICS;
  }
  return values;
}

interface ModalField {
  custom_id: string;
  required?: boolean;
}

function described([name, value]: [string, ModalValue]): string {
  return value === DEMO_LYRICS ? `${name}: the demo's own` : name;
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
    timer = setTimeout(
      () =>
        reject(
          new DemoError(`There was no cover after ${ms / 1_000} seconds. --verbose shows what the bot was doing.`),
        ),
      ms,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
