import { type APIStringSelectComponent, ComponentType } from 'discord.js';
import { type MenuChoice, menuOfOne } from '../components/form-parts.ts';
import { cutText } from '../parts/user-text.ts';

const PLACEHOLDER_MAXIMUM = 150;

/** A menu under a message; undefined where there is nothing to choose from. */
export function selectOf(
  customId: string,
  placeholder: string,
  choices: readonly MenuChoice[],
): APIStringSelectComponent | undefined {
  if (choices.length === 0) return undefined;
  const { required: _, ...select } = menuOfOne(customId, choices);
  return { ...select, type: ComponentType.StringSelect, placeholder: cutText(placeholder, PLACEHOLDER_MAXIMUM) };
}
