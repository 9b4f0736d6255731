import type { CommandOption } from './command-entry.ts';
import { optionKinds } from './commands.ts';
import { currentGuild } from './place.ts';
import type { AppState, CommandDraft, OptionChoice } from './state.ts';

/** What the list above the line offers for the option that is being filled in. */
export function offeredChoices(state: AppState, draft: CommandDraft): readonly OptionChoice[] {
  const option = focusedOption(draft);
  if (!option) return [];
  if (option.autocomplete) return draft.suggested;
  const all = allChoices(state, option);
  const words = (draft.words[option.name] ?? '').trim().toLowerCase();
  const isChosen = draft.values[option.name] !== undefined;
  return isChosen || words === '' ? all : all.filter(({ name }) => name.toLowerCase().includes(words));
}

export function focusedOption({ entry, focused }: CommandDraft): CommandOption | undefined {
  return entry.options.find(({ name }) => name === focused);
}

/** Whether only what is on a list can be its value. */
export function isListed({ type, choices }: CommandOption): boolean {
  const isEntity = type >= optionKinds.user && type <= optionKinds.mentionable;
  return isEntity || type === optionKinds.boolean || (choices?.length ?? 0) > 0;
}

function allChoices(state: AppState, { type, choices }: CommandOption): readonly OptionChoice[] {
  if (choices && choices.length > 0) return choices;
  const guild = currentGuild(state);
  const users = (state.world?.users ?? []).map(({ id, name }) => ({ name: `@${name}`, value: id }));
  const roles = (guild?.roles ?? []).map(({ id, name }) => ({ name: `@${name}`, value: id }));
  switch (type) {
    case optionKinds.boolean:
      return [
        { name: 'True', value: true },
        { name: 'False', value: false },
      ];
    case optionKinds.user:
      return users;
    case optionKinds.role:
      return roles;
    case optionKinds.mentionable:
      return [...users, ...roles];
    case optionKinds.channel:
      return (guild?.channels ?? []).map(({ id, name }) => ({ name: `#${name}`, value: id }));
    default:
      return [];
  }
}
