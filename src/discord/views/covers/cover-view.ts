import { extname } from 'node:path';
import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import type { PostedTake, Posting } from '../../port.ts';
import { stemOf } from '../../rest/file-name.ts';
import { coverControls } from '../components/cover-controls.ts';
import {
  channelMention,
  lineageLines,
  maker,
  mention,
  originalOf,
  priceMicros,
  sharedLocale,
  songName,
} from '../parts/job-facts.ts';
import { takeLine } from '../parts/take-line.ts';
import { oneLine, plainLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, fitRanked, type View, type ViewFile } from '../view.ts';
import { viewFile } from '../view-file.ts';

const STYLE_MAXIMUM = 600;
/** Less of a style says nothing. */
const STYLE_MINIMUM = 20;
const QUOTE = '> ';
const TITLE_MAXIMUM = 120;

/** The one public message of a cover: its takes are files of the message, or links in it. */
export function coverView(job: Job, posting: Posting, votes = 0): View {
  return {
    content: contentOf(job, posting),
    components: coverControls(job, votes),
    files: [...posting.takes.flatMap((take) => takeFiles(job, take)), ...pictureFiles(job, posting)],
  };
}

function contentOf(job: Job, { takes }: Posting): string {
  const locale = sharedLocale(job);
  const { kind, askedIn } = job;
  const facts = { maker: maker(job, locale), takes: takes.length, micros: priceMicros(job) };
  const headline = text(locale, 'cover.headline', { mention: mention(job.requester.id), kind, song: songName(job) });
  const others = [
    { rank: 2, line: text(locale, 'cover.facts', facts) },
    ...lineageLines(job, locale).map((line) => ({ rank: 3, line })),
    ...(askedIn === null
      ? []
      : [{ rank: 4, line: text(locale, 'cover.askedIn', { channel: channelMention(askedIn) }) }]),
    ...takes.map((take) => ({ rank: 1, line: takeLine(job, take, locale) })),
  ];
  const below = fitRanked(others, CONTENT_MAXIMUM - headline.length - 1);
  const room = CONTENT_MAXIMUM - [headline, ...below].join('\n').length - 1;
  return [headline, ...styleLines(job, room), ...below].join('\n');
}

/** As much of it as there is room for. */
function styleLines({ style }: Job, room: number): string[] {
  const maximum = Math.min(STYLE_MAXIMUM, room - QUOTE.length);
  const line = style === null || maximum < STYLE_MINIMUM ? '' : oneLine(style, maximum);
  return line === '' ? [] : [QUOTE + line];
}

function takeFiles(job: Job, take: PostedTake): ViewFile[] {
  const isOne = take.files.length === 1;
  return take.files.map((file) => {
    const format = isOne ? null : extname(file.name).slice(1).toUpperCase();
    return { ...viewFile(file), title: takeTitle(job, take, format) };
  });
}

/** What people read in place of the file name: the song's own, or of a new song the style. */
function takeTitle(job: Job, { index }: PostedTake, format: string | null): string {
  const number = job.takes.length > 1 ? index + 1 : null;
  const suffix = text(sharedLocale(job), 'cover.fileTitle', { kind: job.kind, number, format });
  const song = job.kind === 'song' ? (job.style ?? '') : stemOf(originalOf(job)?.name ?? '');
  return `${plainLine(song, TITLE_MAXIMUM - suffix.length - 1)} ${suffix}`.trim();
}

function pictureFiles(job: Job, { picture }: Posting): ViewFile[] {
  if (!picture) return [];
  const locale = sharedLocale(job);
  const title = text(locale, 'cover.picture');
  const description = text(locale, 'cover.pictureDescription', { kind: job.kind });
  return [{ ...viewFile(picture), title, description }];
}
