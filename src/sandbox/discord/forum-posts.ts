import { z } from 'zod';
import { channelUploadLimit, mayBot, requirePermissions } from './access.ts';
import { refuse } from './api-error.ts';
import { addThread } from './channels.ts';
import { limits } from './limits.ts';
import { messageJson } from './message-json.ts';
import { checkMessage, readMessage } from './messages.ts';
import type { ChannelRecord, ForumRecord, World } from './records.ts';
import type { Call } from './routes/route.ts';
import { checkParts, checkTotal } from './sending.ts';
import { channelJson } from './serialise.ts';
import type { Json } from './types.ts';
import { parseForm } from './validation/form.ts';

const postSchema = z.object({
  name: z.string().trim().min(1).max(limits.thread.name),
  auto_archive_duration: z.literal([60, 1440, 4320, 10_080]).optional(),
  applied_tags: z.array(z.string()).max(limits.thread.tags).default([]),
  message: z.record(z.string(), z.unknown()),
});

/** A thread of a forum or media channel together with its first message, which has the id of the thread. */
export function createForumPost(world: World, parent: ChannelRecord, forum: ForumRecord, { body, files }: Call): Json {
  const form = parseForm(postSchema, body);
  const uploadLimit = channelUploadLimit(world, parent);
  const request = readMessage(form.message, { files, uploadLimit, prefix: ['message'] });
  requirePermissions(world, parent, 'SEND_MESSAGES');
  checkParts(world, parent, request);
  checkTags(world, parent, forum, form.applied_tags);
  checkTotal(world, request);
  const insert = checkMessage(request);
  const thread = addThread(world, parent, {
    name: form.name,
    ownerId: world.bot.id,
    appliedTags: form.applied_tags,
    ...(form.auto_archive_duration !== undefined && { archiveMinutes: form.auto_archive_duration }),
  });
  const message = insert(world, { id: thread.id, channel: thread, author: world.bot });
  return { ...channelJson(thread), message: messageJson(world, message) };
}

function checkTags(
  world: World,
  parent: ChannelRecord,
  { tags, requiresTag }: ForumRecord,
  applied: readonly string[],
) {
  const mayModerate = mayBot(world, parent, 'MANAGE_THREADS');
  for (const id of applied) {
    const tag = tags.find((one) => one.id === id) ?? refuse('unknownTag');
    if (tag.moderated && !mayModerate) refuse('missingPermissions');
  }
  if (requiresTag && applied.length === 0) refuse('tagRequired');
}
