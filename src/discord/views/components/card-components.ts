import { type APIComponentInContainer, type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import type { CardView } from '../view.ts';

/** The bot's own colour: that of the first take in the picture of waveforms. */
const ACCENT_COLOUR = 0xa7_8b_fa;

/** What Discord shows as a card: its words, a line, and its rows of controls, in one container. */
export function cardComponents({ content, components }: CardView): APIMessageTopLevelComponent[] {
  const words: APIComponentInContainer[] = content === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
  const line: APIComponentInContainer[] =
    words.length > 0 && components.length > 0 ? [{ type: ComponentType.Separator, divider: false }] : [];
  return [
    { type: ComponentType.Container, accent_color: ACCENT_COLOUR, components: [...words, ...line, ...components] },
  ];
}
