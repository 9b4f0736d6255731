import { type APIActionRowComponent, type APIButtonComponent, ComponentType } from 'discord.js';

/** A message as our code makes it; an edit replaces all of the earlier one. */
export interface View {
  content: string;
  components: readonly APIActionRowComponent<APIButtonComponent>[];
  files?: readonly ViewFile[];
}

export interface ViewFile {
  name: string;
  data: string;
  contentType: string;
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
