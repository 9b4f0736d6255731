import { z } from 'zod';
import { refuse, refuseForm } from '../api-error.ts';
import { limits } from '../limits.ts';
import type { CommandRecord, World } from '../records.ts';
import { commandSchema } from '../validation/commands.ts';
import { parseForm } from '../validation/form.ts';
import { type Call, created, noContent, ok, type Reply, type Route } from './route.ts';

const GLOBAL = '/applications/:applicationId/commands';
const OF_GUILD = '/applications/:applicationId/guilds/:guildId/commands';
const DAY_MS = 86_400_000;

type NewCommand = z.output<typeof commandSchema>;

/** Registering commands, globally and for one guild. */
export function commandRoutes(world: World): Route[] {
  const creations = new Map<string, number>();

  const scopeOf = ({ params }: Call): string => {
    if (params.applicationId !== world.applicationId) refuse('notThisApplication');
    const { guildId } = params;
    if (guildId === undefined) return '';
    if (!world.guilds.get(guildId)?.members.has(world.bot.id)) refuse('missingAccess');
    return guildId;
  };

  const countCreations = (scope: string, count: number) => {
    const key = `${scope}:${Math.floor(world.clock.now() / DAY_MS)}`;
    const total = (creations.get(key) ?? 0) + count;
    if (total > limits.command.creationsPerDay) refuse('commandsPerDay');
    creations.set(key, total);
  };

  const save = (scope: string, commands: CommandRecord[]) => {
    checkCounts(commands);
    world.commands.set(scope, commands);
    world.events.emit({ type: 'commandsChanged', guildId: scope || undefined });
  };

  const complete = (scope: string, command: NewCommand, known: CommandRecord | undefined): CommandRecord => ({
    ...command,
    id: known?.id ?? world.nextId(),
    application_id: world.applicationId,
    version: world.nextId(),
    description: command.description ?? '',
    default_member_permissions: command.default_member_permissions ?? null,
    contexts: command.contexts ?? null,
    integration_types: command.integration_types ?? [0],
    nsfw: command.nsfw ?? false,
    ...(scope && { guild_id: scope }),
  });

  const replaceAll = (call: Call): Reply => {
    const scope = scopeOf(call);
    const wanted = parseForm(z.array(commandSchema), call.body);
    wanted.forEach((command, index) => {
      if (wanted.findIndex((other) => isSame(other, command)) !== index) {
        refuseForm([index, 'name'], 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
      }
    });
    const existing = world.commands.get(scope) ?? [];
    const commands = wanted.map((command) =>
      complete(
        scope,
        command,
        existing.find((old) => isSame(old, command)),
      ),
    );
    checkCounts(commands);
    countCreations(scope, commands.filter(({ id }) => !existing.some((old) => old.id === id)).length);
    save(scope, commands);
    return ok(commands);
  };

  const create = (call: Call): Reply => {
    const scope = scopeOf(call);
    const wanted = parseForm(commandSchema, call.body);
    const existing = world.commands.get(scope) ?? [];
    const known = existing.find((old) => isSame(old, wanted));
    const command = complete(scope, wanted, known);
    if (!known) countCreations(scope, 1);
    save(scope, [...existing.filter((old) => old !== known), command]);
    return known ? ok(command) : created(command);
  };

  const find = (call: Call) => {
    const scope = scopeOf(call);
    const existing = world.commands.get(scope) ?? [];
    const command = existing.find(({ id }) => id === call.params.commandId) ?? refuse('unknownCommand');
    return { scope, existing, command };
  };

  const edit = (call: Call): Reply => {
    const { scope, existing, command } = find(call);
    const changes = parseForm(z.record(z.string(), z.unknown()), call.body);
    const edited = complete(scope, parseForm(commandSchema, { ...command, ...changes, type: command.type }), command);
    save(
      scope,
      existing.map((old) => (old === command ? edited : old)),
    );
    return ok(edited);
  };

  const remove = (call: Call): Reply => {
    const { scope, existing, command } = find(call);
    save(
      scope,
      existing.filter((old) => old !== command),
    );
    return noContent;
  };

  const list = (call: Call): Reply => {
    const withLocalizations = call.query.with_localizations === 'true';
    const commands = world.commands.get(scopeOf(call)) ?? [];
    return ok(withLocalizations ? commands : commands.map(withoutLocalizations));
  };

  return [GLOBAL, OF_GUILD].flatMap((path): Route[] => [
    { method: 'GET', path, auth: 'bot', handle: list },
    { method: 'PUT', path, auth: 'bot', handle: replaceAll },
    { method: 'POST', path, auth: 'bot', handle: create },
    { method: 'GET', path: `${path}/:commandId`, auth: 'bot', handle: (call) => ok(find(call).command) },
    { method: 'PATCH', path: `${path}/:commandId`, auth: 'bot', handle: edit },
    { method: 'DELETE', path: `${path}/:commandId`, auth: 'bot', handle: remove },
  ]);
}

function isSame(left: { type: number; name: string }, right: { type: number; name: string }): boolean {
  return left.type === right.type && left.name === right.name;
}

function checkCounts(commands: readonly { type: number }[]): void {
  const most = [0, limits.command.chatInput, limits.command.user, limits.command.message];
  for (const [type, maximum] of most.entries()) {
    if (type > 0 && commands.filter((command) => command.type === type).length > maximum) refuse('commandCount');
  }
}

function withoutLocalizations({
  name_localizations: _names,
  description_localizations: _descriptions,
  ...command
}: CommandRecord): CommandRecord {
  return command;
}
