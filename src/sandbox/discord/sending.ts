import { requirePermissions } from './access.ts';
import { refuse } from './api-error.ts';
import type { MessageRequest } from './message-files.ts';
import { messageFlags } from './message-json.ts';
import type { ChannelRecord, World } from './records.ts';

/** What is in a message may need rights of its own. */
export function checkParts(
  world: World,
  channel: ChannelRecord,
  { form, files }: Pick<MessageRequest, 'form' | 'files'>,
) {
  if (files.length > 0) requirePermissions(world, channel, 'ATTACH_FILES');
  if (form.embeds?.length) requirePermissions(world, channel, 'EMBED_LINKS');
  if ((form.flags ?? 0) & messageFlags.voice) requirePermissions(world, channel, 'SEND_VOICE_MESSAGES');
}

/** All files of a request together. */
export function checkTotal(world: World, { files }: Pick<MessageRequest, 'files'>): void {
  const totalBytes = files.reduce((sum, { data }) => sum + data.byteLength, 0);
  if (totalBytes > world.settings.requestLimitBytes) refuse('tooLarge');
}
