import type { DiscordSandbox } from '../../../discord/sandbox.ts';
import type {
  Answer,
  ModalValue,
  SandboxChannel,
  SandboxMember,
  SandboxMessage,
  UploadedFile,
} from '../../../discord/types.ts';
import type { Person } from '../cast.ts';
import type { Sample } from '../samples.ts';
import type { WireAct, WireField, WireFile, WireOutcome, WireValue } from '../wire.ts';

/** Does in the stand-in what a person does on the page. */
export type Perform = (person: Person, act: WireAct, files: readonly UploadedFile[]) => Promise<WireOutcome>;

interface PerformOptions {
  discord: DiscordSandbox;
  samples: readonly Sample[];
  /** Told of every command before anybody sees what came of it. */
  noteCommand(answer: Answer, command: string): void;
}

/** What the stand-in says when the bot has not answered in time. */
const NO_ANSWER = 'The application did not respond';
/** Of open forms; people forget them. */
const FORMS_KEPT = 200;

export function createPerform({ discord, samples, noteCommand }: PerformOptions): Perform {
  const forms = new Map<string, { answer: Answer; member: SandboxMember }>();

  const outcomeOf = (member: SandboxMember, answer: Answer): WireOutcome => {
    if (!answer.modal) return { kind: 'done' };
    forms.set(answer.interactionId, { answer, member });
    for (const [oldest] of forms) {
      if (forms.size <= FORMS_KEPT) break;
      forms.delete(oldest);
    }
    return { kind: 'modal', interactionId: answer.interactionId, modal: answer.modal };
  };

  const perform = async (person: Person, act: WireAct, files: readonly UploadedFile[]): Promise<WireOutcome> => {
    const fileOf = (file: WireFile) => chosenFile(file, files, samples);
    if (act.type === 'submit') {
      const form = forms.get(act.interactionId);
      if (!form) throw new Error('This form is not open any more.');
      const values = await mapValues(act.values, (field) => fieldValue(field, fileOf));
      return outcomeOf(form.member, await form.member.submit(form.answer, values));
    }
    const channel = channelOf(discord, act.channelId);
    const member = person.memberIn(channel.guildId);
    const message = () => messageIn(channel, member, 'messageId' in act ? act.messageId : '');
    switch (act.type) {
      case 'slash': {
        const options = await mapValues(act.options, (value) => optionValue(value, fileOf));
        const answer = await member.slash(channel, act.name, options);
        noteCommand(answer, act.name);
        return outcomeOf(member, answer);
      }
      case 'autocomplete': {
        const choices = await member.autocomplete(channel, act.name, act.options, act.focused);
        return { kind: 'choices', choices };
      }
      case 'menu': {
        const answer = await member.menu(channel, act.name, message());
        noteCommand(answer, act.name);
        return outcomeOf(member, answer);
      }
      case 'click':
        return outcomeOf(member, await member.click(message(), act.customId));
      case 'select':
        return outcomeOf(member, await member.select(message(), act.customId, act.values));
      case 'react':
        if (act.isOn) member.react(message(), act.emoji);
        else member.unreact(message(), act.emoji);
        return { kind: 'done' };
      case 'post': {
        const replyTo = act.replyTo === null ? {} : { replyTo: messageIn(channel, member, act.replyTo) };
        const attached = await Promise.all(act.files.map(fileOf));
        member.post(channel, { content: act.content, files: attached, ...replyTo });
        return { kind: 'done' };
      }
    }
  };

  return async (person, act, files) => {
    try {
      return await perform(person, act, files);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { kind: 'problem', text, isSilent: text === NO_ANSWER };
    }
  };
}

function channelOf(discord: DiscordSandbox, id: string): SandboxChannel {
  const channel = discord.channel(id);
  if (!channel) throw new Error('This channel is gone.');
  return channel;
}

function messageIn(channel: SandboxChannel, member: { id: string }, id: string): SandboxMessage {
  const message = channel.messagesFor(member).find((candidate) => candidate.id === id);
  if (!message) throw new Error('This message is gone.');
  return message;
}

async function chosenFile(
  chosen: WireFile,
  files: readonly UploadedFile[],
  samples: readonly Sample[],
): Promise<UploadedFile> {
  if ('file' in chosen) {
    const file = files[chosen.file];
    if (!file) throw new Error('The file did not arrive.');
    return file;
  }
  const sample = samples.find(({ id }) => id === chosen.sample);
  if (!sample) throw new Error('There is no such sample.');
  return { name: sample.fileName, data: await sample.data() };
}

type FileOf = (file: WireFile) => Promise<UploadedFile>;

async function optionValue(value: WireValue, fileOf: FileOf) {
  return typeof value === 'object' ? fileOf(value) : value;
}

async function fieldValue(field: WireField, fileOf: FileOf): Promise<ModalValue> {
  if (!Array.isArray(field)) return field;
  const files = field.filter((item) => typeof item === 'object');
  return files.length > 0 ? Promise.all(files.map(fileOf)) : field.filter((item) => typeof item === 'string');
}

async function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Promise<Result>,
): Promise<Record<string, Result>> {
  const entries = Object.entries(values).map(async ([key, value]) => [key, await map(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
