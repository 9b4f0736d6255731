import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { DownloadError, download } from '../shared/download.ts';
import type { ExpiringFiles, StoredFile } from '../shared/expiring-files.ts';
import { decodeInlineMedia } from '../shared/inline-media.ts';
import { extensionOf, sniffAudio } from '../shared/sniff-audio.ts';
import { fieldProblem } from './check-field.ts';
import { Refusal } from './problem.ts';
import type { RunwareSettings } from './settings.ts';

export interface StoredMedia {
  mediaUUID: string;
  mediaURL: string;
}

/** The account's uploads. What is wrong with an upload is thrown as a `Refusal`. */
export interface MediaStorage {
  /** Takes a URL, a data URI or base64. */
  upload(media: string): Promise<StoredMedia>;
  delete(mediaUUID: string): void;
  read(mediaUUID: string): Uint8Array | undefined;
}

export interface MediaStorageOptions {
  clock: Clock;
  files: ExpiringFiles;
  settings: RunwareSettings;
  origin: () => string;
}

export function createMediaStorage({ clock, files, settings, origin }: MediaStorageOptions): MediaStorage {
  const uploads = new Map<string, { fileId: string; expiresAt: number | null }>();

  const find = (mediaUUID: string) => {
    const upload = uploads.get(mediaUUID);
    if (!upload || (upload.expiresAt !== null && clock.now() >= upload.expiresAt)) return undefined;
    return upload;
  };

  return {
    async upload(media) {
      const file = await read(media, settings);
      if (file.data.length > settings.maximumMediaBytes) throw tooLarge(settings);
      const mediaUUID = randomUUID();
      const fileId = files.keep(file);
      const expiresAt = settings.mediaLifeMs === null ? null : clock.now() + settings.mediaLifeMs;
      const path = `/media/os/a01d21/ws/5/ai/${mediaUUID}${extensionOf(file.contentType) ?? '.bin'}`;
      files.link(path, fileId, expiresAt);
      uploads.set(mediaUUID, { fileId, expiresAt });
      return { mediaUUID, mediaURL: origin() + path };
    },
    delete(mediaUUID) {
      const upload = find(mediaUUID);
      if (!upload) throw unknownMedia(settings, 'media');
      files.remove(upload.fileId);
      uploads.delete(mediaUUID);
    },
    read(mediaUUID) {
      const upload = find(mediaUUID);
      return upload && files.read(upload.fileId)?.data;
    },
  };
}

export function unknownMedia(settings: RunwareSettings, parameter: string): Refusal {
  const message = `The media that '${parameter}' names does not exist.`;
  return new Refusal({ code: settings.unknownMediaCode, message, parameter });
}

/** What a file is, its contents say; what it is declared to be counts only where they say nothing. */
async function read(media: string, settings: RunwareSettings): Promise<StoredFile> {
  const stored = (data: Uint8Array, declared = 'application/octet-stream') => ({
    data,
    contentType: sniffAudio(data)?.contentType ?? declared,
  });
  if (/^https?:/i.test(media)) return stored(await downloadMedia(media, settings, 'media'));
  const inline = decodeInlineMedia(media);
  if (inline) return stored(inline.data, inline.contentType);
  throw new Refusal(
    fieldProblem('media', 'invalid', 'Invalid value for', {
      says: 'It must be a URL, a data URI or a base64 string.',
      details: { type: 'string' },
    }),
  );
}

/** Loads what a field points to, or refuses the task in the form of Runware. */
export async function downloadMedia(url: string, settings: RunwareSettings, parameter: string): Promise<Uint8Array> {
  const limits = { maximumBytes: settings.maximumMediaBytes, timeoutMs: settings.downloadTimeoutMs };
  try {
    return await download(url, limits);
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    const message = `The media at '${parameter}' could not be downloaded: ${error.message}.`;
    throw new Refusal({ code: settings.downloadFailedCode, message, parameter });
  }
}

function tooLarge(settings: RunwareSettings): Refusal {
  const says = `It must not be larger than ${settings.maximumMediaBytes} bytes.`;
  const details = { max: settings.maximumMediaBytes };
  return new Refusal(fieldProblem('media', 'invalid', 'Invalid value for', { suffix: 'Size', says, details }));
}
