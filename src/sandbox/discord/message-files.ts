import { refuse, refuseForm } from './api-error.ts';
import type { FileRecord, NewFile } from './files.ts';
import { limits } from './limits.ts';
import type { ChannelRecord, MessageRecord, World } from './records.ts';
import type { Json } from './types.ts';
import type { MessageForm } from './validation/message.ts';

/** A file of a multipart request: `files[index]`. */
export interface UploadedPart {
  index: string;
  name: string;
  contentType: string;
  data: Uint8Array;
}

/** What a request says about a message, checked as far as the request alone can tell. */
export interface MessageRequest {
  form: MessageForm;
  files: readonly UploadedPart[];
  /** Where in the request the message stands, for errors. */
  prefix: readonly PropertyKey[];
  /** The most that one file may have, in bytes. */
  uploadLimit: number;
}

/** A file before it has a place. */
type FileContent = Omit<NewFile, 'id' | 'folder' | 'ephemeral'>;

/** An edit without `attachments` keeps all files; with it, those that it lists by their ids. */
export function keptBy(message: MessageRecord, form: MessageForm): FileRecord[] {
  if (!form.attachments) return message.attachments;
  const ids = new Set(form.attachments.map(({ id }) => id));
  return message.attachments.filter(({ id }) => ids.has(id));
}

/** The files of a request together with what its `attachments` say of them. */
export function checkedFiles(request: MessageRequest, kept: readonly FileRecord[]): FileContent[] {
  const { form, files, prefix, uploadLimit } = request;
  const described = form.attachments ?? [];
  const known = new Set([...kept.map(({ id }) => id), ...files.map(({ index }) => index)]);
  if (described.some(({ id }) => !known.has(id))) refuse('uploadedFileNotFound');
  if (kept.length + files.length > limits.message.files) {
    refuseForm(
      [...prefix, 'attachments'],
      'BASE_TYPE_MAX_LENGTH',
      `Must be ${limits.message.files} or fewer in length.`,
    );
  }
  if (files.some(({ data }) => data.byteLength > uploadLimit)) refuse('tooLarge');
  return files.map((file) => {
    const about = described.find(({ id }) => id === file.index);
    return {
      name: about?.filename ?? file.name,
      title: about?.title ?? undefined,
      description: about?.description ?? undefined,
      data: file.data,
      contentType: file.contentType,
      voice: voiceOf(about),
    };
  });
}

function voiceOf(about: Json | undefined): FileRecord['voice'] {
  const { duration_secs: durationSeconds, waveform } = about ?? {};
  return typeof durationSeconds === 'number' && typeof waveform === 'string'
    ? { durationSeconds, waveform }
    : undefined;
}

export function storeFiles(
  world: World,
  { channel, ephemeralFor }: { channel: ChannelRecord; ephemeralFor?: string | undefined },
  files: readonly FileContent[],
): FileRecord[] {
  const ephemeral = ephemeralFor !== undefined;
  const folder = ephemeral ? world.applicationId : channel.id;
  return files.map((file) => world.files.add({ ...file, id: world.nextId(), folder, ephemeral }));
}
