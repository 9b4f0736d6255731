import { permissionBits, permissionsIn } from '../permissions.ts';
import type { ChannelRecord, CommandRecord, UserRecord, World } from '../records.ts';
import type { Json, SlashOptions, UploadedFile } from '../types.ts';
import { type CommandOption, optionTypes } from '../validation/commands.ts';
import { allowsFile } from '../validation/file-types.ts';
import { resolvedJson } from './resolved.ts';
import { isUploadedFile, uploadPrivately } from './uploads.ts';

export const commandTypes = { slash: 1, message: 3 } as const;

interface Sender {
  user: UserRecord;
  channel: ChannelRecord;
}

/** The command as this member finds it in this channel; throws where the client would not list it. */
export function findCommand(world: World, sender: Sender, type: number, name: string): CommandRecord {
  const reason = whyNoCommands(world, sender);
  if (reason !== undefined) throw new Error(reason);
  const known = knownCommands(world, sender);
  const command = known.find((item) => item.type === type && item.name === name);
  if (!command) throw new Error(`no command ${name} among: ${known.map((item) => item.name).join(', ') || 'none'}`);
  if (!isGranted(world, sender, command)) throw new Error(`${sender.user.name} may not use ${name}`);
  return command;
}

/** Every command that the client lists for this member in this channel. */
export function commandsFor(world: World, sender: Sender): CommandRecord[] {
  if (whyNoCommands(world, sender) !== undefined) return [];
  return knownCommands(world, sender).filter((command) => isGranted(world, sender, command));
}

function whyNoCommands(world: World, sender: Sender): string | undefined {
  const { user, channel } = sender;
  const guild = world.guilds.get(channel.guildId ?? '');
  if (!guild?.members.has(world.bot.id)) return 'the bot is not in this server';
  if (!guild.members.has(user.id)) return `${user.name} is not in this server`;
  const granted = grantedTo(world, sender);
  if (!(granted & permissionBits.VIEW_CHANNEL)) return `${user.name} cannot see this channel`;
  if (!(granted & permissionBits.USE_APPLICATION_COMMANDS)) return `${user.name} may not use commands here`;
  return undefined;
}

function grantedTo(world: World, { user, channel }: Sender): bigint {
  const guild = world.guilds.get(channel.guildId ?? '');
  return guild ? permissionsIn(world, guild, channel, user.id) : 0n;
}

/** Those of the server first: one of the same name hides the global one. */
function knownCommands(world: World, { channel }: Sender): CommandRecord[] {
  const known = [...(world.commands.get(channel.guildId ?? '') ?? []), ...(world.commands.get('') ?? [])];
  return known.filter(
    ({ type, name }, index) => known.findIndex((other) => other.type === type && other.name === name) === index,
  );
}

/** Administrators may use all; else what the server says of a member, of their roles and of @everyone counts, in this order. */
function isGranted(world: World, sender: Sender, command: CommandRecord): boolean {
  const { default_member_permissions: needed, name } = command;
  const granted = grantedTo(world, sender);
  if ((granted & permissionBits.ADMINISTRATOR) !== 0n) return true;
  const guild = world.guilds.get(sender.channel.guildId ?? '');
  const access = guild?.commandAccess.get(name) ?? [];
  const roleIds = guild?.members.get(sender.user.id)?.roleIds ?? [];
  const said = [
    access.filter(({ id, type }) => type === 'member' && id === sender.user.id),
    access.filter(({ id, type }) => type === 'role' && roleIds.includes(id)),
    access.filter(({ id }) => id === guild?.id),
  ].find((step) => step.length > 0);
  if (said) return said.some(({ allow }) => allow);
  if (typeof needed !== 'string') return true;
  const bits = BigInt(needed);
  return bits !== 0n && (granted & bits) === bits;
}

/** The `data` of a slash command or, with `focused`, of a request for proposals. */
export function slashData(world: World, sender: Sender, fullName: string, given: SlashOptions, focused?: string): Json {
  const [name = '', ...subcommands] = fullName.split(' ');
  const command = findCommand(world, sender, commandTypes.slash, name);
  const chain = subcommandChain(command, subcommands);
  const definitions = optionsOf(chain.at(-1) ?? command);
  const unknown = Object.keys(given).find((key) => !definitions.some((option) => option.name === key));
  if (unknown !== undefined) throw new Error(`${fullName} has no option ${unknown}`);
  const filled = definitions.flatMap((option) => filledOption(world, sender, option, given[option.name], focused));
  const leaves = filled.map(({ json }) => json);
  const options = chain.reduceRight<Json[]>(
    (inner, { name: part, type }) => [{ name: part, type, options: inner }],
    leaves,
  );
  const resolved = resolvedJson(
    world,
    sender.channel,
    { ids: filled.flatMap(({ id }) => id ?? []), files: filled.flatMap(({ file }) => file ?? []) },
    sender.user.id,
  );
  return {
    id: command.id,
    name: command.name,
    type: command.type,
    options,
    ...(command.guild_id !== undefined && { guild_id: command.guild_id }),
    ...(Object.keys(resolved).length > 0 && { resolved }),
  };
}

function optionsOf(holder: Json): CommandOption[] {
  return (holder.options ?? []) as CommandOption[];
}

function subcommandChain(command: CommandRecord, names: readonly string[]): CommandOption[] {
  const chain: CommandOption[] = [];
  for (const name of names) {
    const next = optionsOf(chain.at(-1) ?? command).find((option) => option.name === name);
    if (!next || next.type > optionTypes.subcommandGroup) throw new Error(`${command.name} has no subcommand ${name}`);
    chain.push(next);
  }
  const rest = optionsOf(chain.at(-1) ?? command);
  if (rest.some(({ type }) => type <= optionTypes.subcommandGroup)) {
    throw new Error(`${command.name} needs one of: ${rest.map(({ name }) => name).join(', ')}`);
  }
  return chain;
}

interface FilledOption {
  json: Json;
  id?: string;
  file?: ReturnType<typeof uploadPrivately>;
}

function filledOption(
  world: World,
  sender: Sender,
  option: CommandOption,
  value: SlashOptions[string] | undefined,
  focused: string | undefined,
): FilledOption[] {
  const { name, type } = option;
  const isFocused = name === focused;
  if (value === undefined && !isFocused) {
    if (option.required && focused === undefined) throw new Error(`the option ${name} is required`);
    return [];
  }
  if (isFocused) return [{ json: { name, type, value: value ?? '', focused: true } }];
  if (value === undefined) return [];
  if (type === optionTypes.attachment) {
    if (!isUploadedFile(value)) throw new Error(`the option ${name} takes a file`);
    return [attached(world, sender, option, value)];
  }
  checkValue(option, value);
  const isEntity = type >= optionTypes.user && type <= optionTypes.mentionable;
  return [{ json: { name, type, value }, ...(isEntity && { id: String(value) }) }];
}

function attached(world: World, sender: Sender, option: CommandOption, value: UploadedFile): FilledOption {
  if (!allowsFile(option.file_types, value.name))
    throw new Error(`the option ${option.name} does not take ${value.name}`);
  const file = uploadPrivately(world, sender, value);
  return { json: { name: option.name, type: option.type, value: file.id }, file };
}

/** What the client checks before it sends. */
function checkValue(option: CommandOption, value: SlashOptions[string]): void {
  const { name, type, choices } = option;
  const wanted = type === optionTypes.boolean ? 'boolean' : isNumeric(type) ? 'number' : 'string';
  if (typeof value !== wanted) throw new Error(`the option ${name} takes a ${wanted}`);
  if (type === optionTypes.integer && !Number.isInteger(value))
    throw new Error(`the option ${name} takes a whole number`);
  if (choices?.length && !choices.some((choice) => choice.value === value)) {
    throw new Error(`the option ${name} has no choice ${String(value)}`);
  }
  const size = typeof value === 'string' ? value.length : Number(value);
  const [minimum, maximum] =
    typeof value === 'string' ? [option.min_length, option.max_length] : [option.min_value, option.max_value];
  if (size < (minimum ?? Number.NEGATIVE_INFINITY)) throw new Error(`the option ${name} must be at least ${minimum}`);
  if (size > (maximum ?? Number.POSITIVE_INFINITY)) throw new Error(`the option ${name} must be at most ${maximum}`);
}

function isNumeric(type: number): boolean {
  return type === optionTypes.integer || type === optionTypes.number;
}
