import { createHash } from 'node:crypto';
import { createRandom, type Random, seedOf } from '../songs/synth/random.ts';
import type { Reference } from './features.ts';
import { inventLines } from './words.ts';

type Label = 'intro' | 'verse' | 'chorus' | 'bridge' | 'outro' | 'inst' | 'silence';

export interface Structure {
  num_segments: number;
  /** In seconds. */
  segments: { start: number; end: number; label: Label }[];
}

const NOTE = '(a stand-in cannot hear words, so it made these up)';
const SEGMENT_MS = 15_000;

/** Songs by their number of segments; a longer song has longer segments. */
const FORMS: readonly (readonly Label[])[] = [
  ['verse'],
  ['verse', 'chorus'],
  ['intro', 'verse', 'chorus'],
  ['intro', 'verse', 'chorus', 'outro'],
  ['intro', 'verse', 'chorus', 'verse', 'chorus'],
  ['intro', 'verse', 'chorus', 'verse', 'chorus', 'outro'],
  ['intro', 'verse', 'chorus', 'verse', 'chorus', 'bridge', 'chorus'],
  ['intro', 'verse', 'chorus', 'inst', 'verse', 'chorus', 'bridge', 'chorus'],
];

/** What the preprocessing finds in a song: made up, but the same for the same audio, and as long as the song is. */
export function hearSong({ data, durationMs }: Reference): { lyrics: string; structure: Structure } {
  const random = createRandom(seedOf(createHash('sha256').update(data).digest('hex')));
  const count = Math.min(FORMS.length, Math.max(1, Math.round(durationMs / SEGMENT_MS)));
  const form = FORMS[count - 1] ?? [];
  const placeOf = (index: number) => Math.round((durationMs * index) / count / 100) / 10;
  const segments = form.map((label, index) => ({ start: placeOf(index), end: placeOf(index + 1), label }));
  return { lyrics: lyricsOf(form, random), structure: { num_segments: count, segments } };
}

function lyricsOf(form: readonly Label[], random: Random): string {
  let verses = 0;
  const sections = form.map((label) => {
    if (label === 'verse') verses += 1;
    const tag = label === 'verse' ? `Verse ${verses}` : label.charAt(0).toUpperCase() + label.slice(1);
    const isSung = label === 'verse' || label === 'chorus' || label === 'bridge';
    const lines = isSung ? inventLines(random, 2) : [];
    return [`[${tag}]`, ...(label === 'verse' && verses === 1 ? [NOTE] : []), ...lines].join('\n');
  });
  return sections.join('\n\n');
}
