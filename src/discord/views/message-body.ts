import { type APIAllowedMentions, MessageFlags } from 'discord.js';
import { fileName, stemOf } from '../rest/file-name.ts';
import { plainLine } from './parts/user-text.ts';
import type { View, ViewFile } from './view.ts';

const TITLE_MAXIMUM = 120;

export interface MessageBody {
  content: string;
  components: View['components'][number][];
  allowed_mentions: APIAllowedMentions;
  attachments: AttachmentBody[];
}

export interface AttachmentBody {
  /** Which file of the request it is; Discord's ids are strings. */
  id: string;
  filename: string;
  title?: string;
  description?: string;
}

/** What Discord's REST takes for a view, its files aside. Nobody is pinged by it, whatever its text says. */
export function messageBody(view: View): MessageBody {
  return {
    content: view.content,
    components: [...view.components],
    allowed_mentions: { parse: [] },
    // Also when empty: an edit then removes files of the earlier view.
    attachments: (view.files ?? []).map(attachmentBody),
  };
}

/** What Discord's REST takes for a message that others can read: it pings these members alone and shows nothing of what lies behind its links. */
export function publicMessageBody(view: View, pings: readonly string[]): MessageBody & { flags: MessageFlags } {
  return {
    ...messageBody(view),
    allowed_mentions: { parse: [], users: [...pings] },
    flags: MessageFlags.SuppressEmbeds,
  };
}

function attachmentBody({ name, title, description }: ViewFile, index: number): AttachmentBody {
  const filename = fileName(name, index);
  const stem = plainLine(stemOf(name), TITLE_MAXIMUM);
  const shown = title ?? (stem === '' || stem === stemOf(filename) ? undefined : stem);
  return {
    id: String(index),
    filename,
    ...(shown !== undefined && { title: shown }),
    ...(description !== undefined && { description }),
  };
}
