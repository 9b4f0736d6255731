import { isInstrumentalSkeleton, parseSections } from '../../../domain/draft/lyrics.ts';
import type { Draft } from '../../../domain/draft.ts';
import type { Model } from '../../../domain/models.ts';
import { text } from '../../../locales/text.ts';
import { editorButton, writeButton } from '../components/buttons.ts';
import { TEXT_INPUT_MAXIMUM } from '../components/form-parts.ts';
import { quotedWithin } from '../parts/quoted.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, cardOf, small, type View } from '../view.ts';

const SONG_MAXIMUM = 120;
const STRUCTURE_MAXIMUM = 500;

export interface LyricsCardOptions {
  locale: string;
  draft: Pick<Draft, 'id' | 'kind' | 'song' | 'voice' | 'instrumental' | 'lyrics'>;
  /** Where the words come from. */
  source: 'heard' | 'notHeard' | 'present' | { title: string };
  /** The parts of the song as they were heard; without any, those of the lyrics are shown. */
  sections?: readonly { label: string; startSeconds: number }[];
  model: Pick<Model, 'lyrics' | 'whenNoLyrics'>;
  /** Whether lyrics can be had written, and for how much. */
  writing: { priceMicros: number } | undefined;
  /** The server tells its reader what things cost; so it is unless told otherwise. */
  showsPrices?: boolean;
}

/** The words of a song before anything is made of them, for the draft's member alone. */
export function lyricsCard(options: LyricsCardOptions): View {
  const { locale, draft, writing, showsPrices = true } = options;
  const micros = showsPrices ? (writing?.priceMicros ?? null) : null;
  const lyrics = draft.lyrics ?? '';
  const structure = structureLine(options);
  const head = [
    headingLine(options),
    sourceLine(options),
    ...(structure === '' ? [] : [small(structure)]),
    ...lengthLines(options),
  ];
  const room = CONTENT_MAXIMUM - head.join('\n').length - 1;
  const buttons = [
    editorButton(locale, draft.id),
    ...(writing ? [writeButton(locale, draft.id, { micros, isChange: hasWords(draft) })] : []),
  ];
  return cardOf([...head, ...quotedWithin(lyrics, room)], buttons);
}

function headingLine({ locale, draft, source }: LyricsCardOptions): string {
  const title = typeof source === 'object' ? oneLine(source.title, SONG_MAXIMUM) : '';
  if (title !== '') return text(locale, 'lyrics.titled', { title });
  if (draft.kind === 'song') return text(locale, 'lyrics.of', { song: null });
  return text(locale, 'lyrics.of', { song: oneLine(draftSongName(draft) ?? '', SONG_MAXIMUM) || '…' });
}

/** As the member's file was called; undefined where there is none yet. */
function draftSongName({ song, voice, instrumental }: LyricsCardOptions['draft']): string | undefined {
  const upload = song ?? voice ?? instrumental;
  return upload?.kind === 'kept' ? upload.reference.name : upload?.name;
}

/** `Intro 0:00 · Verse 0:15`, as far as it fits; parts that are no tags (`silence`) are left out. */
function structureLine({ locale, draft, source, sections = [] }: LyricsCardOptions): string {
  const heard = sections.flatMap(({ label, startSeconds }) =>
    labelsIn(`[${label}]`).map((name) => text(locale, 'lyrics.part', { name, startSeconds })),
  );
  // Tags that nobody heard say nothing of the song.
  const parts = heard.length > 0 || source === 'notHeard' ? heard : labelsIn(draft.lyrics ?? '');
  const line = parts.join(' · ');
  return line.length <= STRUCTURE_MAXIMUM ? line : `${line.slice(0, line.lastIndexOf(' · ', STRUCTURE_MAXIMUM))} · …`;
}

function labelsIn(lyrics: string): string[] {
  return parseSections(lyrics).flatMap(({ tag, number }) =>
    tag === null ? [] : [number === null ? tag : `${tag} ${number}`],
  );
}

function sourceLine({ locale, draft, source, model: { lyrics: rule, whenNoLyrics } }: LyricsCardOptions): string {
  if (source === 'notHeard') {
    return text(locale, 'lyrics.notHeard', { whenEmpty: rule.need === 'required' ? 'refused' : whenNoLyrics });
  }
  if (!draft.lyrics) return text(locale, 'lyrics.none');
  if (!hasWords(draft)) return text(locale, 'lyrics.instrumental');
  return text(locale, source === 'heard' ? 'lyrics.heard' : 'lyrics.present');
}

/** Whether there is more than tags. */
function hasWords({ lyrics }: LyricsCardOptions['draft']): boolean {
  return lyrics !== null && lyrics !== '' && !isInstrumentalSkeleton(lyrics);
}

function lengthLines({ locale, draft, model }: LyricsCardOptions): string[] {
  const { maximum } = model.lyrics;
  const { length } = draft.lyrics ?? '';
  return [
    ...(length > maximum ? [text(locale, 'lyrics.tooLong', { length, maximum })] : []),
    ...(length > TEXT_INPUT_MAXIMUM ? [text(locale, 'lyrics.beyondEditor', { maximum: TEXT_INPUT_MAXIMUM })] : []),
  ];
}
