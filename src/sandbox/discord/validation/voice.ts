import { refuse } from '../api-error.ts';
import type { MessageDraft, MessageForm } from './message.ts';

/** A voice message is one audio file with its length and shape, and nothing else. */
export function checkVoice(draft: MessageDraft, form: MessageForm, files: readonly { contentType: string }[]): void {
  if (draft.content !== '' || draft.embeds.length > 0 || draft.components.length > 0) refuse('voiceContent');
  if (files.length !== 1 || !files[0]?.contentType.startsWith('audio/')) refuse('voiceFile');
  const about = form.attachments?.[0];
  if (typeof about?.duration_secs !== 'number' || !about.waveform) refuse('voiceMetadata');
}
