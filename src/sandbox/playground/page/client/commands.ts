import type { Json, WireChannel, WireGuild } from '../wire.ts';
import type { CommandEntry, CommandOption } from './command-entry.ts';
import { allowsFile } from './file-types.ts';
import type { CommandDraft, OptionValue } from './state.ts';

/** The kinds of options, by Discord's numbers. */
export const optionKinds = {
  subcommand: 1,
  group: 2,
  text: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  file: 11,
} as const;

const SLASH = 1;
const MESSAGE = 3;

/** Every slash command of a channel. */
export function slashEntries(guild: WireGuild | undefined, channel: WireChannel | undefined): CommandEntry[] {
  return commandsIn(guild, channel, SLASH)
    .flatMap((command) => entriesOf(String(command.id), command as Json & CommandOption, ''))
    .sort((left, right) => left.name.localeCompare(right.name));
}

/** The names of what can be done with a message. */
export function messageCommands(guild: WireGuild | undefined, channel: WireChannel | undefined): string[] {
  return commandsIn(guild, channel, MESSAGE).map(({ name }) => String(name));
}

function commandsIn(guild: WireGuild | undefined, channel: WireChannel | undefined, type: number): Json[] {
  return (guild?.commands ?? []).filter(
    (command) => command.type === type && channel?.commandIds.includes(String(command.id)),
  );
}

function entriesOf(id: string, { name, description, options = [] }: CommandOption, before: string): CommandEntry[] {
  const fullName = before === '' ? name : `${before} ${name}`;
  const inner = options.filter(({ type }) => type === optionKinds.subcommand || type === optionKinds.group);
  if (inner.length > 0) return inner.flatMap((option) => entriesOf(id, option, fullName));
  return [{ id, name: fullName, description, options }];
}

/** Those that go with what is written after the slash, the best first. */
export function matchingEntries(entries: readonly CommandEntry[], text: string): CommandEntry[] {
  const wanted = text.replace(/^\//, '').trim().toLowerCase();
  const begins = entries.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const contains = entries.filter((entry) => !begins.includes(entry) && entry.name.toLowerCase().includes(wanted));
  return [...begins, ...contains];
}

/** Its fields at the beginning: what is required, else the first one. */
export function startCommand(entry: CommandEntry): CommandDraft {
  const required = entry.options.filter((option) => option.required).map(({ name }) => name);
  const first = required[0] ?? entry.options[0]?.name;
  return {
    kind: 'command',
    entry,
    values: {},
    words: {},
    shown: required.length > 0 ? required : first === undefined ? [] : [first],
    focused: first,
    picked: 0,
    suggested: [],
    problem: undefined,
  };
}

/** Why the client would not send it; undefined when it would. */
export function problemOf({ entry, values }: CommandDraft): CommandDraft['problem'] {
  for (const option of entry.options) {
    const value = values[option.name];
    const text = value === undefined ? missing(option) : invalid(option, value);
    if (text !== undefined) return { option: option.name, text };
  }
  return undefined;
}

function missing({ required }: CommandOption): string | undefined {
  return required ? 'This option is required. Specify a value.' : undefined;
}

function invalid(option: CommandOption, value: OptionValue): string | undefined {
  if (typeof value === 'object') {
    const isAllowed = allowsFile(option.file_types, value.name);
    return isAllowed ? undefined : `This option takes ${(option.file_types ?? []).join(', ')} files only.`;
  }
  if (typeof value === 'string') return invalidLength(option, value);
  if (typeof value === 'number') return invalidNumber(option, value);
  return undefined;
}

function invalidLength({ min_length: minimum = 0, max_length: maximum = 6_000 }: CommandOption, value: string) {
  if (value.length < minimum) return `This option needs at least ${minimum} characters.`;
  return value.length > maximum ? `This option takes at most ${maximum} characters.` : undefined;
}

function invalidNumber({ type, min_value: minimum, max_value: maximum }: CommandOption, value: number) {
  if (Number.isNaN(value)) return 'This is not a number.';
  if (type === optionKinds.integer && !Number.isInteger(value)) return 'This has to be a whole number.';
  if (minimum !== undefined && value < minimum) return `This has to be at least ${minimum}.`;
  return maximum !== undefined && value > maximum ? `This has to be at most ${maximum}.` : undefined;
}
