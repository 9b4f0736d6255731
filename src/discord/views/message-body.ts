import { type APIAllowedMentions, type APIMessageTopLevelComponent, MessageFlags } from 'discord.js';
import { fileName, stemOf } from '../rest/file-name.ts';
import { cardComponents } from './components/card-components.ts';
import { plainLine } from './parts/user-text.ts';
import type { View, ViewFile } from './view.ts';

const TITLE_MAXIMUM = 120;

export interface MessageBody {
  /** Null for a card: Discord takes no content beside its components, and an edit must take away what an older one had. */
  content: string | null;
  components: APIMessageTopLevelComponent[];
  flags?: MessageFlags;
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
  const isCard = view.layout === 'card';
  return {
    content: isCard ? null : view.content,
    components: isCard ? cardComponents(view) : [...view.components],
    ...(isCard && { flags: MessageFlags.IsComponentsV2 }),
    allowed_mentions: { parse: [] },
    // Also when empty: an edit then removes files of the earlier view.
    attachments: (view.files ?? []).map(attachmentBody),
  };
}

/** What Discord's REST takes for a message that its reader alone sees. */
export function privateMessageBody(view: View): MessageBody & { flags: MessageFlags } {
  return withFlag(messageBody(view), MessageFlags.Ephemeral);
}

/** What Discord's REST takes for a message that others can read: it pings these members alone and shows nothing of what lies behind its links. */
export function publicMessageBody(view: View, pings: readonly string[]): MessageBody & { flags: MessageFlags } {
  const body = { ...messageBody(view), allowed_mentions: { parse: [], users: [...pings] } };
  return withFlag(body, MessageFlags.SuppressEmbeds);
}

function withFlag(body: MessageBody, flag: MessageFlags): MessageBody & { flags: MessageFlags } {
  return { ...body, flags: (body.flags ?? 0) | flag };
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
