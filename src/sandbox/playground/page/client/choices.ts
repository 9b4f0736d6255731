import type { Json, WireWorld } from '../wire.ts';
import { kinds, listOf, textOf } from './form.ts';
import { guildOfChannel } from './place.ts';

/** One line of a list to choose from. */
export interface Choice {
  value: string;
  label: string;
  description: string;
  emoji: string;
}

/** What a menu offers: its own options, or the people, roles and channels around it. */
export function choicesOf(component: Json, world: WireWorld | undefined, channelId: string | undefined): Choice[] {
  if (component.type === kinds.stringSelect || listOf(component.options).length > 0) {
    return listOf(component.options).map(ownChoice);
  }
  const guild = world && guildOfChannel(world, channelId ?? '');
  const users = (world?.users ?? []).map(({ id, name }) => entity(id, name, '@'));
  const roles = (guild?.roles ?? []).map(({ id, name }) => entity(id, name, '@'));
  const channels = (guild?.channels ?? []).map(({ id, name }) => entity(id, name, '#'));
  switch (component.type) {
    case kinds.userSelect:
      return users;
    case kinds.roleSelect:
      return roles;
    case kinds.channelSelect:
      return channels;
    default:
      return [...users, ...roles];
  }
}

/** What is chosen before anybody has touched it. */
export function chosenIn(component: Json): string[] {
  const options = listOf(component.options).filter((option) => option.default === true);
  const entities = listOf(component.default_values);
  return [...options.map(({ value }) => textOf(value)), ...entities.map(({ id }) => textOf(id))];
}

function ownChoice({ value, label, description, emoji }: Json): Choice {
  const sign = typeof emoji === 'object' && emoji !== null && 'name' in emoji ? textOf(emoji.name) : '';
  return { value: textOf(value), label: textOf(label), description: textOf(description), emoji: sign };
}

function entity(value: string, name: string, sign: string): Choice {
  return { value, label: `${sign}${name}`, description: '', emoji: '' };
}
