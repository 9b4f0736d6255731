import type { Cover, HistoryEntry } from '../../../domain/cover.ts';
import { madeAt } from '../../../domain/delivery/export-folders.ts';
import { songTitleOf } from '../../../domain/song/song-title.ts';
import { text } from '../../../locales/text.ts';
import { messageLink, originalOf, priceMicros, sentTo } from '../parts/job-facts.ts';
import { plainLine } from '../parts/user-text.ts';

const TITLE_MAXIMUM = 120;

/** A cover in a zip, as far as is written about it. */
export interface PackedCover extends HistoryEntry {
  folder: string;
  takes: readonly { name: string; take: number | null }[];
  parent: Cover | undefined;
}

/** What is written down about the covers in a zip file, in the language of whoever takes them home. */
export function exportWords(locale: string) {
  return {
    about: (cover: PackedCover) => [
      { name: 'cover.json', text: `${JSON.stringify(factsOf(cover), null, 2)}\n` },
      ...(cover.job.lyrics === null ? [] : [{ name: 'lyrics.txt', text: `${cover.job.lyrics}\n` }]),
    ],

    line(cover: PackedCover): string {
      const { job, takes, folder } = cover;
      const title = text(locale, 'cover.fileTitle', {
        kind: job.kind,
        song: plainLine(songTitleOf(job), TITLE_MAXIMUM) || null,
        style: plainLine(job.style ?? '', TITLE_MAXIMUM) || null,
        number: null,
        format: null,
      });
      return text(locale, 'export.line', { folder, title, takes: takes.length, link: linkOf(cover) });
    },

    index: (lines: readonly string[], part: { number: number; count: number }) => ({
      name: 'index.txt',
      text: `${[text(locale, 'export.head', part), '', ...lines, '', text(locale, 'export.rights')].join('\n')}\n`,
    }),
  };
}

/** For programs: names and units do not change with the language. */
function factsOf({ job, cover, takes, parent }: PackedCover) {
  const { provider, model } = job.task ?? job.candidates[0] ?? { provider: null, model: null };
  const micros = priceMicros(job);
  return {
    id: job.id,
    kind: job.kind,
    isMadeByAi: true,
    song: originalOf(job)?.name ?? null,
    style: job.style,
    isInstrumental: job.isInstrumental,
    provider,
    model,
    maker: sentTo(job),
    askedAt: new Date(job.acceptedAt).toISOString(),
    madeAt: new Date(madeAt({ job, cover })).toISOString(),
    message: linkOf({ job, cover }),
    votes: cover?.votes ?? null,
    remixOf: job.lineage && {
      from: job.lineage.from,
      message: parent ? messageLink(parent, parent.messageId) : null,
    },
    wanted: job.wanted,
    takes: job.takes.map(({ seed, format, sound }, index) => ({
      file: takes.find(({ take }) => take === index)?.name ?? null,
      seed,
      format,
      seconds: sound && sound.durationMs / 1000,
    })),
    priceUsd: micros === null ? null : micros / 1_000_000,
  };
}

/** Null for what was not posted. */
function linkOf({ cover }: HistoryEntry): string | null {
  return cover ? messageLink(cover, cover.messageId) : null;
}
