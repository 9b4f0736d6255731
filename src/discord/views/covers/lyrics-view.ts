import { isInstrumentalSkeleton } from '../../../domain/draft/lyrics.ts';
import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { songName } from '../parts/job-facts.ts';
import { quoted } from '../parts/quoted.ts';
import { CARD_MAXIMUM, cardOf, messageOf, type View } from '../view.ts';

/** What a cover sings, for anyone who asks. `locale` is the reader's. */
export function lyricsView(job: Job, locale: string): View {
  const title = text(locale, 'words.title', { song: songName(job) });
  if (job.lyrics === null) return cardOf([title, missingLine(job, locale)]);
  if (isInstrumentalSkeleton(job.lyrics)) return cardOf([title, text(locale, 'words.instrumental')]);
  const whole = [title, ...quoted(job.lyrics)].join('\n');
  if (whole.length <= CARD_MAXIMUM) return cardOf([whole]);
  return { ...messageOf([title, text(locale, 'words.file')]), files: [lyricsFile(job.lyrics)] };
}

/** Words that are longer than a message. */
export function lyricsFile(lyrics: string) {
  return { name: 'lyrics.txt', data: lyrics, contentType: 'text/plain; charset=utf-8' };
}

function missingLine({ isInstrumental, writesLyrics, kind }: Job, locale: string): string {
  if (isInstrumental) return text(locale, 'words.instrumental');
  if (writesLyrics) return text(locale, 'words.written');
  return text(locale, kind === 'cover' ? 'words.own' : 'words.none');
}
