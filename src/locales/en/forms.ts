import type { Model } from '../../domain/models.ts';
import type { Formats } from '../format.ts';

interface Bounds {
  minimum: number;
  maximum: number;
}

/** What is made, as it is called in a sentence. */
type Kind = Model['kind'];

interface Price {
  micros: number | null;
  /** Whether it is for each of several takes. */
  isPerTake: boolean;
}

/** Commands, forms and buttons. Names of files arrive as they are: forms know no markup. */
export const forms = ({ number, price }: Formats) => {
  const inBrackets = ({ micros, isPerTake }: Price) =>
    micros === null ? '' : ` (${price(micros, 'free')}${isPerTake && micros > 0 ? ' per take' : ''})`;

  return {
    'command.cover': () => 'Make a cover of a song: same melody, new voice, instruments and style',
    'command.cover.song': () => 'The song: MP3, M4A, WAV, OGG, OPUS or FLAC',
    'command.cover.voice': () => 'A recording whose voice the cover gets',
    'command.cover.instrumental': () => 'A recording whose instruments the cover gets',
    'command.cover.lyrics': () => 'See the words first, and change them before the cover is made',
    'command.cover.lyrics.edit': () => 'edit first',
    'command.song': () => 'Make a new song from words: a style, and lyrics if somebody is to sing',
    'command.song.instrumental': () => 'Without a voice',
    'command.song.writeLyrics': () => 'Let the music service write the lyrics',
    'command.style': (params: { kind: Kind }) =>
      `How the ${params.kind} should sound, for example "slow jazz with a warm female voice"`,
    'command.takes': (params: { micros: number | null }) =>
      `How many versions to make${params.micros === null ? '' : ` (${price(params.micros, 'free')} each)`}`,
    'command.seed': () => 'A number that makes a result repeatable',

    'form.title': (params: Price & { kind: Kind }) => `Make a ${params.kind}${inBrackets(params)}`,
    'form.title.lyrics': () => 'Show me the words first',
    'form.title.edit': () => 'Edit lyrics',
    'form.title.restyle': () => 'Change style',
    'form.title.remix': (params: Price) => `Remix this song${inBrackets(params)}`,
    'form.title.remixCover': (params: Price) => `Remix this cover${inBrackets(params)}`,
    'form.song': () => 'Song',
    'form.song.askSung': () => 'A song with singing: MP3, M4A, WAV, OGG, OPUS or FLAC',
    'form.song.ask': () => 'MP3, M4A, WAV, OGG, OPUS or FLAC',
    'form.song.part': () => 'A whole song; or leave it out and give one or both of the parts below',
    'form.voice': () => 'Voice',
    'form.voice.ask': () => 'A recording whose voice the cover gets',
    'form.instrumental': () => 'Instrumental',
    'form.instrumental.ask': () => 'A recording whose instruments the cover gets',
    'form.keep': (params: { name: string }) => `Leave empty to keep "${params.name}"`,
    'form.style': () => 'How should it sound?',
    'form.style.hint': () => 'Genre, mood, instruments, voice',
    'form.style.example': () => 'Slow jazz, smoky bar, brushed drums, warm female voice',
    'form.lyrics': (params: { isRequired: boolean }) => (params.isRequired ? 'Lyrics' : 'New lyrics (optional)'),
    'form.lyrics.edit': () => 'Lyrics',
    'form.lyrics.hint': (params: Bounds & { isRequired: boolean }) =>
      params.isRequired
        ? `The words to sing: ${number(params.minimum)} to ${number(params.maximum)} characters`
        : `Empty keeps the song's own words; else ${number(params.minimum)} to ${number(params.maximum)} characters`,
    'form.lyrics.example': () => '[Verse]\nYour words here\n\n[Chorus]\n…',

    'button.cancel': () => 'Cancel',
    'button.fix': () => 'Fix it',
    'button.again': () => 'New try',
    'button.anyway': () => 'Make another',
    'button.kept': () => 'Get it',
    'button.post': () => 'Post it',
    'button.editLyrics': () => 'Edit lyrics',
    'button.editor': () => 'Open editor',
    'button.write': (params: { micros: number }) => `Write lyrics for me${inBrackets({ ...params, isPerTake: false })}`,
  };
};
