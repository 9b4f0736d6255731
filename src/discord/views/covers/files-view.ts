import { ComponentType } from 'discord.js';
import type { Job } from '../../../domain/job.ts';
import { formatsFor, memberText, text } from '../../../locales/text.ts';
import { coversIds } from '../../interactions/cover-ids.ts';
import { plainLink, SIGNED_LINK_MAXIMUM } from '../parts/job-facts.ts';
import { menuText } from '../parts/list-parts.ts';
import { takeTitle } from '../parts/take-title.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, fitLines, type View } from '../view.ts';

/** A whole request must stay below 25 MiB; the rest is for what is around the files. */
const REQUEST_MAXIMUM_BYTES = 24 * 1024 * 1024;
const FILES_MAXIMUM = 10;
const NAME_MAXIMUM = 80;
const OPTION_MAXIMUM = 100;

export interface FileToHand {
  hash: string;
  name: string;
  sizeBytes: number;
  contentType: string;
  take: number | null;
  seconds?: number | null;
  link: { url: string; expiresAt: number | null } | null;
}

export interface FilesViewOptions {
  locale: string;
  lines: readonly string[];
  files: readonly FileToHand[];
  /** The most that one file may have, as Discord says of this answer. */
  limitBytes: number;
  /** Whose takes they are: those that do not fit beside the others are offered in a menu. Null where there is but one. */
  jobId: string | null;
  /** What the takes are of. */
  job?: Job;
}

/** The most that one file may have, by what Discord says of an answer. */
export function mostBytes(limitBytes: number): number {
  return Math.min(limitBytes, REQUEST_MAXIMUM_BYTES);
}

/** Files for one member alone: attached, so that Discord plays them; else as a link, while there is one. */
export function filesView({ locale, lines, files, limitBytes, jobId, job }: FilesViewOptions): View {
  const maximumBytes = mostBytes(limitBytes);
  const fitting = files.filter(({ sizeBytes }) => sizeBytes <= maximumBytes);
  const attached = attachable(fitting);
  const apart = fitting.filter((file) => !attached.includes(file));
  const tooLarge = files.filter((file) => !fitting.includes(file));
  const content = [
    ...lines,
    ...tooLarge.map((file) => largeLine(file, { maximumBytes, isAlone: files.length === 1, locale })),
    ...(apart.length === 0 ? [] : [text(locale, 'handed.apart')]),
  ];
  return {
    content: fitLines(content, CONTENT_MAXIMUM),
    components: jobId === null ? [] : takeRows(apart, jobId, locale),
    files: attached.map(({ hash, name, sizeBytes, contentType, take }) => ({
      hash,
      name,
      sizeBytes,
      contentType,
      ...(job && take !== null && { title: takeTitle(job, take, null) }),
    })),
  };
}

/** From the first one on, as many as fit into one request. */
function attachable(files: readonly FileToHand[]): FileToHand[] {
  let roomBytes = REQUEST_MAXIMUM_BYTES;
  return files
    .filter(({ sizeBytes }) => {
      const fits = sizeBytes <= roomBytes;
      if (fits) roomBytes -= sizeBytes;
      return fits;
    })
    .slice(0, FILES_MAXIMUM);
}

function largeLine(
  { name, sizeBytes, link }: FileToHand,
  { maximumBytes, isAlone, locale }: { maximumBytes: number; isAlone: boolean; locale: string },
): string {
  const called = oneLine(name, NAME_MAXIMUM) || '…';
  const url = link ? plainLink(link.url, SIGNED_LINK_MAXIMUM) : undefined;
  if (link && url !== undefined) return text(locale, 'handed.link', { name: called, url, expiresAt: link.expiresAt });
  const reason = memberText(locale, { key: 'file.tooLarge', params: { sizeBytes, maximumBytes } });
  return isAlone ? reason : `${called}: ${reason}`;
}

function takeRows(files: readonly FileToHand[], jobId: string, locale: string): View['components'] {
  if (files.length === 0) return [];
  const menu = {
    type: ComponentType.StringSelect,
    custom_id: coversIds.take(jobId),
    placeholder: text(locale, 'handed.choose'),
    options: files.map(({ name, sizeBytes }) => ({
      label: menuText(name, OPTION_MAXIMUM),
      description: formatsFor(locale).megabytes(sizeBytes),
      value: name,
    })),
  } as const;
  return [{ type: ComponentType.ActionRow, components: [menu] }];
}
