import type { Command, Handler } from './command.ts';
import type { Incoming } from './read-interaction.ts';

/** What answers an interaction; undefined for what none of the commands knows. */
export function handlerFor(
  commands: readonly Command[],
  { kind, name, customId, call }: Incoming,
): Handler | undefined {
  const command = commands.find(
    (one) => one.name === (customId?.command ?? name) || (kind === 'menu' && hasMenu(one, name)),
  );
  const action = customId?.action ?? '';
  switch (kind) {
    case 'slash':
      return call.subcommand === null ? command?.slash : ownHandler(command?.subcommands, call.subcommand);
    case 'autocomplete':
      return command?.autocomplete;
    case 'menu':
      return command?.menu;
    case 'button':
      return ownHandler(command?.buttons, action);
    case 'select':
      return ownHandler(command?.selects, action);
    case 'modal':
      return ownHandler(command?.modals, action);
  }
}

/** Names come from outside; `constructor` must not find what every object inherits. */
function ownHandler(handlers: Readonly<Record<string, Handler>> | undefined, name: string): Handler | undefined {
  return handlers && Object.hasOwn(handlers, name) ? handlers[name] : undefined;
}

function hasMenu({ data, menu }: Command, name: string): boolean {
  return menu !== undefined && data.some((one) => one.name === name);
}
