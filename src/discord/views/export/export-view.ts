import { ButtonStyle } from 'discord.js';
import { text } from '../../../locales/text.ts';
import { coversIds } from '../../interactions/cover-ids.ts';
import { button } from '../components/buttons.ts';
import { plainLink, SIGNED_LINK_MAXIMUM } from '../parts/job-facts.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, fitLines, type MessageView, rowOf, small } from '../view.ts';

const NAME_MAXIMUM = 80;

export interface ExportedPart {
  path: string;
  sizeBytes: number;
  number: number;
  count: number;
}

export interface ExportSummary {
  covers: number;
  parts: number;
  forbidden: number;
  tooLarge: readonly { name: string; sizeBytes: number; link: { url: string; expiresAt: number | null } | null }[];
  olderThan: string | null;
}

export interface ExportSummaryOptions {
  result: ExportSummary;
  maximumBytes: number;
  /** What was asked for, as the button to go on carries it. */
  since: string;
  locale: string;
}

/** While covers are packed; the answer in whose place what came of it is shown. */
export function exportingView(locale: string): MessageView {
  return { content: text(locale, 'export.packing'), components: [] };
}

/** One of the zip files, each in a message of its own: together they may have more bytes than one takes. */
export function exportPartView({ path, sizeBytes, number, count }: ExportedPart, locale: string): MessageView {
  const name = count === 1 ? 'covers.zip' : `covers-${number}-of-${count}.zip`;
  const content = text(locale, 'export.part', { number, count });
  return { content, components: [], files: [{ name, contentType: 'application/zip', path, sizeBytes }] };
}

/** What was sent, what was not, and what to do about that. */
export function exportedView({ result, maximumBytes, since, locale }: ExportSummaryOptions): MessageView {
  const { covers, parts, forbidden, tooLarge, olderThan } = result;
  const lines = [
    covers === 0 ? text(locale, 'export.none') : text(locale, 'export.done', { covers, parts }),
    ...(olderThan === null ? [] : [text(locale, 'export.more')]),
    ...(forbidden === 0 ? [] : [small(text(locale, 'export.forbidden', { covers: forbidden }))]),
    ...tooLarge.map((file) => small(largeLine(file, maximumBytes, locale))),
  ];
  return {
    content: fitLines(lines, CONTENT_MAXIMUM),
    components:
      olderThan === null
        ? []
        : [rowOf([button(text(locale, 'button.exportMore'), coversIds.export(olderThan, since), ButtonStyle.Primary)])],
  };
}

function largeLine(
  { name, sizeBytes, link }: ExportSummary['tooLarge'][number],
  maximumBytes: number,
  locale: string,
): string {
  const called = oneLine(name, NAME_MAXIMUM) || '…';
  const url = link ? plainLink(link.url, SIGNED_LINK_MAXIMUM) : undefined;
  if (link && url !== undefined) return text(locale, 'handed.link', { name: called, url, expiresAt: link.expiresAt });
  return text(locale, 'export.tooLarge', { name: called, sizeBytes, maximumBytes });
}
