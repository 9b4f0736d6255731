import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIChannelSelectComponent,
  type APIRoleSelectComponent,
  type APIStringSelectComponent,
  type APIUserSelectComponent,
  ComponentType,
} from 'discord.js';

/** A row holds up to five buttons, or one menu. */
export type Control =
  | APIButtonComponent
  | APIStringSelectComponent
  | APIChannelSelectComponent
  | APIRoleSelectComponent
  | APIUserSelectComponent;

/** A message as our code makes it; an edit replaces all of the earlier one. */
export type View = CardView | MessageView;

/**
 * Words and controls within a container in the bot's colour. What was shown as a card once stays one: Discord lets no edit make
 * a classic message of it.
 */
export interface CardView {
  layout: 'card';
  content: string;
  components: readonly APIActionRowComponent<Control>[];
  files?: undefined;
}

/** A classic message, the only kind under which every client plays what is attached. */
export interface MessageView {
  layout?: undefined;
  content: string;
  components: readonly APIActionRowComponent<Control>[];
  files?: readonly ViewFile[];
}

/** A file of a message: what it holds, the hash of one in our store, or where one lies that was made for it alone. */
export type ViewFile = FileFacts &
  ({ data: string } | { hash: string; sizeBytes: number } | { path: string; sizeBytes: number });

interface FileFacts {
  name: string;
  contentType: string;
  /** What people read in place of the name; without one it is the name, where that cannot go as it is. */
  title?: string;
  /** For those who cannot see a picture. */
  description?: string;
}

/** The most that a message's content may have. Discord counts code points; counting UTF-16 units never lets more through. */
export const CONTENT_MAXIMUM = 2000;

/** The most that the words of a card may have, in whatever parts. */
export const CARD_MAXIMUM = 4000;

/** A card of lines and rows of buttons. Lines that do not fit any more are left out, from the first such one on. */
export function cardOf(lines: readonly string[], ...rows: readonly (readonly APIButtonComponent[])[]): CardView {
  return { layout: 'card', ...partsOf(lines, rows, CARD_MAXIMUM) };
}

/** A classic message of lines and one row of buttons, which are cut as those of a card are. */
export function messageOf(lines: readonly string[], buttons: readonly APIButtonComponent[] = []): MessageView {
  return partsOf(lines, [buttons], CONTENT_MAXIMUM);
}

function partsOf(lines: readonly string[], rows: readonly (readonly APIButtonComponent[])[], maximum: number) {
  return {
    content: fitLines(lines, maximum),
    components: rows.filter((buttons) => buttons.length > 0).map(rowOf),
  };
}

export function rowOf(controls: readonly Control[]): APIActionRowComponent<Control> {
  return { type: ComponentType.ActionRow, components: [...controls] };
}

/** Lines in small print; those that are so already stay as they are. */
export function small(lines: string): string {
  return lines.replace(/^(?=.)(?!-# )/gm, '-# ');
}

export interface RankedLine {
  line: string;
  /** What has the lowest is left out last. */
  rank: number;
}

/** The lines in their order; where they do not fit together, those that matter least are left out. */
export function fitRanked(lines: readonly RankedLine[], maximum: number): string[] {
  const kept = new Set<RankedLine>();
  let length = -1;
  for (const ranked of lines.toSorted((one, other) => one.rank - other.rank)) {
    if (length + 1 + ranked.line.length > maximum) continue;
    length += 1 + ranked.line.length;
    kept.add(ranked);
  }
  return lines.filter((ranked) => kept.has(ranked)).map(({ line }) => line);
}

/** As many of the lines, from the first on, as fit together. */
export function fitLines(lines: readonly string[], maximum: number): string {
  let content = '';
  for (const line of lines) {
    const longer = content === '' ? line : `${content}\n${line}`;
    if (longer.length > maximum) break;
    content = longer;
  }
  return content;
}
