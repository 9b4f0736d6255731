import { extname } from 'node:path';
import { isInstrumentalSkeleton } from '../../../domain/draft/lyrics.ts';
import { type Job, sharedLocale } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import type { PostedTake, Posting } from '../../port.ts';
import { stemOf } from '../../rest/file-name.ts';
import { coverControls } from '../components/cover-controls.ts';
import { channelMention, mention, originalOf, parentLink, priceMicros, sentTo } from '../parts/job-facts.ts';
import { takeLine } from '../parts/take-line.ts';
import { takeTitle } from '../parts/take-title.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, fitRanked, type MessageView, small, type ViewFile } from '../view.ts';
import { takeViewFile, viewFile } from '../view-file.ts';

const SONG_MAXIMUM = 120;
const STYLE_MAXIMUM = 200;
/** Less of a style says nothing. */
const STYLE_MINIMUM = 20;
/** Of the line that says what it is: what is always left for it, and what of it is neither song nor style. */
const TITLE_MINIMUM = 40;
const MARKUP_LENGTH = 10;

/** The one public message of a cover: its takes are files of the message, or links in it. */
export function coverView(job: Job, posting: Posting, votes = 0): MessageView {
  return {
    content: contentOf(job, posting),
    components: coverControls(job, votes),
    files: [...posting.takes.flatMap((take) => takeFiles(job, take)), ...pictureFiles(job, posting)],
  };
}

function contentOf(job: Job, { takes }: Posting): string {
  const locale = sharedLocale(job);
  const lines = [
    { rank: 0, line: small(text(locale, 'cover.about', aboutOf(job, takes))) },
    ...takes.filter(isElsewhere).map((take) => ({ rank: 1, line: takeLine(job, take, locale) })),
    ...sentToLines(job, locale).map((line) => ({ rank: 2, line: small(line) })),
  ];
  const below = fitRanked(lines, CONTENT_MAXIMUM - TITLE_MINIMUM - 1);
  return [titleLine(job, CONTENT_MAXIMUM - below.join('\n').length - 1), ...below].join('\n');
}

/** What it is: the song without its file's ending, or that it is a new one, and the style as far as there is room. */
function titleLine(job: Job, room: number): string {
  const locale = sharedLocale(job);
  const name = stemOf(originalOf(job)?.name ?? '');
  const song = job.kind === 'song' ? null : oneLine(name, Math.min(SONG_MAXIMUM, room - MARKUP_LENGTH)) || '…';
  const styleRoom = Math.min(STYLE_MAXIMUM, room - (song?.length ?? 0) - MARKUP_LENGTH);
  const style = job.style === null || styleRoom < STYLE_MINIMUM ? '' : oneLine(job.style, styleRoom);
  return text(locale, 'cover.title', { song, style: style || null });
}

/** The ping stands in it, and that it was made by a machine: no setting leaves either out. */
function aboutOf(job: Job, takes: Posting['takes']) {
  const { kind, requester, lyrics, lineage, askedIn } = job;
  const [take] = takes;
  const durationMs = take && takes.length === 1 ? job.takes[take.index]?.sound?.durationMs : undefined;
  return {
    kind,
    mention: mention(requester.id),
    seconds: durationMs === undefined ? null : durationMs / 1_000,
    takes: takes.length,
    hasNewLyrics: kind === 'cover' && lyrics !== null && !isInstrumentalSkeleton(lyrics),
    remixOf: lineage && { from: lineage.from, url: parentLink(job.guildId, lineage) },
    micros: job.pricesFor === undefined ? priceMicros(job) : null,
    channel: askedIn === null ? null : channelMention(askedIn),
  };
}

/** What is attached speaks for itself. */
function isElsewhere({ files, link, isTooLarge = false }: PostedTake): boolean {
  return files.length === 0 || link !== null || isTooLarge;
}

/** To a member's first cover. */
function sentToLines(job: Job, locale: string): string[] {
  return job.isFirst ? [text(locale, 'cover.sentTo', sentTo(job))] : [];
}

function takeFiles(job: Job, take: PostedTake): ViewFile[] {
  const isOne = take.files.length === 1;
  return take.files.map((file) => {
    const format = isOne ? null : extname(file.name).slice(1).toUpperCase();
    return { ...takeViewFile(job, take.index, file), title: takeTitle(job, take.index, format) };
  });
}

function pictureFiles(job: Job, { picture }: Posting): ViewFile[] {
  if (!picture) return [];
  const locale = sharedLocale(job);
  const title = text(locale, 'cover.picture');
  const description = text(locale, 'cover.pictureDescription', { kind: job.kind });
  return [{ ...viewFile(picture), title, description }];
}
