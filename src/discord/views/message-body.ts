import type { APIActionRowComponent, APIAllowedMentions, APIButtonComponent, RawFile } from 'discord.js';
import type { View } from './view.ts';

export interface MessageBody {
  content: string;
  components: APIActionRowComponent<APIButtonComponent>[];
  allowed_mentions: APIAllowedMentions;
  attachments: { id: number; filename: string }[];
}

/** What Discord's REST takes for a view. Nobody is pinged by it, whatever its text says. */
export function messageBody(view: View): { body: MessageBody; files: RawFile[] } {
  const files = view.files ?? [];
  return {
    body: {
      content: view.content,
      components: [...view.components],
      allowed_mentions: { parse: [] },
      // Also when empty: an edit then removes files of the earlier view.
      attachments: files.map(({ name }, index) => ({ id: index, filename: name })),
    },
    files: files.map(({ name, data, contentType }) => ({ name, data, contentType })),
  };
}
