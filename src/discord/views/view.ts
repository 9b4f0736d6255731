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
export interface View {
  content: string;
  components: readonly APIActionRowComponent<Control>[];
  files?: readonly ViewFile[];
}

/** A file of a message: what it holds, or where it is. */
export type ViewFile = FileFacts & ({ data: string } | { path: string; sizeBytes: number });

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

/** A view of lines and one row of buttons. Lines that do not fit any more are left out, from the first such one on. */
export function viewOf(lines: readonly string[], buttons: readonly APIButtonComponent[] = []): View {
  return {
    content: fitLines(lines, CONTENT_MAXIMUM),
    components: buttons.length === 0 ? [] : [{ type: ComponentType.ActionRow, components: [...buttons] }],
  };
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
