import { createRandom, pick, seedOf } from '../songs/synth/random.ts';
import { minimaxLimits } from './limits.ts';
import { inventLines } from './words.ts';

export interface WrittenSong {
  title: string;
  styleTags: string;
  lyrics: string;
}

const NOTE = '(words by a stand-in, not by a model)';
const TITLES = ['Paper Lanterns', 'Tin Guitar', 'River Lights', 'Night Train', 'Borrowed Coat'] as const;
const GENRES = ['indie folk', 'synth pop', 'soul', 'bossa nova', 'soft rock'] as const;
const MOODS = ['warm', 'wistful', 'bright', 'calm', 'restless'] as const;
const VOICES = ['female vocal', 'male vocal', 'duet'] as const;
/** Spelt as this endpoint does, which is not how the music endpoint does. */
const SECTIONS = ['Intro', 'Verse', 'Pre-Chorus', 'Chorus', 'Verse', 'Build-up', 'Chorus', 'Bridge', 'Outro'] as const;

/** A song that the same prompt gives again. */
export function writeSong(prompt: string): WrittenSong {
  const random = createRandom(seedOf(prompt));
  const sections = SECTIONS.map((name) => {
    const lines = name === 'Intro' ? [NOTE] : inventLines(random, name === 'Outro' ? 1 : 2);
    return `[${name}]\n${lines.join('\n')}`;
  });
  return {
    title: `${pick(random, TITLES)} (stand-in)`,
    styleTags: [pick(random, GENRES), pick(random, MOODS), pick(random, VOICES)].join(', '),
    lyrics: sections.join('\n\n'),
  };
}

/** The same words with another ending; the end of a long song makes room for it. */
export function editSong(lyrics: string, prompt: string): WrittenSong {
  const random = createRandom(seedOf(`${prompt}\n${lyrics}`));
  const ending = `\n\n[Outro]\n${inventLines(random, 1).join('\n')}\n${NOTE}`;
  const room = minimaxLimits.lyricsGeneration.lyrics.maximum - ending.length;
  return { ...writeSong(prompt), lyrics: [...lyrics].slice(0, room).join('') + ending };
}
