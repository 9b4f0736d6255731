import { join } from 'node:path';
import { createMediaEncoder } from '../audio/media-encoder.ts';
import { createMediaProbe } from '../audio/probe.ts';
import { codeFolderIn } from '../data-folder.ts';
import { text } from '../locales/text.ts';
import type { Logger } from '../logger.ts';
import type { Lifetime } from './lifetime.ts';

export interface OpenMediaOptions {
  dataFolder: string;
  /** For what only this process has to do with. */
  ownFolder: string;
  /** The name or path of the operator's own; undefined where it is not to be used. */
  ffmpeg: string | undefined;
  lifetime: Lifetime;
  log: Logger;
}

/** What looks at songs and makes files of them, each in processes of its own. */
export function openMedia({ dataFolder, ownFolder, ffmpeg, lifetime, log }: OpenMediaOptions) {
  const mediaEncoder = createMediaEncoder({
    log,
    folder: join(ownFolder, 'studio'),
    cacheFolder: codeFolderIn(dataFolder, 'studio'),
    labelsIn: (locale) => ({
      reference: text(locale, 'picture.reference'),
      noReference: text(locale, 'picture.noReference'),
      made: (kind) => text(locale, 'picture.made', { kind }),
      take: (number) => text(locale, 'picture.take', { number }),
    }),
  });
  const mediaProbe = createMediaProbe({
    log,
    folder: join(ownFolder, 'sounds'),
    ffmpeg,
    cacheFolder: codeFolderIn(dataFolder, 'probe'),
  });
  return {
    mediaEncoder: lifetime.opened(mediaEncoder, (it) => it.close()),
    mediaProbe: lifetime.opened(mediaProbe, (it) => it.close()),
  };
}
