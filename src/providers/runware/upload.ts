import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Reference } from '../../domain/job.ts';
import { UserError } from '../../errors.ts';
import type { JsonCall } from '../../http-guard.ts';
import type { Files } from '../../store/port.ts';
import { base64Length, encodeBase64 } from '../base64.ts';
import type { RunwareApi } from './api.ts';
import { answerFailure, rethrowAs } from './failures.ts';

export interface UploadOptions {
  api: RunwareApi;
  files: Pick<Files, 'path'>;
  timeoutMs: number;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  MP3: 'audio/mpeg',
  WAV: 'audio/wav',
  FLAC: 'audio/flac',
  OGG: 'audio/ogg',
  M4A: 'audio/mp4',
  AAC: 'audio/aac',
};

/** Puts a kept file into Runware's media storage, which is free, and returns the id that `inputs.audio` takes. */
export async function uploadReference(
  { api, files, timeoutMs }: UploadOptions,
  reference: Reference,
  signal: AbortSignal,
): Promise<string> {
  const path = await files.path(reference.hash);
  if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
  const taskUUID = randomUUID();
  const body = await uploadBody(path, taskUUID, MEDIA_TYPES[reference.container] ?? 'application/octet-stream');
  const answer = await api.post({ body, timeoutMs, signal }).catch(rethrowAs(() => 'no'));
  const mediaUUID = answer.items.find((item) => item.taskUUID === taskUUID)?.mediaUUID;
  if (mediaUUID === undefined) throw answerFailure(answer, 'no');
  return mediaUUID;
}

/** The file as base64 in the middle of a task object, made as it is sent. */
async function uploadBody(path: string, taskUUID: string, mediaType: string): Promise<JsonCall['body']> {
  const { size } = await stat(path);
  const [before = '', after = ''] = JSON.stringify([
    { taskType: 'mediaStorage', taskUUID, operation: 'upload', media: `data:${mediaType};base64,|` },
  ]).split('|');
  return {
    sizeBytes: before.length + base64Length(size) + after.length,
    async *chunks() {
      yield Buffer.from(before);
      yield* encodeBase64(createReadStream(path));
      yield Buffer.from(after);
    },
  };
}
