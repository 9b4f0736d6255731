import { textOf, walkComponents } from '../component-tree.ts';
import type { MessageRecord, UserRecord, World } from '../records.ts';
import type { Json } from '../types.ts';
import { resolvedJson } from './resolved.ts';

const BUTTON = 2;
const STRING_SELECT = 3;
const SELECTS: ReadonlySet<unknown> = new Set([3, 5, 6, 7, 8]);

/** The `data` of pressing a button; throws where a person could not press it. */
export function clickData(message: MessageRecord, wanted: string | { force: true; customId: string }): Json {
  if (typeof wanted !== 'string') return { component_type: BUTTON, custom_id: wanted.customId, id: 1 };
  const buttons = componentsOf(message).filter((component) => component.type === BUTTON);
  const button = named(buttons, wanted, 'label');
  if (!button) throw new Error(`no button ${wanted} among: ${namesOf(buttons, 'label')}`);
  if (button.disabled === true) throw new Error(`the button ${wanted} is disabled`);
  if (button.custom_id === undefined) throw new Error(`the button ${wanted} is a link`);
  return { component_type: BUTTON, custom_id: button.custom_id, id: button.id };
}

/** The `data` of choosing from a menu; throws on a choice that it does not offer. */
export function selectData(
  world: World,
  message: MessageRecord,
  user: UserRecord,
  wanted: string,
  values: readonly string[],
): Json {
  const menus = componentsOf(message).filter((component) => SELECTS.has(component.type));
  const menu = named(menus, wanted, 'placeholder');
  if (!menu) throw new Error(`no menu ${wanted} among: ${namesOf(menus, 'placeholder')}`);
  if (menu.disabled === true) throw new Error(`the menu ${wanted} is disabled`);
  checkSelection(menu, values, wanted);
  const resolved = menu.type === STRING_SELECT ? {} : resolvedJson(world, message.channel, { ids: values }, user.id);
  return {
    component_type: menu.type,
    custom_id: menu.custom_id,
    id: menu.id,
    values,
    ...(menu.type !== STRING_SELECT && { resolved }),
  };
}

/** As many as the menu asks for, and only what it offers. */
export function checkSelection(menu: Json, values: readonly string[], name: string): void {
  const minimum = typeof menu.min_values === 'number' ? menu.min_values : 1;
  const maximum = typeof menu.max_values === 'number' ? menu.max_values : 1;
  if (values.length < minimum || values.length > maximum) {
    throw new Error(`${name} takes ${minimum} to ${maximum} values, not ${values.length}`);
  }
  const options = Array.isArray(menu.options) ? (menu.options as Json[]) : undefined;
  const unknown = options && values.find((value) => !options.some((option) => option.value === value));
  if (unknown !== undefined) throw new Error(`${name} does not offer ${unknown}`);
}

function componentsOf(message: MessageRecord): Json[] {
  return walkComponents(message.components).map(({ component }) => component);
}

/** By what is written on it first, as a person would look for it. */
function named(components: readonly Json[], wanted: string, caption: string): Json | undefined {
  return (
    components.find((component) => component[caption] === wanted) ??
    components.find((component) => component.custom_id === wanted)
  );
}

function namesOf(components: readonly Json[], caption: string): string {
  const names = components.map((component) => textOf(component[caption]) || textOf(component.custom_id));
  return names.join(', ') || 'none';
}
