import type { Attachment } from '../../src/discord/interactions/interaction-context.ts';

const EXTENSION = /\.(mp3|m4a|wav|ogg|opus|flac|aac)$/i;

/** Whether a file looks like music: Discord goes by names, and calls an M4A a video and an OGG an application. */
export function isAudio({ contentType, name }: Pick<Attachment, 'contentType' | 'name'>): boolean {
  return (contentType ?? '').toLowerCase().startsWith('audio/') || EXTENSION.test(name);
}
