import type { Reference } from '../../domain/job.ts';
import type { Files } from '../../store/port.ts';
import { mediaTypeOf } from '../shared/media-type.ts';
import { songBody } from '../shared/song-body.ts';
import { openSong } from '../shared/song-source.ts';
import type { RunwareApi } from './api.ts';
import { answerFailure, rethrowAs } from './failures.ts';

export interface UploadOptions {
  api: RunwareApi;
  files: Pick<Files, 'open'>;
  timeoutMs: number;
  newId(): string;
}

/** Puts a kept file into Runware's media storage, which is free, and returns the id that `inputs.audio` takes. */
export async function uploadReference(
  { api, files, timeoutMs, newId }: UploadOptions,
  reference: Reference,
  signal: AbortSignal,
): Promise<string> {
  const file = await openSong(files, reference.hash);
  const taskUUID = newId();
  const media = `data:${mediaTypeOf(reference.container)};base64,`;
  const build = (base64: string) => [
    { taskType: 'mediaStorage', taskUUID, operation: 'upload', media: media + base64 },
  ];
  const body = songBody({ file, build });
  const answer = await api.post({ body, timeoutMs, signal }).catch(rethrowAs(() => 'no'));
  const mediaUUID = answer.items.find((item) => item.taskUUID === taskUUID)?.mediaUUID;
  if (mediaUUID === undefined) throw answerFailure(answer, 'no');
  return mediaUUID;
}
